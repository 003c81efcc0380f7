"""What should be in a proposal's place, computed from its inputs as far as these are here.

Members, their weights and rewards follow from the chain alone. Outputs, aggregate and model need
the updates' bytes; a cohort with a hidden update has no right output but bounds, and what a
proposal shows within them is taken as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from consort.aggregation.cohort import Member, aggregate_cohort, aggregate_top
from consort.aggregation.step import apply_step
from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState, write_state
from consort.codec.sources import FileSource, Source
from consort.ledger.trees_file import WeighedRoot
from consort.spec.aggregation import AggregationRule
from consort.spec.cohorts import compute_cohort_count, compute_cohort_size
from consort.spec.params import COHORT_SIZE
from consort.spec.proposals import compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import SumTree
from consort.spec.types import Arithmetic, RewardLeaf
from consort_nodes.evidence.aggregation import Input
from consort_nodes.evidence.facts import RoundFacts

NOTHING = Input(bytes(32), 0)
"""A cohort without weight, or one whose output is open."""
ZERO_BYTE, LARGEST_BYTE = 0x00, 0xFF
"""What updates of the lowest and of the highest codes consist of."""


@dataclass(frozen=True, slots=True)
class ConstantSource:
    """Give the same byte everywhere: what a hidden update could be at worst."""

    byte: int
    size: int
    name: str = "a hidden update"

    def read_into(self, start: int, out: memoryview) -> None:  # noqa: ARG002 - a Source has it
        """Fill `out`."""
        out[:] = bytes([self.byte]) * len(out)


@dataclass(frozen=True, slots=True)
class RootedFile:
    """A file of one of a round's SHA-256 trees, and its root."""

    source: Source
    root: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """What results are computed with: arithmetic, the model before, a place for files."""

    arithmetic: Arithmetic
    manifest: Manifest
    state: ModelState
    state_file: Source
    directory: Path
    prefix: str = ""

    def locate(self, name: str) -> Path:
        """Return where a file belongs."""
        return self.directory / f"{self.prefix}{name}"

    @property
    def rule(self) -> AggregationRule:
        """Return the task's rule."""
        return AggregationRule(self.arithmetic.rule, self.arithmetic.trim_bps)

    @property
    def update_bytes(self) -> int:
        """Return the size of an update."""
        return compute_layout(self.manifest).update_bytes


@dataclass(eq=False)
class Right:
    """The right result of a round, each part computed once, where it is asked for.

    `slots` are by list position, `updates` are the included ones that are here, by slot. What the
    hidden ones leave open is filled in from what a proposal shows: outputs by cohort, aggregate.
    """

    facts: RoundFacts
    means: Means
    slots: Sequence[int]
    updates: Mapping[int, Source]
    outputs: dict[int, RootedFile] = field(default_factory=dict)
    aggregate: RootedFile | None = None
    model: RootedFile | None = None

    @cached_property
    def placed(self) -> dict[int, WeighedRoot]:
        """Return update root and effective weight by slot."""
        weights = self.facts.compute_weights()
        listed = zip(self.slots, self.facts.leaves, weights, strict=True)
        return {slot: (leaf.update_root, weight) for slot, leaf, weight in listed}

    @cached_property
    def members(self) -> SumTree:
        """Return the member tree."""
        return compute_member_tree(self.placed)

    @cached_property
    def reward_leaves(self) -> dict[int, RewardLeaf]:
        """Return the reward leaves by enrolment index."""
        return self.facts.compute_rewards()

    @cached_property
    def rewards(self) -> SumTree:
        """Return the reward tree."""
        return compute_reward_tree(self.reward_leaves)

    @property
    def cohorts(self) -> range:
        """Return the numbers of the cohorts."""
        return range(compute_cohort_count(self.facts.frozen.count))

    @cached_property
    def weights(self) -> list[int]:
        """Return the cohorts' weights."""
        return [sum(each.weight for each in self.list_members(cohort)) for cohort in self.cohorts]

    @cached_property
    def hidden(self) -> list[int]:
        """Return the slots of included updates that are not here."""
        included = (slot for slot, (_, weight) in self.placed.items() if weight)
        return sorted(slot for slot in included if slot not in self.updates)

    def list_members(self, cohort: int) -> list[Input]:
        """Return the members of a cohort by place."""
        size = compute_cohort_size(self.facts.frozen.count, cohort)
        slots = (cohort * COHORT_SIZE + place for place in range(size))
        return [Input(*self.placed[slot], self.updates.get(slot)) for slot in slots]

    def get_output(self, cohort: int) -> RootedFile | None:
        """Return the output of a cohort with weight, None while a hidden update leaves it open."""
        is_open = any(slot // COHORT_SIZE == cohort for slot in self.hidden)
        if cohort not in self.outputs and not is_open:
            self.outputs[cohort] = self._aggregate(cohort, f"output-{cohort}", ZERO_BYTE)
        return self.outputs.get(cohort)

    def list_outputs(self) -> list[WeighedRoot] | None:
        """Return the leaves of the cohorts tree, None while an output is open."""
        leaves = []
        for cohort, weight in zip(self.cohorts, self.weights, strict=True):
            output = self.get_output(cohort) if weight else None
            if weight and output is None:
                return None
            leaves.append((output.root, weight) if output else (bytes(32), 0))
        return leaves

    def compute_bounds(self, cohort: int) -> tuple[Source, Source]:
        """Return the lowest and the highest output that the hidden updates allow."""
        low = self._aggregate(cohort, f"low-{cohort}", ZERO_BYTE)
        return low.source, self._aggregate(cohort, f"high-{cohort}", LARGEST_BYTE).source

    def list_inputs(self) -> list[Input]:
        """Return what the top level aggregates: the outputs that are known, by cohort."""
        files = [self.outputs.get(cohort) for cohort in self.cohorts]
        pairs = zip(files, self.weights, strict=True)
        return [
            Input(each.root, weight, each.source) if each else NOTHING for each, weight in pairs
        ]

    def get_aggregate(self) -> RootedFile | None:
        """Return the aggregate, None while an output is open."""
        if self.aggregate is None and self.list_outputs() is not None:
            inputs = [(each.source, each.weight) for each in self.list_inputs()]
            members = [Member(source, weight) for source, weight in inputs if source is not None]
            self.aggregate = self._join(members)
        return self.aggregate

    def get_model(self) -> RootedFile | None:
        """Return the new model state, None while the aggregate is open."""
        aggregate = self.get_aggregate()
        if self.model is None and aggregate is not None:
            state = apply_step(self.means.state, aggregate.source, self.means.manifest)
            path = self.means.locate("model")
            with path.open("wb") as out:
                self.model = RootedFile(FileSource(path), write_state(out, state))
        return self.model

    def _aggregate(self, cohort: int, name: str, hidden: int) -> RootedFile:
        stand_in = ConstantSource(hidden, self.means.update_bytes)
        inputs = self.list_members(cohort)
        members = [Member(each.source or stand_in, each.weight) for each in inputs]
        path = self.means.locate(name)
        with path.open("wb") as out:
            root = aggregate_cohort(members, self.means.rule, self.means.manifest, out)
        return RootedFile(FileSource(path), root)

    def _join(self, members: Iterable[Member]) -> RootedFile:
        path = self.means.locate("aggregate")
        with path.open("wb") as out:
            root = aggregate_top(list(members), self.means.rule, self.means.manifest, out)
        return RootedFile(FileSource(path), root)
