"""What must be true after a run, whatever went wrong in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from consort.codec.layout import compute_layout
from consort.codec.sources import FileSource
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.bookkeeping import check_conservation
from consort.node.claiming import claim_rewards
from consort.node.directory import NodeDirectory, Place
from consort.node.task_files import TaskFiles
from consort.node.update_header import HeaderFacts
from consort.spec.types import Role
from consort_client.attempts import Attempts
from consort_client.settlement import make_attempt
from consort_nodes.round_result import ParentModel, RoundInputs, compute_round_result
from consort_nodes.verification import UpdateRules, verify_committed_update
from tests.chaos.plan import CONTRIBUTORS, MEMBERS
from tests.chaos.signatures import find_doubles
from tests.chaos.stage import Stage


@dataclass(frozen=True, slots=True)
class Audit:
    """Checks of one run that is over; each yields sentences about what is wrong."""

    stage: Stage

    def check(self) -> list[str]:
        """Return everything that is wrong."""
        checks = (
            self._check_money,
            self._check_slashes,
            self._check_commitments,
            self._check_lineage,
            self._check_signatures,
            self._check_claims,
            self._check_money,
        )
        return [sentence for check in checks for sentence in check()]

    def _check_money(self) -> Iterator[str]:
        yield from check_conservation(self.stage.owner).faults

    def _check_slashes(self) -> Iterator[str]:
        """Everybody was honest: nobody may have been accused of anything."""
        ledger = self.stage.federation.read_ledger()
        yield from (f"{slash.account} was slashed" for slash in ledger.slashes)
        yield from (f"{demand.asker} demanded something" for demand in ledger.demands)
        totals = self.stage.owner.get_vault_totals()
        if totals.burn_pending:
            yield f"{totals.burn_pending} base units wait to be burned"

    def _check_commitments(self) -> Iterator[str]:
        for name in CONTRIBUTORS:
            yield from check_notes(self.stage, name)

    def _check_lineage(self) -> Iterator[str]:
        """Recompute every final round from the updates' bytes, the first model alone given."""
        history = self.stage.federation.read_history()
        try:
            yield from Recomputation(self.stage, history).check()
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being recomputed
            yield f"the lineage cannot be recomputed: {error!r}"

    def _check_signatures(self) -> Iterator[str]:
        for name, line in self.stage.proxy.lines.items():
            yield from (f"{name}: {sentence}" for sentence in find_doubles(line.evidence))

    def _check_claims(self) -> Iterator[str]:
        """Pay everybody, and compare what they got with what the final rounds earned them."""
        owner, task = self.stage.owner, self.stage.federation.task
        self._pay_everybody()
        for name in MEMBERS:
            if owner.get_credit(self.stage.local.accounts[name].address):
                yield f"{name} has credit left that was not paid"
        for index, leaf in self.stage.federation.read_history().rewards.items():
            claimed = owner.get_claimed(task, index)
            if claimed != leaf.cumulative:
                yield f"contributor {index} was paid {claimed} of {leaf.cumulative}"

    def _pay_everybody(self) -> None:
        """Claim for all members, once more where a claim has made a later round final."""
        task, version = self.stage.federation.task, -1
        chains = [self.stage.local.connect(name) for name in MEMBERS]
        while version != (version := self.stage.owner.get_version(task)[0]):
            for chain in chains:
                claim_rewards(chain, task, chain.address)


@dataclass(frozen=True, slots=True)
class Recomputation:
    """The whole lineage once more, from the archived updates."""

    stage: Stage
    history: TaskHistory

    def check(self) -> Iterator[str]:
        """Yield a sentence for each final round that is not what its inputs give."""
        stage, history = self.stage, self.history
        manifest, params = stage.federation.manifest, history.params
        directory = stage.directory / "audit"
        directory.mkdir()
        files = TaskFiles(stage.archive.store, directory)
        root = params.genesis_model_root
        state = files.fetch_state(manifest, root, history.files.get(root))
        parent = ParentModel(history.lineage[0], state, {})
        for round_ in history.rounds.values():
            if round_.state is not RoundState.FINAL:
                continue
            inputs = self._read_inputs(round_, directory)
            path = directory / f"{round_.number}.aggregate"
            result = compute_round_result(params, manifest, parent, inputs, path)
            if round_.standing is None or result.proposal != round_.standing.proposal:
                yield f"round {round_.number} is final with a result that its inputs do not give"
                return
            parent = ParentModel(result.proposal, result.state, result.trees.rewards)
        if parent.proposal != history.head:
            yield "the head is not what the final rounds lead to"

    def _read_inputs(self, round_: RoundHistory, directory: Path) -> RoundInputs:
        weights = round_.compute_weights()
        updates = {
            at: self._read(round_, at, directory) for at, weight in enumerate(weights) if weight
        }
        return RoundInputs(round_.number, tuple(round_.leaves), weights, updates, round_.seed)

    def _read(self, round_: RoundHistory, at: int, directory: Path) -> FileSource:
        leaf = round_.leaves[at]
        path = directory / f"{round_.number}-{at}.update"
        self.stage.archive.fetch(leaf.content_digest, leaf.content_size, path)
        facts = HeaderFacts(
            get_place(self.stage), round_.number, self.history.params.manifest_hash, round_.base
        )
        layout = compute_layout(self.stage.federation.manifest)
        verify_committed_update(path, leaf, UpdateRules(facts, layout))
        return FileSource(path)


def get_place(stage: Stage) -> Place:
    """Return where the task is."""
    coordinator = stage.owner.deployment.get_address("Coordinator")
    return Place(stage.owner.chain_id, coordinator, stage.federation.task)


def check_notes(stage: Stage, name: str) -> Iterator[str]:
    """Yield a sentence for each commitment of an undecided round that its contributor forgot.

    What is on chain was on the disk before: the update's file, and the note about it.
    """
    account = stage.local.accounts[name].address
    state = stage.configure(name).node.state
    directory = NodeDirectory.of(state, get_place(stage), Role.CONTRIBUTOR, account)
    attempts = Attempts(directory.updates)
    for round_ in stage.federation.read_history().rounds.values():
        own = [leaf for leaf in round_.leaves if leaf.contributor == account]
        if round_.state is not RoundState.RUNNING or not own or round_.number < _last(stage):
            continue
        note = attempts.find(make_attempt(round_))
        if note is None or note.update_root != own[0].update_root:
            yield f"{name} has forgotten what it committed to round {round_.number}"
        elif not attempts.locate_update(note.attempt).exists():
            yield f"{name} has lost the update that it committed to round {round_.number}"


def _last(stage: Stage) -> int:
    """Return the last round's number; rounds before it may be void without being noted so."""
    return stage.owner.get_head(stage.federation.task)[0].next_round - 1
