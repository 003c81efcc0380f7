"""`consort completion`."""

import click

from consort.cli.command import Command, runs


@click.command(cls=Command, example="consort completion bash")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@runs("actions.completing:print_script")
def completion(**_: object) -> None:
    """Print a script that lets a shell complete commands, options, tasks and keystores.

    \b
    bash: consort completion bash > ~/.local/share/bash-completion/completions/consort
    zsh:  consort completion zsh > a directory of your $fpath/_consort
    fish: consort completion fish > ~/.config/fish/completions/consort.fish
    """
