"""The steps of a round, each a transaction or as many as there are parties."""

from collections.abc import Sequence

from consort.ledger.rounds import CastVote
from consort.spec.commitments import compute_chain_start, hash_list_leaf
from consort.spec.params import ANCHOR_DISTANCE, COHORT_SIZE, STAKE_UNIT, UNDRAWN
from consort.spec.types import Address, ContentId, ListLeaf, Proposal, RoundRecord
from tests.contracts.lies.enrolment import STAKE, TASK, People
from tests.contracts.lies.trees import WEIGHT
from tests.contracts.local_chain import LocalChain

FILE = ContentId(b"\x33" * 32, 10**6)
UPDATE_BYTES = 10**6


def commit(
    chain: LocalChain, round_: int, accounts: Sequence[str], update_root: bytes
) -> list[ListLeaf]:
    """Let contributors, given by enrolment index, all commit to the same update."""
    leaves = []
    for index, account in enumerate(accounts):
        terms = update_root, FILE.digest, UPDATE_BYTES, WEIGHT
        chain.execute(account, "Coordinator", "commit", TASK, round_, *terms)
        contributor = Address(account)
        leaves.append(ListLeaf(index, contributor, WEIGHT, update_root, FILE.digest, UPDATE_BYTES))
    return leaves


def seal(chain: LocalChain, people: People, round_: int, leaves: Sequence[ListLeaf]) -> None:
    """Seal the list in one batch."""
    coordinator = Address(chain.coordinator.address)
    start = compute_chain_start(chain.node.eth.chain_id, coordinator, TASK, round_)
    hashes = [hash_list_leaf(leaf) for leaf in leaves]
    chain.execute(people.owner, "Coordinator", "seal", TASK, round_, start, hashes, ())


def vote(
    chain: LocalChain, people: People, round_: int, words: Sequence[tuple[int, ...]]
) -> dict[int, CastVote]:
    """Let every validator vote, and the anchor come."""
    for index, (account, shown) in enumerate(zip(people.validators, words, strict=True)):
        chain.execute(account, "Coordinator", "vote", TASK, round_, index, shown)
    chain.wait(0, ANCHOR_DISTANCE)
    return {index: CastVote(STAKE // STAKE_UNIT, shown) for index, shown in enumerate(words)}


def draw(chain: LocalChain, people: People, round_: int, count: int) -> bytes:
    """Draw and return the seed where there are several cohorts; one cohort has none."""
    if count <= COHORT_SIZE:
        return bytes(32)
    header = chain.get_header(get_anchor(chain, round_))
    chain.execute(people.owner, "Coordinator", "draw", TASK, round_, header)
    return read_record(chain, round_).seed


def propose(chain: LocalChain, people: People, round_: int, proposal: Proposal) -> None:
    """Let the elected validator propose."""
    anchor = chain.node.eth.get_block(get_anchor(chain, round_))
    elected = int.from_bytes(anchor["hash"], "big") % len(people.validators)
    terms = elected, proposal, FILE, FILE
    chain.execute(people.validators[elected], "Coordinator", "propose", TASK, round_, *terms)


def get_anchor(chain: LocalChain, round_: int) -> int:
    """Return the block whose hash elects and seeds."""
    return read_record(chain, round_).header.anchor % UNDRAWN


def read_record(chain: LocalChain, round_: int) -> RoundRecord:
    """Return what the coordinator stores of a round."""
    record: RoundRecord = chain.read("Coordinator", "getRound", TASK, round_)[0]
    return record
