"""Importing Consort and naming its App costs no torch."""

import subprocess
import sys


def test_import_loads_neither_torch_nor_web3() -> None:
    code = (
        "import sys, consort, consort.app_loader, consort.contributor_config, consort.scaffold\n"
        "consort.App\n"
        "print({'torch', 'web3', 'numpy', 'sklearn'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "set()\n"
