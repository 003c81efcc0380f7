"""Write the numeric test vectors: `python tests/vectors/write_numeric.py`."""

import json
from pathlib import Path

from consort.spec.vectors_numeric import NUMERIC_VECTORS

DIRECTORY = Path(__file__).parent


def render(name: str) -> str:
    """Return the text of a vector file: one case a line."""
    cases = ",\n".join(json.dumps(case, separators=(",", ":")) for case in NUMERIC_VECTORS[name]())
    return f'{{"cases":[\n{cases}\n]}}\n'


def main() -> None:
    """Write every file."""
    for name in NUMERIC_VECTORS:
        (DIRECTORY / f"{name}.json").write_text(render(name))


if __name__ == "__main__":
    main()
