"""The trees behind a proposal's roots, as one published file.

The file holds the leaves, so that anybody can recompute the roots and prove a reward. It is a
convenience: the same leaves follow from the chain's events. All integers are big-endian:

    tag | member count (4) | cohort count (4) | reward count (4)
    members by slot: slot (2) | update root (32) | effective weight (8)
    cohorts in order: output root (32) | weight (8), both 0 for one without weight
    rewards by index: index (4) | cumulative (16) | last multiplier (4) | list position (4)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from struct import Struct

from consort.errors import BadTreesFile
from consort.spec.params import COHORT_DEPTH, COHORTS_DEPTH, REWARD_DEPTH
from consort.spec.proposals import compute_cohorts_root, compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import Proposal, RewardLeaf

TAG = b"consort.trees.2\n"
MAX_MEMBERS = 1 << COHORT_DEPTH + COHORTS_DEPTH
MAX_COHORTS = 1 << COHORTS_DEPTH
MAX_REWARDS = 1 << REWARD_DEPTH

_COUNTS = Struct(">III")
_MEMBER = Struct(">H32sQ")
_WEIGHED_ROOT = Struct(">32sQ")
_REWARD = Struct(">IQQII")

WeighedRoot = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Trees:
    """Hold the leaves: members by slot, cohorts in order, rewards by enrolment index."""

    members: Mapping[int, WeighedRoot]
    cohorts: Sequence[WeighedRoot]
    rewards: Mapping[int, RewardLeaf]


def compute_most_bytes(indices: int) -> int:
    """Return the size of the largest file of a task that has given out so many indices."""
    rewards = min(indices, MAX_REWARDS) * _REWARD.size
    members = min(indices, MAX_MEMBERS) * _MEMBER.size
    return len(TAG) + _COUNTS.size + members + MAX_COHORTS * _WEIGHED_ROOT.size + rewards


def encode_trees(trees: Trees) -> bytes:
    """Return the file's bytes: the same leaves give the same bytes, and so the same CID."""
    parts = [TAG, _COUNTS.pack(len(trees.members), len(trees.cohorts), len(trees.rewards))]
    parts += [_MEMBER.pack(slot, *trees.members[slot]) for slot in sorted(trees.members)]
    parts += [_WEIGHED_ROOT.pack(*pair) for pair in trees.cohorts]
    parts += [_pack_reward(index, trees.rewards[index]) for index in sorted(trees.rewards)]
    return b"".join(parts)


def parse_trees(data: bytes, proposal: Proposal) -> Trees:
    """Return the leaves in a peer's file; raises BadTreesFile unless they give its roots."""
    trees = read_trees(data)
    member_root = compute_member_tree(trees.members).root
    reward_root = compute_reward_tree(trees.rewards).root
    actual = (member_root.hash, member_root.sum, reward_root.hash, reward_root.sum)
    expected = (
        proposal.member_root,
        proposal.total_weight,
        proposal.reward_root,
        proposal.reward_total,
    )
    if actual != expected or compute_cohorts_root(trees.cohorts) != proposal.cohorts_root:
        raise BadTreesFile("its leaves do not give the proposal's roots")
    return trees


def read_trees(data: bytes) -> Trees:
    """Return the leaves in a peer's file, whatever roots they give; raises BadTreesFile."""
    start = len(TAG) + _COUNTS.size
    if len(data) < start or not data.startswith(TAG):
        raise BadTreesFile("it does not begin as one")
    members, cohorts, rewards = _COUNTS.unpack_from(data, len(TAG))
    if members > MAX_MEMBERS or cohorts > MAX_COHORTS or rewards > MAX_REWARDS:
        raise BadTreesFile(f"it counts {members}, {cohorts} and {rewards} leaves")
    after_members = start + members * _MEMBER.size
    after_cohorts = after_members + cohorts * _WEIGHED_ROOT.size
    if len(data) != after_cohorts + rewards * _REWARD.size:
        raise BadTreesFile(f"it has {len(data)} bytes, not what its counts say")
    return Trees(
        _read_members(data[start:after_members]),
        list(_WEIGHED_ROOT.iter_unpack(data[after_members:after_cohorts])),
        _read_rewards(data[after_cohorts:]),
    )


def _read_members(data: bytes) -> dict[int, WeighedRoot]:
    members: dict[int, WeighedRoot] = {}
    last = -1
    for slot, root, weight in _MEMBER.iter_unpack(data):
        if not last < slot < MAX_MEMBERS:
            raise BadTreesFile(f"member slot {slot} follows {last}")
        members[slot] = root, weight
        last = slot
    return members


def _read_rewards(data: bytes) -> dict[int, RewardLeaf]:
    rewards: dict[int, RewardLeaf] = {}
    last = -1
    for index, high, low, multiplier, position in _REWARD.iter_unpack(data):
        if not last < index < MAX_REWARDS:
            raise BadTreesFile(f"enrolment index {index} follows {last}")
        rewards[index] = RewardLeaf(high << 64 | low, multiplier, position)
        last = index
    return rewards


def _pack_reward(index: int, leaf: RewardLeaf) -> bytes:
    high, low = divmod(leaf.cumulative, 1 << 64)
    return _REWARD.pack(index, high, low, leaf.last_multiplier, leaf.list_position)
