"""An elected validator that proposes what nobody can have computed, and what becomes of it."""

from collections.abc import Sequence

from consort.chain.client import Chain
from consort.chain.events import Demanded
from consort.spec.params import COHORTS_DEPTH
from consort.spec.types import ContentId, NodePlace, NodeProof, Phase, Proposal, Target, Tree
from tests.roles.federation import STAKE, TERMS, Federation, Node

ASKER = "contributor-3"
NOTHING, NOWHERE = bytes(32), ContentId(bytes(32), 1)
REWARDS = bytes([1]) * 32


def lie(federation: Federation, index: int) -> Chain:
    """Let a validator propose a lie about round 0; return the chain as it uses it."""
    liar = federation.local.connect(f"validator-{index}")
    liar.propose(federation.task, 0, index, make_lie(federation), NOWHERE, NOWHERE)
    return liar


def make_lie(federation: Federation) -> Proposal:
    """Return a proposal that names roots of nothing, and rewards that nobody earned."""
    _, parent = federation.owner.get_head(federation.task)
    return Proposal(parent, NOTHING, 1, NOTHING, NOTHING, NOTHING, REWARDS, 5)


def keep_silent_about_a_lie(federation: Federation, nodes: Sequence[Node]) -> str:
    """Let the elected validator lie about round 0, and convict it of silence; return its name."""
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    liar = federation.wait_for_election()
    lie(federation, liar)
    asker = federation.local.connect(ASKER)
    asker.deposit(STAKE)
    place = NodePlace(Tree.COHORTS, 0, COHORTS_DEPTH, 0)
    target = Target(federation.task, 0, 0, make_lie(federation))
    demand = asker.demand(target, place, NodeProof(NOTHING, 0, ())).get(Demanded).demand
    federation.tick(TERMS.answer_time)
    federation.local.devnet.mine(TERMS.answer_blocks)
    asker.punish_silence(demand)
    return f"validator-{liar}"
