"""The stage for one update's life: a chain, a task on digits, two contributors, two validators.

Keys and seeds are fixed, so that the same machine gives the same roots every time.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from eth_account import Account as Keys

from consort.app import TrainingConfig
from consort.apps.digits import app
from consort.chain.anvil import ANVIL
from consort.chain.chain_program import ChainProgram
from consort.chain.client import Chain
from consort.chain.devnet import start_devnet
from consort.codec.layout import Layout, compute_layout
from consort.codec.model_state import ModelState, write_state
from consort.codec.tensors import encode_genesis
from consort.contributor_config import ContributorConfig
from consort.ledger.trees_file import encode_trees
from consort.node.directory import Place
from consort.node.update_header import HeaderFacts
from consort.spec.proposals import compute_genesis
from consort.spec.types import ContentId, Phase, Proposal, TaskParams
from consort.training import build_model, copy_state, load_training_data
from consort_nodes.round_result import RoundResult
from consort_nodes.sealing import compute_seal
from tests.chain.devnet_fixture import NAMES, LocalChain, prepare_chain
from tests.roles.federation import Federation, to_content

ROUND = 0
CONFIG = ContributorConfig(index=0, of=2, seed=7)


@dataclass(frozen=True)
class Stage:
    """Round 0 of a new task is open; the update is that of the first contributor."""

    federation: Federation

    @cached_property
    def contributor(self) -> Chain:
        """Return the chain as the update's contributor uses it."""
        return self.federation.local.connect("contributor-0")

    @cached_property
    def validators(self) -> list[Chain]:
        """Return the chain as each validator uses it, by enrolment index."""
        return [self.federation.local.connect(f"validator-{index}") for index in range(2)]

    @cached_property
    def data(self) -> Any:
        """Return the contributor's private data: its share of the digits."""
        return load_training_data(app, CONFIG.partition())

    @property
    def config(self) -> TrainingConfig:
        """Return how the contributor trains in this round."""
        return CONFIG.training(ROUND)

    @cached_property
    def base(self) -> ModelState:
        """Return the model that the round builds on: version 0."""
        return encode_genesis(copy_state(build_model(app)), self.federation.manifest)

    @cached_property
    def params(self) -> TaskParams:
        """Return the task's parameters as they stand on chain."""
        return self.contributor.get_task(self.federation.task).params

    @property
    def genesis(self) -> Proposal:
        """Return what the round builds on: version 0 as a proposal."""
        place, root = self.facts.place, self.params.genesis_model_root
        return compute_genesis(place.chain_id, place.coordinator, place.task, root)

    @property
    def layout(self) -> Layout:
        """Return where the model's tensors lie in the files."""
        return compute_layout(self.federation.manifest)

    @property
    def facts(self) -> HeaderFacts:
        """Return what the headers of all the round's updates share."""
        chain, params = self.contributor, self.params
        coordinator = chain.deployment.get_address("Coordinator")
        place = Place(chain.chain_id, coordinator, self.federation.task)
        return HeaderFacts(place, ROUND, params.manifest_hash, params.genesis_model_root)

    def locate(self, name: str) -> Path:
        """Return where a file of this name belongs."""
        return self.federation.directory / name

    def let_other_contributor_commit(self) -> None:
        """Let the second contributor's node do the same: all have committed, the phase ends."""
        node = self.federation.contribute(1)
        self.federation.drive([node], until=lambda: self.federation.phase is Phase.SEAL)

    def seal_list(self) -> None:
        """Seal the list of commitments, as anybody may."""
        chain, task = self.federation.owner, self.federation.task
        leaves = self.federation.read_history().rounds[ROUND].leaves
        batch = compute_seal(
            self.facts.place, ROUND, chain.get_round(task, ROUND).commitments, leaves
        )
        chain.seal(task, ROUND, batch.before, batch.leaves, batch.later_blocks)

    def publish(self, result: RoundResult) -> tuple[ContentId, ContentId]:
        """Store the new model state and the trees behind the proposal; return their names."""
        state = BytesIO()
        write_state(state, result.state)
        store = self.federation.store
        model, trees = store.put(state.getvalue()), store.put(encode_trees(result.trees))
        return to_content(model), to_content(trees)

    def wait_for_election(self) -> Chain:
        """Let the blocks pass on whose hash the election depends; return who is elected."""
        return self.validators[self.federation.wait_for_election()]

    def let_challenge_pass(self) -> None:
        """Let the time and the blocks pass in which anybody could refute the result."""
        self.federation.tick(self.params.results.challenge)
        self.federation.local.devnet.mine(self.params.results.challenge_blocks)


@contextmanager
def open_stage(directory: Path, program: ChainProgram = ANVIL) -> Iterator[Stage]:
    """Start a chain, deploy, create the task, enrol everybody, and open round 0."""
    write_keystores(directory / "keystores")
    with start_devnet(program=program, log=directory / "chain.log") as devnet:
        yield Stage(start_round(prepare_chain(devnet, directory), directory))


def start_round(local: LocalChain, directory: Path) -> Federation:
    """Create the task, enrol two accounts in each role, and open round 0."""
    federation = Federation.start(local, directory, app)
    federation.enrol(contributors=2, validators=2)
    federation.owner.open_round(federation.task)
    return federation


def write_keystores(directory: Path) -> None:
    """Write the keystores that `prepare_chain` would otherwise fill with random keys."""
    directory.mkdir()
    for name in NAMES:
        key = sha256(f"consort walkthrough {name}".encode()).digest()
        keystore = Keys.encrypt(key, "", kdf="scrypt", iterations=2)
        (directory / f"{name}.json").write_text(json.dumps(keystore))
