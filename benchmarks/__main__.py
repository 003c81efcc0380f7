"""Run the benchmarks of codec and aggregation, print their tables and keep them: `make bench`."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from benchmarks import bench_aggregation, bench_codec

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks" / "speed.md"
INTRODUCTION = """# Speed and memory beside Flower

Both measured in one run on the same machine, two cores; best of three. Memory is what each needs
beyond its inputs. Consort's times include reading files, checking or building the tree and writing
the result; Flower's functions begin and end with arrays in memory. Absolute figures vary from
machine to machine, the ratios less. Written by `make bench`.

"""


def main() -> None:
    """Measure, print and write the page."""
    tables = StringIO()
    with redirect_stdout(tables):
        bench_codec.main()
        print()
        bench_aggregation.main()
    PAGE.write_text(INTRODUCTION + tables.getvalue(), "utf-8")
    print(tables.getvalue())


main()
