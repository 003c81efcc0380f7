"""How a command is declared: its help ends with an example, its action is imported when it runs.

A command with settings takes --config too.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from consort.cli.config.loading import make_config_option
from consort.cli.config.setting import list_settings
from consort.cli.lazy import load_function
from consort.cli.output import Output

Declaration = Callable[..., int | None]


class Command(click.Command):
    """A command with an example, and the flags that every command has."""

    def __init__(
        self,
        *args: Any,
        example: str,
        reads_config: bool = True,
        forgives_config: bool = False,
        **attributes: Any,
    ) -> None:
        super().__init__(*args, **attributes)
        self.forgives_config = forgives_config
        self.epilog = f"\b\nExample:\n  {example}"
        if reads_config and list_settings(self):
            self.params.append(make_config_option())
        self.params += make_flags()


class Group(click.Group):
    """A noun; its verbs are of type `Command`."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.params += make_flags()

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; on Ctrl-C click would write an empty line, which is no line of a log."""
        output = ctx.find_object(Output)
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            if output is not None and output.is_log_json:
                raise click.Abort from stop
            raise

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the verbs in the order in which they were declared."""
        return list(self.commands)


def make_flags() -> list[click.Parameter]:
    """Return what every command takes; `main` itself looks for them among the arguments."""
    json_help = "Print JSON on stdout; one document a line where the command runs on."
    debug_help = "Show the traceback of an unexpected error."
    return [
        click.Option(["--json"], is_flag=True, expose_value=False, help=json_help),
        click.Option(["--debug"], is_flag=True, expose_value=False, help=debug_help),
    ]


def runs(action: str) -> Callable[[Declaration], Declaration]:
    """Make a declaration call the action `module:function`, with `Output` and all parameters.

    An action that takes a signer is rehearsed first where a person is to agree to what it sends.
    """

    def run(output: Output, **values: Any) -> int:
        function = load_function(f"consort.cli.{action}")
        if "signer" not in values:
            return int(function(output, **values) or 0)
        run_sending = load_function("consort.cli.approval:run_sending")
        return int(run_sending(function, output, **values))

    return _declare(run)


def runs_node(action: str) -> Callable[[Declaration], Declaration]:
    """Do the same for a node, which sends again and again: it asks once, by itself."""

    def run(output: Output, **values: Any) -> None:
        load_function(f"consort.cli.{action}")(output, **values)

    return _declare(run)


def _declare(run: Callable[..., int | None]) -> Callable[[Declaration], Declaration]:
    def decorate(declaration: Declaration) -> Declaration:
        @wraps(declaration)
        def call(**values: Any) -> int | None:
            return run(click.get_current_context().find_object(Output), **values)

        return call

    return decorate
