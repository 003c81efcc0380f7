"""Checking deployed contracts, and what a view of one's own is built upon."""

import json
from pathlib import Path

import click

from consort.chain.interface import CONTRACTS, OPTIONAL, read_abi, read_types
from consort.chain.verification import Verification, describe_contracts
from consort.cli.actions.connection import connect
from consort.cli.output import Output, format_table
from consort.cli.settings import Network
from consort.errors import NoSuchContract
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


def show_abi(output: Output, contract: str | None) -> None:
    """Print the ABI of a contract, of all by name if None; raises NoSuchContract."""
    names = sorted((*CONTRACTS, *OPTIONAL))
    if contract is not None and contract not in names:
        raise NoSuchContract(contract, ", ".join(names))
    document = read_abi(contract) if contract else {name: read_abi(name) for name in names}
    click.echo(json.dumps(document, indent=None if output.is_json else 1))


def show_types(output: Output, path: Path | None) -> None:
    """Print the TypeScript file; raises PathUnusable, DiskFull."""
    text = read_types()
    if path is None:
        output.show({"types": text}, text.rstrip())
        return
    write_whole(path, [text.encode()])
    output.show({"file": str(path), "bytes": len(text)}, f"Wrote {path}.")


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
