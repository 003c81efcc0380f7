"""Decide an SMT query of 256-bit words as one of integers: a solver command for halmos.

Products and quotients of words are beyond solvers that work on single bits. cvc5 translates words
to integers, for which it knows the laws of division, but not if arrays are among them: what a query
says of arrays, of accounts' balances that is, is left out. With fewer premises "unsat" proves all
the more; "sat" may be a false alarm, never a false proof.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import cvc5  # type: ignore[import-not-found]  # of the environment of `make halmos`

ARRAY = re.compile(r"\(declare-fun (\S+) \(\) \(Array ")


def main() -> None:
    """Decide the script of SMT-LIB commands named on the command line; print what they print."""
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("produce-models", "true")
    solver.setOption("solve-bv-as-int", "sum")
    parser = cvc5.InputParser(solver)
    script = leave_out_arrays(Path(sys.argv[1]).read_text())
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "query")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        print(command.invoke(solver, symbols), end="", flush=True)


def leave_out_arrays(script: str) -> str:
    """Return the script without its arrays and whatever it says of them."""
    arrays = ARRAY.findall(script)
    if not arrays:
        return script
    mention = re.compile("|".join(rf"(?<![\w.]){re.escape(array)}(?![\w.])" for array in arrays))
    kept = [command for command in split_commands(script) if not mention.search(command)]
    return "\n".join(kept).replace("(set-logic QF_AUFBV)", "(set-logic QF_UFBV)")


def split_commands(script: str) -> Iterator[str]:
    """Yield the commands of a script, each from its opening to its closing bracket."""
    depth, start = 0, 0
    lines = (line for line in script.splitlines() if not line.startswith(";"))
    text = "\n".join(lines)
    for at, letter in enumerate(text):
        if letter == "(":
            start = at if depth == 0 else start
            depth += 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                yield text[start : at + 1]


if __name__ == "__main__":
    main()
