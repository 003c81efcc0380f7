"""Getting versions of a model, and proving that a file is one."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.actions.models import (
    fetch_states,
    is_same_model,
    load_tensors,
    write_safetensors,
)
from consort.cli.output import Output
from consort.cli.plain import to_plain
from consort.cli.settings import Network
from consort.cli.versions import choose_version, list_versions
from consort.codec.leaf_tree import compute_root, hash_leaves
from consort.errors import NotInLineage
from consort.ledger.task_history import TaskHistory
from consort.node.log import read_ledger
from consort.spec.chunk_tree import compute_depth
from consort.spec.encoding import compute_codes_per_leaf
from consort.spec.model_state import MASTER_BYTES
from consort.spec.types import Arithmetic, TaskId
from consort.storage.address import open_store


def pull_model(
    output: Output, network: Network, store: str, task: int, version: int | None, path: Path
) -> None:
    """Write a version as safetensors; raises UnknownTask, UnknownVersion, FileNotObtainable."""
    history = _read(connect(network), task)
    number = choose_version(history, version)
    versions = list_versions(history).select(number)
    root = versions.models[0].root
    with TemporaryDirectory() as directory:
        manifest, [state] = fetch_states(open_store(store), Path(directory), versions)
    write_safetensors(path, state, manifest)
    document = {"task": task, "version": number, "model_root": to_plain(root), "file": str(path)}
    output.show(document, f"{path} is version {number}, with the root {to_plain(root)}.")


def verify_model(
    output: Output, network: Network, store: str, task: int, version: int | None, file: Path
) -> None:
    """Prove that a file is a version; raises NotInLineage, UnknownVersion, FileNotObtainable."""
    chain = connect(network)
    history = _read(chain, task)
    numbers = range(history.version + 1) if version is None else [choose_version(history, version)]
    number = _find_state(file, history, numbers)
    if number is None:
        number = _find_tensors(file, store, history, numbers)
    if number is None:
        raise NotInLineage(str(file), task, len(numbers))
    _show_proof(output, chain, history, number, file)


def _show_proof(
    output: Output, chain: Chain, history: TaskHistory, number: int, file: Path
) -> None:
    """Let the contract itself lead from the version to the head."""
    proved, root = chain.verify_lineage(history.task, history.lineage[number:])
    document = {
        "file": str(file),
        "task": history.task,
        "version": proved,
        "model_root": to_plain(root),
        "head_version": history.version,
    }
    text = f"{file} is version {proved} of task {history.task}, with the root {to_plain(root)}."
    output.show(document, f"{text}\nThe chain's newest version is {history.version}.")


def _find_state(file: Path, history: TaskHistory, numbers: Sequence[int]) -> int | None:
    """Return the newest of these versions that a file is the model state of, by its root."""
    root, models = _compute_root(file, history.params.arithmetic), list_versions(history).models
    return max((number for number in numbers if models[number].root == root), default=None)


def _find_tensors(
    file: Path, store: str, history: TaskHistory, numbers: Sequence[int]
) -> int | None:
    """Return the newest of these versions whose every value is in a file of safetensors."""
    tensors, versions = load_tensors(file), list_versions(history)
    if tensors is None:
        return None
    with TemporaryDirectory() as directory:
        for number in reversed(numbers):
            arguments = open_store(store), Path(directory), versions.select(number)
            manifest, [state] = fetch_states(*arguments)
            if is_same_model(tensors, state, manifest):
                return number
    return None


def _compute_root(file: Path, arithmetic: Arithmetic) -> bytes | None:
    """Return the root of a model state of the task's size, None for any other file."""
    leaf_bytes = 1 + MASTER_BYTES * compute_codes_per_leaf(arithmetic.code_bits)
    count = arithmetic.update_leaves - 1
    if file.stat().st_size != count * leaf_bytes:
        return None
    return compute_root(hash_leaves(file.read_bytes(), leaf_bytes), compute_depth(count))


def _read(chain: Chain, task: int) -> TaskHistory:
    """Return a task's history up to one block."""
    return read_ledger(chain.at(chain.clock().block)).get_task(TaskId(task))
