"""Compile the deployable contracts into the artifacts that the Python package ships.

`python -m deploy.compile` writes `consort/chain/artifacts/<Name>.json`, `sources.json` with the
texts they were compiled from, and `consort.ts`; with `--check` it writes nothing, and fails unless
every committed file equals a fresh one. Settings come from `foundry.toml` and the compiler's
version from `package.json`: forge tests the same bytecode.
"""

import argparse
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import solcx
from packaging.version import Version
from solcx.exceptions import SolcError

from deploy import typescript

ROOT = Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "consort" / "chain" / "artifacts"
DEPLOYABLE = (
    "ConsortToken",
    "StakeVault",
    "Coordinator",
    "RewardLedger",
    "ModelRegistry",
    "SeedSource",
    "Disputes",
    "Demands",
    "AggregationProofs",
    "RecordProofs",
    "InputProofs",
    "NodeAccount",
)
LINKED = ("Drawing", "Enrolling", "Rivals", "TaskSetup")
"""Libraries whose code the coordinator calls in its own context."""
MAX_CODE_BYTES = 24_576  # EIP-170
IMPORT = re.compile(r"""^import\b[^;"']*["']([^"']+)["']""", re.MULTILINE)

Json = dict[str, Any]


def main() -> None:
    """Write the artifacts, or compare them with `--check`."""
    parser = argparse.ArgumentParser(description="Compile the contracts into package data.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    artifacts = build()
    fresh = {ARTIFACTS / f"{name}.json": render(content) for name, content in artifacts.items()}
    fresh[ARTIFACTS / "consort.ts"] = typescript.render(artifacts)
    if not check:
        write(fresh)
    elif stale := find_stale(fresh):
        sys.exit(f"Not what contracts/ compiles to: {', '.join(stale)}. Run `make artifacts`.")


def build() -> dict[str, Json]:
    """Compile every deployable contract; return the artifacts by name, and the sources."""
    units = {name: find_unit(name) for name in DEPLOYABLE + LINKED}
    sources = collect_sources(units.values())
    solc, settings = find_solc(), read_settings()
    contracts = run_solc(solc, settings, sources, units)["contracts"]
    version = solcx.wrapper.get_version_str_from_solc_binary(solc)
    provenance = {"solcVersion": version, "settings": settings}
    artifacts = {
        name: describe(name, contracts[unit][name], sources) | provenance
        for name, unit in units.items()
    }
    return artifacts | {"sources": {"units": units, "sources": dict(sorted(sources.items()))}}


def find_unit(name: str) -> str:
    """Return the source unit name, relative to the root, of the file called after a contract."""
    found = sorted((ROOT / "contracts").rglob(f"{name}.sol"))
    if len(found) != 1:
        sys.exit(f"Expected one {name}.sol under contracts/, found {len(found)}.")
    return found[0].relative_to(ROOT).as_posix()


def collect_sources(units: Iterable[str]) -> dict[str, str]:
    """Return the text of these source units and of all they import, by unit name."""
    sources: dict[str, str] = {}
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        if unit not in sources:
            sources[unit] = read_unit(unit)
            waiting += [resolve_import(unit, path) for path in IMPORT.findall(sources[unit])]
    return sources


def read_unit(unit: str) -> str:
    """Read a source unit of this repository or of an npm package."""
    path = ROOT / ("node_modules" if unit.startswith("@") else "") / unit
    if not path.is_file():
        sys.exit(
            f"Cannot find the Solidity source {unit}. Run `make setup`, or correct the import."
        )
    return path.read_text()


def resolve_import(importer: str, path: str) -> str:
    """Return the unit name that an import statement means (relative ones start with a dot)."""
    if not path.startswith("."):
        return path
    parts: list[str] = list(PurePosixPath(importer).parent.parts)
    for part in PurePosixPath(path).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def find_solc() -> Path:
    """Return py-solc-x's native compiler if the pinned version is installed, else the launcher."""
    package = json.loads((ROOT / "package.json").read_text())
    version = Version(package["devDependencies"]["solc"])
    if version in solcx.get_installed_solc_versions():
        return solcx.install.get_executable(version)
    return ROOT / "deploy" / "solc"


def read_settings() -> Json:
    """Translate forge's profile into the compiler's own settings."""
    profile = tomllib.loads((ROOT / "foundry.toml").read_text())["profile"]["default"]
    return {
        "evmVersion": profile["evm_version"],
        "viaIR": profile["via_ir"],
        "optimizer": {"enabled": profile["optimizer"], "runs": profile["optimizer_runs"]},
        "metadata": {"bytecodeHash": profile["bytecode_hash"]},
    }


def run_solc(
    solc: Path, settings: Json, sources: Mapping[str, str], units: Mapping[str, str]
) -> Json:
    """Compile the named contracts; exit with the compiler's own words if it refuses."""
    wanted = ["abi", "metadata", "evm.bytecode", "evm.deployedBytecode"]
    task = {
        "language": "Solidity",
        "sources": {unit: {"content": text} for unit, text in sorted(sources.items())},
        "settings": settings
        | {"outputSelection": {unit: {name: wanted} for name, unit in units.items()}},
    }
    try:
        return solcx.compile_standard(task, solc_binary=solc)
    except SolcError as refusal:
        sys.exit(refusal.message)


def describe(name: str, compiled: Json, sources: Mapping[str, str]) -> Json:
    """Return what a deployer and a verifier need of one compiled contract."""
    creation, deployed = compiled["evm"]["bytecode"], compiled["evm"]["deployedBytecode"]
    size = len(deployed["object"]) // 2
    if size > MAX_CODE_BYTES:
        sys.exit(f"{name} has {size} bytes of code, over the limit of {MAX_CODE_BYTES} (EIP-170).")
    used = json.loads(compiled["metadata"])["sources"]
    return {
        "contractName": name,
        "abi": compiled["abi"],
        "bytecode": f"0x{blank_links(creation)}",
        "deployedBytecode": f"0x{blank_links(deployed)}",
        "linkReferences": list_links(creation),
        "filledReferences": list_filled(deployed),
        "sourceHash": hash_sources({unit: sources[unit] for unit in used}),
    }


def list_links(code: Json) -> list[Json]:
    """Return the byte ranges that take a library's address, in order."""
    places = [
        {"library": library, **place}
        for libraries in code["linkReferences"].values()
        for library, found in libraries.items()
        for place in found
    ]
    return sorted(places, key=lambda place: place["start"])


def blank_links(code: Json) -> str:
    """Return the code in hex, with zeros where libraries' addresses belong."""
    text: str = code["object"]
    for place in list_links(code):
        start, end = 2 * place["start"], 2 * (place["start"] + place["length"])
        text = text[:start] + "0" * (end - start) + text[end:]
    return text


def list_filled(deployed: Json) -> list[dict[str, int]]:
    """Return the byte ranges of deployed code that only its creation fills in.

    These are immutable values, a library's own address among them, and addresses of libraries.
    """
    groups = [*deployed["immutableReferences"].values(), list_links(deployed)]
    ranges = [
        {"start": place["start"], "length": place["length"]} for group in groups for place in group
    ]
    return sorted(ranges, key=lambda place: place["start"])


def hash_sources(sources: Mapping[str, str]) -> str:
    """Hash unit names and texts, so that equal sources hash equally wherever they lie."""
    lines = [f"{sha256(text)}  {unit}\n" for unit, text in sorted(sources.items())]
    return f"0x{sha256(''.join(lines))}"


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def render(artifact: Json) -> str:
    """Return the artifact as the text of its file."""
    return json.dumps(artifact, indent=1) + "\n"


def write(fresh: Mapping[Path, str]) -> None:
    """Make the artifacts folder hold exactly these files."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for leftover in list_committed() - fresh.keys():
        leftover.unlink()
    for path, text in fresh.items():
        path.write_text(text)


def list_committed() -> set[Path]:
    """Return the files of the artifacts folder."""
    return {*ARTIFACTS.glob("*.json"), *ARTIFACTS.glob("*.ts")}


def find_stale(fresh: Mapping[Path, str]) -> list[str]:
    """Return the names of artifacts that are missing, left over or different."""
    committed = {path: path.read_text() for path in list_committed()}
    paths = fresh.keys() | committed.keys()
    return sorted(path.name for path in paths if fresh.get(path) != committed.get(path))


if __name__ == "__main__":
    main()
