"""Giving a result to the others: its files to the store, its proposal to the chain."""

from consort.chain.transactions import Receipt
from consort.ledger.trees_file import encode_trees
from consort.node.progress import ResultProposed
from consort.node.session import Session
from consort.spec.types import ContentId
from consort.storage.cid import StoredFile
from consort_nodes.round_result import RoundResult


def store_state(session: Session, result: RoundResult) -> StoredFile:
    """Put the new model state: every honest validator provides it, whoever proposes."""
    path = session.files.keep_state(result.state, result.proposal.model_root)
    return session.store.put(path)


def propose(
    session: Session, number: int, index: int, result: RoundResult, *, is_objection: bool
) -> Receipt:
    """Provide a result's files, and propose it as a validator or as OUTSIDER.

    Raises what store and chain raise.
    """
    model = store_state(session, result)
    trees = session.store.put(encode_trees(result.trees))
    contents = [ContentId(file.cid.digest, file.size) for file in (model, trees)]
    proposal = result.proposal
    receipt = session.chain.propose(session.task, number, index, proposal, *contents)
    session.tell(ResultProposed(number, proposal.model_root, str(model.cid), is_objection))
    return receipt
