"""Nodes of both roles in one process, on a real chain whose time the test moves: nobody waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Protocol, TypeVar

from consort.app import App
from consort.chain.client import Chain
from consort.chain.events import TaskCreated
from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash, encode_manifest
from consort.codec.model_state import compute_state_root, write_state
from consort.codec.tensors import build_manifest, encode_genesis
from consort.contributor_config import ContributorConfig
from consort.ledger.conservation import Conservation
from consort.ledger.replay import Ledger
from consort.ledger.rounds import RoundState
from consort.ledger.task_history import TaskHistory
from consort.node import bookkeeping
from consort.node.log import read_ledger
from consort.node.progress import NodeEvent
from consort.node.round_view import ChainClock, read_view
from consort.node.session import Session, Surroundings
from consort.spec.aggregation import Rule
from consort.spec.params import MINIMAL, TOKEN, Preset
from consort.spec.phases import compute_elected
from consort.spec.types import Arithmetic, Artifact, ContentId, Phase, TaskId, TaskParams
from consort.storage.cid import StoredFile
from consort.storage.directory import DirectoryStore
from consort.storage.store import Store
from consort.training import build_model, copy_state
from consort_client.node import ContributorNode, Training
from consort_nodes.conduct import Conduct, Evaluate
from consort_nodes.guard import MakeGuard, Unguarded
from consort_nodes.node import ValidatorNode
from tests.app.apps import app as points
from tests.chain.devnet_fixture import LocalChain

STAKE = 1_000 * TOKEN
BUDGET = 1_000 * TOKEN
STAGGER = 2.0
TERMS = replace(MINIMAL, stakes=replace(MINIMAL.stakes, cooldown_rounds=0))
MAX_STEPS = 400

E = TypeVar("E", bound=NodeEvent)


class Node(Protocol):
    """Any role's node."""

    session: Session

    def step(self) -> bool:
        """Do what is due now."""
        ...


