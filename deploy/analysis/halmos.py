"""Prove the lemmas in tests/halmos with halmos, and fail unless every one is proved in full.

Halmos runs the optimised bytecode on symbols instead of numbers. A lemma that takes too long, is
cut off at a loop's bound or holds for want of any input counts as not proved.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / ".tools"
LEMMAS = "tests/halmos"
BUILD = "build/halmos"
SETTINGS = {
    "FOUNDRY_SRC": LEMMAS,
    "FOUNDRY_TEST": LEMMAS,
    "FOUNDRY_OUT": f"{BUILD}/out",
    "FOUNDRY_CACHE_PATH": f"{BUILD}/cache",
}
LOOPS = "8"
COLOUR = re.compile(r"\x1b\[\d*m")
PROVED = re.compile(r"^\[PASS\] check_", re.MULTILINE)
NOT_IN_FULL = "not been fully explored"


def main() -> None:
    """Prove all lemmas; print what halmos prints of each."""
    command = [str(TOOLS / "analysis" / "bin" / "halmos"), "--forge-build-out", f"{BUILD}/out"]
    command += ["--loop", LOOPS, "--no-status", *sys.argv[1:]]
    path = f"{TOOLS}{os.pathsep}{TOOLS / 'analysis' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | SETTINGS | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    output = COLOUR.sub("", done.stdout)
    print(output)
    proved = len(PROVED.findall(output))
    if done.returncode != 0 or NOT_IN_FULL in " ".join(output.split()):
        sys.exit("halmos: not every lemma is proved in full.")
    if not sys.argv[1:] and proved != count_lemmas():
        sys.exit(f"halmos: {proved} of {count_lemmas()} lemmas were proved.")
    print(f"halmos: {proved} lemmas proved.")


def count_lemmas() -> int:
    """Return the number of lemmas that are written down."""
    files = (ROOT / LEMMAS).glob("*.t.sol")
    return sum(len(re.findall(r"function check_", file.read_text())) for file in files)


if __name__ == "__main__":
    main()
