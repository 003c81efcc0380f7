"""Moving a task to another deployment: a new task that begins with the old one's model."""

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from consort.amounts import format_tokens
from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.actions.opening import FirstFiles, open_task
from consort.cli.actions.presets import adapt_terms, parse_rule
from consort.cli.output import Output
from consort.cli.plain import to_plain
from consort.cli.settings import Destination, MigrationChoice, Network, RuleChoice, Signer
from consort.cli.versions import choose_version, list_versions
from consort.codec.manifest_json import compute_manifest_hash, encode_manifest
from consort.codec.origin import Origin
from consort.errors import TaskNotSettled
from consort.ledger.task_history import TaskHistory
from consort.node.origins import Leg, name_origin, read_lineage
from consort.node.round_view import ChainClock, read_view
from consort.node.task_files import TaskFiles
from consort.spec.types import ContentId, Phase, TaskId, TaskParams
from consort.storage.address import open_store
from consort.storage.cid import StoredFile
from consort.storage.imagined import ImaginedStore
from consort.storage.store import Sink, Store


def migrate_task(
    output: Output,
    network: Network,
    destination: Destination,
    signer: Signer,
    store: str,
    task: int,
    choice: MigrationChoice,
) -> None:
    """Open a task that goes on with another one's model; nothing changes on the old deployment.

    Raises UnknownTask, LineageIncomplete, TaskNotSettled, UnknownVersion, FileNotObtainable, and
    what the new chain raises.
    """
    old = read_lineage(connect(network), TaskId(task))
    new = connect(Network(_choose_rpc(network, destination), destination.to), signer)
    version = choose_version(old.history, choice.version)
    if choice.version is None:
        _require_settled(old)
    origin = name_origin(old, version)
    opened = open_store(store)
    target = ImaginedStore() if signer.rehearsal else opened
    manifest_hash, files = _put_files(opened, target, old, origin)
    params = _make_params(old.history, choice, origin, manifest_hash)
    started = open_task(new, params, files, choice.budget)
    unspent = old.chain.get_unspent(TaskId(task))
    document = {
        "task": started,
        "origin": to_plain(
            {"chain_id": origin.chain_id, "coordinator": origin.coordinator}
            | {"task": task, "version": version, "proposal_hash": origin.proposal_hash}
        ),
        "manifest_hash": to_plain(manifest_hash),
        "genesis_model_root": to_plain(params.genesis_model_root),
        "budget": str(choice.budget),
        "old_unspent": str(unspent),
    }
    output.show(document, _describe(new, started, str(origin), task, unspent))


def _choose_rpc(network: Network, destination: Destination) -> tuple[str, ...]:
    return (destination.to_rpc,) if destination.to_rpc else network.rpc_url


def _require_settled(leg: Leg) -> None:
    """Refuse while the head may still move: the new task would fall behind the old one."""
    task = leg.history.task
    for seen in read_view(leg.chain, task, ChainClock(time.monotonic)).rounds:
        if seen.phase not in {Phase.FINAL, Phase.VOID}:
            raise TaskNotSettled(task, seen.number, seen.phase.name)


def _put_files(source: Store, target: Sink, old: Leg, origin: Origin) -> tuple[bytes, FirstFiles]:
    """Put the old model under the new manifest; return that one's hash."""
    versions = list_versions(old.history)
    published, model = versions.manifest, versions.models[origin.version]
    with TemporaryDirectory() as directory:
        files = TaskFiles(source, Path(directory), tries=None)
        manifest = files.fetch_manifest(published.root, published.places)
        files.fetch_state(manifest, model.root, model.places)
        manifest = manifest.continue_from(origin)
        first = FirstFiles(
            _to_content(target.put(encode_manifest(manifest))),
            _to_content(target.put(files.locate(model.root))),
        )
    return compute_manifest_hash(manifest), first


def _make_params(
    history: TaskHistory, choice: MigrationChoice, origin: Origin, manifest_hash: bytes
) -> TaskParams:
    """Return the old terms with what is to change; raises BadParameter."""
    old, model_root = history.params, history.lineage[origin.version].model_root
    arithmetic = old.arithmetic
    if choice.rule is not None:
        rule = parse_rule(RuleChoice(choice.rule, arithmetic.trim_bps))
        arithmetic = replace(arithmetic, rule=rule.kind)
    if choice.trim_bps is not None:
        arithmetic = replace(arithmetic, trim_bps=choice.trim_bps)
    if choice.target_weight is not None:
        arithmetic = replace(arithmetic, target_weight=choice.target_weight)
    moved = replace(
        old, manifest_hash=manifest_hash, genesis_model_root=model_root, arithmetic=arithmetic
    )
    return adapt_terms(moved, choice.term)


def _to_content(file: StoredFile) -> ContentId:
    return ContentId(file.cid.digest, file.size)


def _describe(new: Chain, opened: TaskId, origin: str, task: int, unspent: int) -> str:
    place = new.deployment.get_address("Coordinator")
    moved = f"Task {opened} at {place} goes on with {origin}."
    left = (
        f"The old task still has {format_tokens(unspent)} tokens that nobody earned: its owner gets"
        f" them by `consort task close {task}`. Rewards stay there, to be claimed at any time."
    )
    return f"{moved}\n{left}"
