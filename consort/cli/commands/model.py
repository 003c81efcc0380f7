"""`consort model`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import (
    FILE,
    PATH,
    network_options,
    origin_options,
    store_option,
    task_option,
)

VERSION = click.IntRange(0)


@click.group(cls=Group)
def model() -> None:
    """Get the trained model, and prove where a file comes from."""


@model.command("pull", example="consort model pull --task 0 --output model.safetensors")
@network_options
@store_option
@task_option
@click.option("--version", type=VERSION, help="Which version [default: the newest].")
@click.option("--output", "path", type=PATH, default="model.safetensors", show_default=True)
@runs("actions.pulling:pull_model")
def pull(**_: object) -> None:
    """Write a version as safetensors, checked against the chain.

    In Python: model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
    """


@model.command(
    "history",
    example="consort model history --task 0 --origin-deployment deployments/31337.json",
)
@network_options
@store_option
@task_option
@origin_options
@runs("actions.lineages:show_history")
def history(**_: object) -> None:
    """List every version, back through the deployments that the model was trained on before.

    What a task says of its origin is checked on the chain where it was: name that by
    --origin-deployment, and where it is another chain --origin-rpc, once for each.
    """


@model.command("verify", example="consort model verify model.safetensors --task 0")
@network_options
@store_option
@task_option
@origin_options
@click.option("--version", type=VERSION, help="Only this version [default: any].")
@click.argument("file", type=FILE)
@runs("actions.pulling:verify_model")
def verify(**_: object) -> None:
    """Prove that a file is a version of the task's model.

    Model states, as they lie in the store, need nothing but the chain. For safetensors, the
    versions are fetched from the store, checked against the chain, and compared value by value.
    With --origin-deployment, versions from before the task moved count as well.
    """
