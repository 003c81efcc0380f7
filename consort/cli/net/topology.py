"""The topology of a net, once for all: what runs, after what, and how it is known to be well.

`consort net up` runs it on one machine; docker-compose.yml is made from it.
"""

from consort.cli.net.layout import Layout
from consort.cli.net.plan import (
    CHAIN,
    CONTRIBUTOR_STAKE,
    DASHBOARD,
    DEPLOYER,
    VALIDATOR_STAKE,
    WATCHER,
    NetPlan,
)
from consort.cli.net.service import Service


def make_services(plan: NetPlan, layout: Layout) -> list[Service]:
    """Return every service, those that others need first."""
    return [
        _make_chain(plan, layout),
        *(_make_kubo(name, layout) for name in plan.kubo_names),
        _make_deployer(plan, layout),
        *(
            _make_node(plan, layout, name, "validate", "--stake", str(VALIDATOR_STAKE))
            for name in plan.validator_names
        ),
        *(
            _make_node(plan, layout, name, "contribute", "--stake", str(CONTRIBUTOR_STAKE))
            for name in plan.contributor_names
        ),
        _make_node(plan, layout, WATCHER, "watch"),
        _make_dashboard(plan, layout),
    ]


def _make_chain(plan: NetPlan, layout: Layout) -> Service:
    port = layout.get_port(CHAIN)
    host = () if layout.is_one_machine else ("--host", layout.bound)
    command = "devnet", "--chain", plan.chain, "--data", ".", *host, "--port", str(port)
    probe = f"chain:http://127.0.0.1:{port}"
    return Service(CHAIN, command, layout.get_home(CHAIN), probe=probe)


def _make_kubo(name: str, layout: Layout) -> Service:
    home = layout.get_home(name)
    probe = f"kubo:{home / 'rpc.secret'}:http://127.0.0.1:{layout.get_port(name)}"
    return Service(name, ("ipfs", "daemon", "--repo", "."), home, probe=probe)


def _make_deployer(plan: NetPlan, layout: Layout) -> Service:
    terms = [part for term in plan.term for part in ("--term", term)]
    command = (
        *("net", "deploy", "--accounts", "accounts.json"),
        *("--directory", str(layout.deployments)),
        *("--seed", str(plan.seed), "--preset", "minimal", *terms, "--budget", str(plan.budget)),
    )
    kubo = plan.find_kubo(DEPLOYER)
    after = (CHAIN, *([kubo] if kubo else []))
    return Service(DEPLOYER, command, layout.get_home(DEPLOYER), after)


def _make_node(plan: NetPlan, layout: Layout, name: str, *command: str) -> Service:
    """Return a service of the task that the deployer opens, with a page that says it is ready."""
    kubo = plan.find_kubo(name)
    after = (DEPLOYER, *([kubo] if kubo else []))
    probe = f"http://127.0.0.1:{layout.get_port(name)}/ready"
    return Service(name, command, layout.get_home(name), after, probe)


def _make_dashboard(plan: NetPlan, layout: Layout) -> Service:
    port = str(layout.get_port(DASHBOARD))
    command = "dashboard", "--host", layout.bound, "--port", port
    return _make_node(plan, layout, DASHBOARD, *command)
