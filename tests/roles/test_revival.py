"""Nobody has the newest model any more: rounds go void, an older one is revived, and all go on."""

from collections.abc import Sequence

from consort.aggregation.step import apply_step
from consort.chain.events import ModelRevived
from consort.codec.model_state import compute_state_root
from consort.codec.sources import FileSource
from consort.ledger.rounds import RoundHistory, RoundState
from consort.node.claiming import claim_rewards
from consort.node.progress import ProposalRight, ProposalWrong, Waiting
from consort.spec.proposals import hash_proposal
from consort.spec.types import Phase
from consort.storage.cid import StoredFile
from consort_client.node import ContributorNode
from consort_client.settlement import iterate_lineage, make_attempt
from consort_nodes.node import ValidatorNode
from consort_nodes.watching.node import WatcherNode
from tests.roles.federation import Federation, Node, check_conservation
from tests.roles.watching import WATCHER

LOST = 2
"""The version whose model is lost."""


def test_older_model_is_trained_on_again(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    finish_rounds(federation, LOST)
    lose_model(federation, LOST)

    contributors = [federation.contribute(index) for index in range(2)]
    validators = [federation.validate(index) for index in range(2)]
    watcher = WatcherNode(federation.surround(WATCHER))
    nodes: list[Node] = [*contributors, *validators, watcher]
    wait_for_help(federation, nodes)
    assert len(federation.states) == LOST + 2
    assert federation.phase is Phase.VOID

    revived = revive(federation, LOST - 1)
    federation.drive(nodes, until=lambda: get_round(federation, revived).standing is not None)
    made = get_round(federation, revived).proposals[0]
    assert made.proposal.parent == hash_proposal(federation.read_history().head)
    proposer = validators[made.validator_index]
    assert made.proposal.model_root == compute_next_root(federation, proposer, revived)
    check_attempts(federation, contributors[0], revived)

    federation.drive(nodes, until=lambda: federation.version > LOST + 1)
    history = federation.read_history()
    assert history.rounds[revived.number].state is RoundState.FINAL
    assert history.lineage[LOST + 1] == made.proposal
    (after,) = (
        round_
        for round_ in history.rounds.values()
        if round_.state is RoundState.FINAL and round_.parent == made.proposal
    )
    assert after.base == after.parent.model_root == made.proposal.model_root
    assert ProposalRight(revived.number, 0) in federation.reports[WATCHER]
    assert federation.find(WATCHER, ProposalWrong) == []
    for index in range(2):
        chain = federation.local.connect(f"contributor-{index}")
        assert claim_rewards(chain, federation.task, chain.address)
    check_conservation(federation)


def finish_rounds(federation: Federation, count: int) -> None:
    """Let nodes finish so many rounds, and end."""
    validators = [federation.validate(index, rounds=count) for index in range(2)]
    nodes: list[Node] = [*(federation.contribute(index) for index in range(2)), *validators]
    federation.drive(nodes, until=lambda: federation.version == count)


def lose_model(federation: Federation, version: int) -> None:
    """Delete a version's model from the store and from every node's directory."""
    history = federation.read_history()
    root = history.lineage[version].model_root
    names = [str(StoredFile.from_chain(at.digest, at.size).cid) for at in history.files.get(root)]
    kept = [
        path
        for path in federation.directory.rglob("*")
        if path.name == root.hex() or path.name in names
    ]
    assert len(kept) > len(names)
    for path in kept:
        path.unlink()


def wait_for_help(federation: Federation, nodes: Sequence[Node]) -> None:
    """Let two rounds go void, and see that validators leave the next one to somebody else."""

    def is_told() -> bool:
        told = [federation.find(f"validator-{index}", Waiting) for index in range(2)]
        return all(any("round revive" in event.reason for event in events) for events in told)

    federation.drive(nodes, until=is_told)
    for _ in range(5):
        federation.tick()
        for node in nodes:
            node.step()


def revive(federation: Federation, version: int) -> RoundHistory:
    """Open a round on an older version, as anybody may; return it."""
    chain, lineage = federation.local.connect("contributor-3"), federation.read_history().lineage
    event = chain.open_round_on(federation.task, lineage[version:]).get(ModelRevived)
    assert (event.version, event.model_root) == (version, lineage[version].model_root)
    return federation.read_history().rounds[event.round]


def get_round(federation: Federation, round_: RoundHistory) -> RoundHistory:
    """Return a round as it stands now."""
    return federation.read_history().rounds[round_.number]


def compute_next_root(
    federation: Federation, validator: ValidatorNode, round_: RoundHistory
) -> bytes:
    """Return the root of a round's base, moved by the aggregate that a validator has computed."""
    session, history = validator.session, federation.read_history()
    name = f"{round_.number:010d}-{hash_proposal(round_.parent).hex()}"
    aggregate = FileSource(session.directory.results / name)
    base = session.fetch_state(history, round_.base)
    return compute_state_root(apply_step(base, aggregate, federation.manifest))


def check_attempts(
    federation: Federation, contributor: ContributorNode, revived: RoundHistory
) -> None:
    """Assert that error feedback goes on from the base, without what was lost with the head."""
    history, session = federation.read_history(), contributor.session
    lineage = list(iterate_lineage(history, revived, session.address))
    made = [round_ for round_ in history.rounds.values() if round_.state is RoundState.FINAL]
    assert lineage == [make_attempt(round_) for round_ in reversed(made[: LOST - 1])]
    assert make_attempt(revived).parent == revived.base
    assert (session.directory.feedback / make_attempt(revived).file_name).exists()
