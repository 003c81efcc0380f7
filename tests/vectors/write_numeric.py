"""Write the numeric test vectors: `python -m tests.vectors.write_numeric`."""

from consort.spec.vectors_numeric import NUMERIC_VECTORS
from tests.vectors.cases import DIRECTORY
from tests.vectors.cases import render as render_cases


def render(name: str) -> str:
    """Return the text of a vector file."""
    return render_cases(NUMERIC_VECTORS[name]())


def main() -> None:
    """Write every file."""
    for name in NUMERIC_VECTORS:
        (DIRECTORY / f"{name}.json").write_text(render(name))


if __name__ == "__main__":
    main()
