"""Giving a result to the others: its files to the store, its proposal to the chain."""

from consort.chain.transactions import Receipt
from consort.ledger.trees_file import encode_trees
from consort.node.progress import ResultProposed
from consort.node.session import Session
from consort.spec.types import ContentId
from consort.storage.cid import StoredFile
from consort_nodes.round_result import RoundResult


def store_state(session: Session, number: int, result: RoundResult) -> StoredFile:
    """Put a round's new model state: every honest validator provides it, whoever proposes.

    The manifest goes with it: whoever joins later needs both, and its owner may be gone by then.
    """
    store = session.pins.of(number)
    manifest = session.files.locate(session.params.manifest_hash)
    if manifest.exists():
        store.put(manifest)
    return store.put(session.files.keep_state(result.state, result.proposal.model_root))


def propose(
    session: Session, number: int, index: int, result: RoundResult, *, is_objection: bool
) -> Receipt:
    """Provide a result's files, and propose it as a validator or as OUTSIDER.

    Raises what store and chain raise.
    """
    model = store_state(session, number, result)
    trees = session.pins.of(number).put(encode_trees(result.trees))
    contents = [ContentId(file.cid.digest, file.size) for file in (model, trees)]
    proposal = result.proposal
    receipt = session.chain.propose(session.task, number, index, proposal, *contents)
    session.tell(ResultProposed(number, proposal.model_root, str(model.cid), is_objection))
    return receipt
