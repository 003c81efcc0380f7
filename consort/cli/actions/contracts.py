"""Checking deployed contracts."""

import json
from pathlib import Path

from consort.chain.verification import Verification, describe_contracts
from consort.cli.actions.connection import connect
from consort.cli.output import Output, format_table
from consort.cli.settings import Network
from consort.storage.disk import name_failures, write_whole

INDEX = "verification.json"


def write_verification(output: Output, network: Network, directory: Path) -> None:
    """Write what an explorer wants; raises CreationMissing, PathUnusable, DiskFull."""
    chain = connect(network)
    found = list(describe_contracts(chain.rpc, chain.deployment))
    document = {
        "chain_id": chain.chain_id,
        "directory": str(directory),
        "contracts": [_describe(each) for each in found],
    }
    with name_failures(directory):
        directory.mkdir(parents=True, exist_ok=True)
    for each in found:
        _write(directory / f"{each.name}.json", each.standard_input)
    _write(directory / INDEX, document)
    rows = [(each.name, each.address, each.qualified_name) for each in found]
    table = format_table(("contract", "address", "name for the explorer"), rows)
    output.show(document, f"{table}\nWrote their inputs and {directory / INDEX}.")


def _describe(each: Verification) -> dict[str, object]:
    return {
        "name": each.name,
        "address": each.address,
        "contract": each.qualified_name,
        "compiler": each.compiler,
        "constructor_arguments": f"0x{each.arguments.hex()}",
        "libraries": dict(each.libraries),
        "input": f"{each.name}.json",
    }


def _write(path: Path, content: object) -> None:
    write_whole(path, [json.dumps(content, indent=1).encode()])