@dataclass(slots=True)
class Federation:
    """A task on a local chain; `reports` are the events of each node by its account's name.

    `keep` is for how many seconds nodes keep files of rounds that are over, None for their default.
    """

    local: LocalChain
    directory: Path
    store: Store
    app: App
    task: TaskId
    manifest: Manifest
    now: float = 0.0
    reports: dict[str, list[NodeEvent]] = field(default_factory=dict)
    keep: int | None = None

    @classmethod
    def start(
        cls,
        local: LocalChain,
        directory: Path,
        app: App = points,
        terms: Preset = TERMS,
        rule: Rule = Rule.WEIGHTED_MEAN,
        store: Store | None = None,
    ) -> "Federation":
        """Create a task for an app, announce its files, fund it; files lie in the directory."""
        store = store or DirectoryStore(directory / "store")
        manifest = build_manifest(build_model(app))
        task = create_task(local.connect(), store, app, manifest, terms, rule)
        return cls(local, directory, store, app, task, manifest)

    @property
    def owner(self) -> Chain:
        """Return the chain as the task's owner uses it."""
        return self.local.connect()

    @property
    def version(self) -> int:
        """Return the newest final version."""
        return self.owner.get_head(self.task)[0].version

    @property
    def phase(self) -> Phase:
        """Return the phase of the last round."""
        return read_view(self.owner, self.task, ChainClock(lambda: self.now)).phase

    @property
    def states(self) -> list[RoundState]:
        """Return the states of all rounds, as the chain has noted them."""
        return [round_.state for round_ in self.read_history().rounds.values()]

    def enrol(self, contributors: int, validators: int) -> None:
        """Deposit and enrol the first accounts of each role."""
        for index in range(contributors):
            self.enrol_contributor(index)
        for index in range(validators):
            chain = self.local.connect(f"validator-{index}")
            chain.deposit(STAKE)
            chain.enrol_validator(self.task, STAKE)

    def enrol_contributor(self, index: int) -> None:
        """Deposit and enrol one account as contributor."""
        chain = self.local.connect(f"contributor-{index}")
        chain.deposit(STAKE)
        chain.enrol_contributor(self.task, STAKE)

    def surround(self, name: str, store: Store | None = None) -> Surroundings:
        """Return what the node of an account is given."""
        report = self.reports.setdefault(name, [])
        return Surroundings(
            self.local.connect(name),
            store or self.store,
            self.task,
            self.directory / "state",
            report=report.append,
            clock=lambda: self.now,
            interval=0,
            keep=self.keep,
        )

    def contribute(
        self, index: int, *, of: int = 2, once: bool = False, store: Store | None = None
    ) -> ContributorNode:
        """Return a contributor's node."""
        training = Training(self.app, ContributorConfig(index, of, seed=7))
        return ContributorNode(self.surround(f"contributor-{index}", store), training, once=once)

    def validate(
        self,
        index: int,
        rounds: int | None = None,
        store: Store | None = None,
        evaluate: Evaluate | None = None,
        make_guard: MakeGuard = Unguarded,
    ) -> ValidatorNode:
        """Return a validator's node; it ends after so many rounds."""
        conduct = Conduct(rounds, STAGGER, evaluate, make_guard)
        return ValidatorNode(self.surround(f"validator-{index}", store), conduct)

    def drive(self, nodes: Sequence[Node], until: Callable[[], bool], seconds: int = 1) -> None:
        """Step the nodes in turn, letting time pass after each turn, until it is so."""
        for _ in range(MAX_STEPS):
            for node in nodes:
                node.step()
            if until():
                return
            self.tick(seconds)
        raise AssertionError(f"nothing came of it: {self.reports}")

    def wait_for_election(self) -> int:
        """Let blocks pass until it is known who proposes in the last round; return who is first."""
        number = self.owner.get_head(self.task)[0].next_round - 1
        header = self.owner.get_round(self.task, number).header
        while self.owner.clock().block < header.anchor:
            self.tick()
        hash_ = self.owner.get_block_hash(header.anchor)
        elected = compute_elected(header, TERMS.results, header.vote_ends, hash_)
        assert elected is not None
        return elected

    def tick(self, seconds: int = 1) -> None:
        """Let time pass on the chain and for the nodes."""
        self.local.devnet.advance_time(seconds)
        self.now += seconds

    def read_ledger(self) -> Ledger:
        """Return the ledger rebuilt from the chain."""
        return read_ledger(self.owner)

    def read_history(self) -> TaskHistory:
        """Return the task's history rebuilt from the chain."""
        return self.read_ledger().get_task(self.task)

    def find(self, name: str, kind: type[E]) -> list[E]:
        """Return what a node reported of one kind."""
        return [event for event in self.reports[name] if isinstance(event, kind)]


def check_conservation(federation: Federation) -> Conservation:
    """Assert that every amount adds up."""
    conservation = bookkeeping.check_conservation(federation.owner)
    assert conservation.ok, conservation.faults
    return conservation


def create_task(
    owner: Chain,
    store: Store,
    app: App,
    manifest: Manifest,
    terms: Preset,
    rule: Rule = Rule.WEIGHTED_MEAN,
) -> TaskId:
    """Create, announce and fund a task on these terms."""
    genesis = encode_genesis(copy_state(build_model(app)), manifest)
    params = TaskParams(
        compute_manifest_hash(manifest),
        compute_state_root(genesis),
        terms.inputs,
        terms.results,
        terms.stakes,
        Arithmetic(
            rule,
            0,
            manifest.code_bits,
            manifest.fraction_bits,
            manifest.master_exponent,
            1 + compute_layout(manifest).leaf_count,
            4,
        ),
    )
    task = owner.create_task(params).get(TaskCreated).task
    owner.fund(task, BUDGET)
    state = BytesIO()
    write_state(state, genesis)
    model = store.put(state.getvalue())
    document = store.put(encode_manifest(manifest))
    owner.announce(task, params.manifest_hash, Artifact.MANIFEST, to_content(document))
    owner.announce(task, params.genesis_model_root, Artifact.MODEL_STATE, to_content(model))
    return task


def to_content(file: StoredFile) -> ContentId:
    """Return a file's name as it stands on chain."""
    return ContentId(file.cid.digest, file.size)
