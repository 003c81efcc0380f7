"""Getting versions of a model, and proving that a file is one."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from consort.cli.actions.connection import connect
from consort.cli.actions.models import fetch_states
from consort.cli.origins import follow_lineage
from consort.cli.output import Output
from consort.cli.plain import to_plain
from consort.cli.settings import Network, OriginChoice
from consort.cli.versions import choose_version, list_versions
from consort.codec.leaf_tree import compute_root, hash_leaves
from consort.errors import NotInLineage
from consort.ledger.task_history import TaskHistory
from consort.model_file import is_same_model, load_tensors, write_safetensors
from consort.node.origins import Leg, read_lineage
from consort.spec.chunk_tree import compute_depth
from consort.spec.encoding import compute_codes_per_leaf
from consort.spec.model_state import MASTER_BYTES
from consort.spec.types import Arithmetic, TaskId
from consort.storage.address import open_store


def pull_model(
    output: Output, network: Network, store: str, task: int, version: int | None, path: Path
) -> None:
    """Write a version as safetensors; raises UnknownTask, UnknownVersion, FileNotObtainable."""
    history = read_lineage(connect(network), TaskId(task)).history
    number = choose_version(history, version)
    versions = list_versions(history).select(number)
    root = versions.models[0].root
    with TemporaryDirectory() as directory:
        manifest, [state] = fetch_states(open_store(store), Path(directory), versions)
    write_safetensors(path, state, manifest)
    document = {"task": task, "version": number, "model_root": to_plain(root), "file": str(path)}
    output.show(document, f"{path} is version {number}, with the root {to_plain(root)}.")


def verify_model(
    output: Output,
    network: Network,
    store: str,
    task: int,
    origins: OriginChoice,
    version: int | None,
    file: Path,
) -> None:
    """Prove that a file is a version.

    Raises NotInLineage, UnknownVersion, FileNotObtainable, OriginIsFalse.
    """
    legs = [read_lineage(connect(network), TaskId(task))]
    if version is not None:
        choose_version(legs[0].history, version)
    elif origins.origin_deployment:
        _, legs = follow_lineage(legs[0], network, store, origins)
    for leg in legs:
        numbers = range(leg.last + 1) if version is None else [version]
        number = _find(file, store, leg.history, numbers)
        if number is not None:
            _show_proof(output, leg, number, file)
            return
    raise NotInLineage(str(file), task, sum(leg.last for leg in legs) + 1)


def _show_proof(output: Output, leg: Leg, number: int, file: Path) -> None:
    """Let the contract itself lead from the version to the head."""
    task, newest = leg.history.task, leg.history.version
    proved, root = leg.chain.verify_lineage(task, leg.history.lineage[number:])
    place = leg.chain.deployment.get_address("Coordinator")
    document = {
        "file": str(file),
        "coordinator": place,
        "task": task,
        "version": proved,
        "model_root": to_plain(root),
        "head_version": newest,
    }
    text = f"{file} is version {proved} of task {task} at {place}, with the root {to_plain(root)}."
    output.show(document, f"{text}\nThe chain's newest version is {newest}.")


def _find(file: Path, store: str, history: TaskHistory, numbers: Sequence[int]) -> int | None:
    number = _find_state(file, history, numbers)
    return _find_tensors(file, store, history, numbers) if number is None else number


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
