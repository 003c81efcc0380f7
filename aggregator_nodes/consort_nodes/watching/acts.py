"""What a watcher does next about a proposal; None where nothing is wrong as far as can be told."""

from dataclasses import dataclass, fields

from consort.spec.types import NodePlace, NodeProof, Proof
from consort_nodes.evidence.aggregation import BadCohort, BadStep, BadTop
from consort_nodes.evidence.records import BadMember, BadPadding, BadReward, BadSum

Evidence = BadMember | BadPadding | BadSum | BadCohort | BadTop | BadStep | BadReward

PROOFS: dict[type[Evidence], Proof] = {
    BadMember: Proof.BAD_MEMBER,
    BadPadding: Proof.BAD_PADDING,
    BadSum: Proof.BAD_SUM,
    BadCohort: Proof.BAD_COHORT,
    BadTop: Proof.BAD_TOP,
    BadStep: Proof.BAD_STEP,
    BadReward: Proof.BAD_REWARD,
}


@dataclass(frozen=True, slots=True)
class Prove:
    """Refute the proposal in one transaction; `words` say what is wrong with it."""

    evidence: Evidence
    words: str

    @property
    def proof(self) -> Proof:
        """Return which proof it is."""
        return PROOFS[type(self.evidence)]

    @property
    def arguments(self) -> tuple[object, ...]:
        """Return what its function is called with, after the target."""
        return tuple(getattr(self.evidence, field.name) for field in fields(self.evidence))


@dataclass(frozen=True, slots=True)
class Open:
    """Demand what lies under a node, because it differs or is needed, and nobody has shown it."""

    place: NodePlace
    node: NodeProof
    words: str


@dataclass(frozen=True, slots=True)
class Punish:
    """End a demand that nobody answered in time."""

    demand: int
    place: NodePlace


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for the answer to a demand, or for its deadline."""

    demand: int
    place: NodePlace


Act = Prove | Open | Punish | Wait
