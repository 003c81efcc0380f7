"""`consort dashboard`."""

import click

from consort.cli.command import Command, runs
from consort.cli.config.setting import setting
from consort.cli.options import PATH, bundle, index_option, network_options, store_option
from consort.cli.settings import DashboardChoice
from consort.dashboard import PORT

dashboard_options = bundle(
    "choice",
    DashboardChoice,
    click.option(
        "--host",
        default="127.0.0.1",
        show_default=True,
        help="Where to listen; whoever reaches it can read everything, and change nothing.",
    ),
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=PORT,
        show_default=True,
        help="0 is any free port.",
    ),
    click.option(
        "--allow-host",
        multiple=True,
        metavar="NAME",
        help="A name under which browsers reach it, such as that of a reverse proxy.",
    ),
    click.option(
        "--proxy",
        multiple=True,
        metavar="ADDRESS",
        help="A reverse proxy whose X-Forwarded-For is believed.",
    ),
    click.option(
        "--rate",
        type=click.FloatRange(1),
        default=100,
        show_default=True,
        help="Requests a second that one address may make; ten times as many at once.",
    ),
)


@click.command(cls=Command, example="consort dashboard --app consort.apps.digits:app")
@network_options
@store_option
@index_option
@setting("--app", help="Measure each version of the model with this app.")
@click.option(
    "--data", type=PATH, metavar="DIR", help="Show the chain that a demo or devnet kept there."
)
@dashboard_options
@runs("actions.dashboards:run_dashboard")
def dashboard(**_: object) -> None:
    """Serve the ledger as a web page and an HTTP API, until Ctrl-C.

    Every token, vote, score, slash and model version, from an index of the chain's events that is
    kept up while it runs. Only read: no key is needed, nothing is sent. The API is described at
    /api/v1/openapi.json, figures for Prometheus are at /metrics.

    With --data, the chain that `consort demo --keep DIR` left there is started again, its store
    too, and both end with the command.
    """
