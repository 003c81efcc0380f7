"""A store loses everything: whoever still has a file that rounds need puts it back."""

from pathlib import Path

from consort.ledger.rounds import RoundState
from consort.node.progress import UpdateStored, Waiting
from consort.spec.types import Phase
from consort_client.node import ContributorNode
from consort_nodes.node import ValidatorNode
from tests.roles.federation import Federation, Node, check_conservation


def test_lost_model_is_put_back(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1)]
    nodes += [federation.validate(0), federation.validate(1)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.VOTE)
    lose_everything(federation)
    federation.drive(nodes, until=lambda: federation.version >= 2)
    assert all(state is not RoundState.VOID for state in federation.states[1:])
    check_conservation(federation)


def test_lost_update_is_put_back_before_the_vote(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=1)
    contributors = [federation.contribute(0), federation.contribute(1)]
    validator = federation.validate(0)
    federation.drive([validator], until=lambda: federation.phase is Phase.COMMIT)
    for node in contributors:
        node.step()
    lose_everything(federation)
    federation.drive([validator, *contributors], until=lambda: federation.version >= 1)
    assert federation.read_history().rounds[0].compute_included() == (True, True)
    stored = federation.find("contributor-0", UpdateStored)
    assert [event.round for event in stored[:2]] == [0, 0]


def test_model_lost_while_nothing_goes_on_is_looked_for_again(federation: Federation) -> None:
    """Two rounds went void and none opens any more: nothing happens that would tell anybody."""
    federation.enrol(contributors=2, validators=1)
    contributors = [federation.contribute(0), federation.contribute(1)]
    validator = federation.validate(0)
    federation.drive([*contributors, validator], until=lambda: federation.version >= 1)
    federation.drive([validator], until=lambda: len(federation.states) > federation.version + 2)
    model = read_head(federation, validator)
    lose_models(federation, validator)
    federation.drive([validator], until=lambda: is_waiting_for_help(federation))
    give(contributors[0], model)
    for node in contributors:
        node.step()
    lose_models(federation, validator)
    version = federation.version
    federation.drive([*contributors, validator], until=lambda: federation.version > version)


def is_waiting_for_help(federation: Federation) -> bool:
    told = federation.find("validator-0", Waiting)
    return any("round revive" in event.reason for event in told)


def read_head(federation: Federation, validator: ValidatorNode) -> tuple[str, bytes]:
    """Return name and bytes of the newest final model, as a node keeps it."""
    root = federation.read_history().head.model_root
    return root.hex(), validator.session.files.locate(root).read_bytes()


def give(contributor: ContributorNode, model: tuple[str, bytes]) -> None:
    """Let a contributor keep a model."""
    (contributor.session.directory.files / model[0]).write_bytes(model[1])


def lose_models(federation: Federation, validator: ValidatorNode) -> None:
    """Lose the store's content, and every model that the validator keeps."""
    lose_everything(federation)
    for path in validator.session.directory.files.iterdir():
        path.unlink()


def lose_everything(federation: Federation) -> None:
    """Delete every block of the store."""
    blocks = [*Path(federation.directory / "store" / "blocks").glob("*/*")]
    assert blocks
    for block in blocks:
        block.unlink()
