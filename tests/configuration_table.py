"""Write the table of settings in docs/configuration.md: `python -m tests.configuration_table`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from consort.cli.config.setting import Setting, find_settings
from consort.cli.config.table import SECTIONS
from consort.cli.config.values import describe
from consort.cli.entry import consort

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "configuration.md"
_BEGIN: Final = "<!-- settings: make configuration -->\n"
_END: Final = "<!-- end of settings -->\n"


def make_table() -> str:
    """Return a table for each section, from the options themselves."""
    return "\n".join(
        "\n".join((f"### [{section}]\n", subject, "", *_iterate_rows(section), ""))
        for section, subject in SECTIONS.items()
    )


def replace_table(document: str) -> str:
    """Return the document with the table as it is now."""
    before, _, rest = document.partition(_BEGIN)
    return f"{before}{_BEGIN}\n{make_table()}\n{_END}{rest.partition(_END)[2]}"


def _iterate_rows(section: str) -> Iterator[str]:
    yield "| key | flag, variable | takes | default | |"
    yield "|---|---|---|---|---|"
    for setting in find_settings([consort]).values():
        if setting.key.partition(".")[0] == section:
            yield _write_row(setting)


def _write_row(setting: Setting) -> str:
    defaults = setting.default if isinstance(setting.default, list) else [setting.default]
    is_plain = all(isinstance(each, str | int | float | Path) for each in defaults)
    default = ", ".join(f"`{each}`" for each in defaults) if is_plain else ""
    names = f"`{setting.opts[0]}`, `{setting.variable}`"
    name = setting.key.partition(".")[2]
    return f"| `{name}` | {names} | {describe(setting)} | {default} | {setting.help} |"


if __name__ == "__main__":
    DOCUMENT.write_text(replace_table(DOCUMENT.read_text()))
