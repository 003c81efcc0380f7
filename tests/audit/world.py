"""A task with final rounds to audit: two honest contributors, one that nobody can fetch from."""

from dataclasses import replace
from typing import Any

from consort.audit.inputs import Inputs, read_inputs
from consort.audit.leaves import Leaves
from consort.audit.outline import read_outline
from consort.audit.update_step import compute_update_root
from consort.ledger.rounds import RoundState
from consort.node.claiming import claim_rewards
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_leaves, compute_reward_tree
from consort.spec.types import (
    Address,
    ContentId,
    Phase,
    Proposal,
    RewardLeaf,
    Role,
    TaskParams,
)
from tests.roles.federation import STAKE, Federation, Node

HIDDEN = bytes([7]) * 32
NOTHING, NOWHERE = bytes([1]) * 32, ContentId(bytes([2]) * 32, 1)


def play(federation: Federation) -> None:
    """Play two final rounds at least; what contributor 2 commits to in the first is nowhere.

    Contributor 3 enrols in it, and never commits. Contributor 0 claims after it. Contributor 2
    leaves and enrols again before the last one, and commits no more.
    """
    federation.enrol(contributors=3, validators=2)
    nodes: list[Node] = [federation.contribute(at, of=2) for at in range(2)]
    nodes += [federation.validate(at) for at in range(2)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.COMMIT)
    commit_hidden(federation)
    federation.enrol_contributor(3)
    # Where something is missing, votes come in the last seconds: larger steps may miss them.
    federation.drive(nodes, until=lambda: federation.version > 0)
    assert federation.read_history().rounds[0].state is RoundState.FINAL
    claim_rewards(federation.owner, federation.task, get_address(federation, "contributor-0"))
    # Several rounds may become final at once.
    claimed = federation.version
    federation.drive(nodes, until=lambda: federation.version > claimed, seconds=2)
    enrol_again(federation, "contributor-2")
    enrolled = federation.version
    federation.drive(nodes, until=lambda: federation.version > enrolled, seconds=2)


def enrol_again(federation: Federation, name: str) -> None:
    """Let a contributor leave, take its stake back, and come again."""
    chain, task = federation.local.connect(name), federation.task
    chain.request_exit(task, Role.CONTRIBUTOR)
    federation.tick(chain.get_exit_delay())
    federation.local.devnet.mine(chain.get_exit_blocks())
    chain.release(task, Role.CONTRIBUTOR)
    chain.enrol_contributor(task, STAKE)


def commit_hidden(federation: Federation) -> None:
    """Let contributor 2 commit to an update that it shows nobody."""
    chain, task = federation.local.connect("contributor-2"), federation.task
    number = get_last(federation)
    size = chain.get_task(task).params.arithmetic.update_leaves * 256
    chain.commit(task, number, HIDDEN, ContentId(HIDDEN, size), 3)


def get_address(federation: Federation, name: str) -> Address:
    """Return an account's address."""
    return federation.local.accounts[name].address


def collude(federation: Federation, *, overpay: int = 0) -> Proposal:
    """Let the only validator make a false proposal final, as if nobody watched.

    Its model is nothing, and it pays contributor 0 so many base units more than it earned.
    """
    federation.enrol(contributors=2, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    return force(federation, overpay=overpay)


def commit_bytes(federation: Federation, data: bytes) -> bytes:
    """Open a round in which contributor 0 commits to a file of these bytes; return its root."""
    federation.owner.open_round(federation.task)
    path = federation.directory / "update"
    path.write_bytes(data)
    root, file = compute_update_root(path), federation.store.put(data)
    chain, number = federation.local.connect("contributor-0"), get_last(federation)
    chain.commit(federation.task, number, root, ContentId(file.cid.digest, file.size), 2)
    return root


def vote_alone(federation: Federation, *exceptions: int) -> None:
    """Let validator 0 vote in the last round with these words, whatever was committed."""
    validator, liar = federation.validate(0), federation.local.connect("validator-0")
    federation.drive([validator], until=lambda: federation.phase is Phase.VOTE)
    liar.vote(federation.task, get_last(federation), 0, exceptions)


def force(federation: Federation, *, overpay: int = 0, **false: Any) -> Proposal:
    """Let validator 0 make a proposal final, unless refuted: false in its model and these fields.

    It pays contributor 0 so many base units more than it earned.
    """
    liar, task = federation.local.connect("validator-0"), federation.task
    number = get_last(federation)
    federation.wait_for_election()
    lie = replace(make_lie(federation, number, overpay), **false)
    liar.propose(task, number, 0, lie, NOWHERE, NOWHERE)
    terms = liar.get_task(task).params.results
    federation.tick(terms.challenge)
    federation.local.devnet.mine(terms.challenge_blocks)
    liar.finalise(task, number)
    return lie


def get_last(federation: Federation) -> int:
    """Return the number of the last round."""
    return federation.owner.get_head(federation.task)[0].next_round - 1


def make_lie(federation: Federation, number: int, overpay: int) -> Proposal:
    """Return a proposal for a round with the right members, and roots of nothing."""
    owner, history = federation.owner, federation.read_history()
    inputs = read_inputs(owner, read_outline(owner, federation.task), number)
    members = inputs.compute_member_root()
    leaves = compute_leaves(history.rewards, inputs, history.params, overpay)
    rewards, parent = compute_reward_tree(leaves).root, hash_proposal(history.head)
    sums = members.hash, members.sum, NOTHING, NOTHING, NOTHING, rewards.hash, rewards.sum
    return Proposal(parent, *sums)


def compute_leaves(
    before: Leaves, inputs: Inputs, params: TaskParams, overpay: int = 0
) -> dict[int, RewardLeaf]:
    """Return the reward leaves after a round in which contributor 0 is paid too much."""
    terms = params.results.round_budget, params.arithmetic.target_weight
    leaves = compute_reward_leaves(before, inputs.members, *terms)
    # What one is paid too much another is paid too little: the budget bounds the sum.
    for index, amount in ((0, overpay), (1, -overpay)) if overpay else ():
        leaves[index] = replace(leaves[index], cumulative=leaves[index].cumulative + amount)
    return leaves
