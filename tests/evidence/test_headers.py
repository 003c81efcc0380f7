"""Who let in an update with a false header is shown, and nobody else."""

from dataclasses import replace

import pytest

from consort.errors import NotExcepted, NothingWrong
from consort.spec import chunk_tree
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import encode_header
from consort.spec.hashing import keccak
from consort.spec.proofs.nodes import compute_depth_of
from consort.spec.proofs.votes import InputFacts, require_bad_input, require_rest
from consort.spec.types import InputFault, Tree
from consort_nodes.evidence.headers import make_input_faults
from consort_nodes.evidence.votes import open_votes
from tests.evidence.record_scenes import get_cast
from tests.evidence.records_round import (
    ARITHMETIC,
    BASIS,
    INPUT_FACTS,
    ROUND,
    RecordsRound,
    make_address,
    make_header,
    make_round,
    make_update,
)

FALSE_HEADERS = {
    "of zeros": bytes(256),
    "copied from another contributor": encode_header(make_header(make_address(0), 100)),
    "with another weight": encode_header(make_header(make_address(2), 103)),
    "too short": encode_header(make_header(make_address(2), 102))[:-1],
    "empty": b"",
}


def find_faults(round_: RecordsRound, position: int, header: bytes | None) -> list[InputFault]:
    leaves, depth = make_update(position, header), compute_depth_of(Tree.UPDATE, ARITHMETIC)
    path = chunk_tree.compute_path(leaves, depth, 0)
    return make_input_faults(round_.facts, position, leaves[0], path)


def prove(round_: RecordsRound, fault: InputFault, facts: InputFacts = INPUT_FACTS) -> None:
    cast = round_.cast[fault.vote.validator_index]
    require_bad_input(facts, round_.facts.frozen, ARITHMETIC, fault, cast)


@pytest.mark.parametrize("header", FALSE_HEADERS.values(), ids=FALSE_HEADERS)
def test_blind_votes_are_shown(header: bytes) -> None:
    round_ = make_round(4, (100, 50, 70), {1: {2}}, {2: header})
    faults = find_faults(round_, 2, header)
    assert [fault.vote.validator_index for fault in faults] == [0, 2]
    for fault in faults:
        prove(round_, fault)


def test_vote_for_a_right_header_stands() -> None:
    round_ = make_round(4, (100, 50, 70), {1: {2}})
    for fault in find_faults(round_, 2, None):
        with pytest.raises(NothingWrong):
            prove(round_, fault)


def test_header_names_the_older_model_that_a_round_trains_on() -> None:
    older = replace(make_header(make_address(2), 102), base_model_root=Digest(keccak(b"older")))
    round_ = make_round(4, (100,), {}, {2: encode_header(older)})
    on_older = replace(INPUT_FACTS, basis=replace(BASIS, base=keccak(b"older")))
    (fault,) = find_faults(round_, 2, encode_header(older))
    prove(round_, fault)
    with pytest.raises(NothingWrong):
        prove(round_, fault, on_older)
    (fault,) = find_faults(round_, 1, None)
    prove(round_, fault, on_older)


def test_half_of_the_stake_lets_a_contributor_sit_out() -> None:
    round_ = make_round(4, (100, 60, 40), {0: {1}, 1: {2}})
    for position, is_out in ((1, True), (2, False)):
        facts, votes = round_.facts, open_votes(round_.facts.votes, position, excepting=True)
        shown = facts.leaves[position], facts.compute_list_path(position), votes
        args = facts.frozen, ROUND, position, *shown, get_cast(round_, votes)
        if is_out:
            require_rest(*args)
            continue
        with pytest.raises(NotExcepted) as refusal:
            require_rest(*args)
        assert refusal.value.values == {"excepted_stake": 60, "voted_stake": 200}


def test_as_few_votes_as_decide_are_shown() -> None:
    facts = make_round(4, (10, 100, 60, 40), {0: {1}, 1: {1}, 2: {1}}).facts
    against = open_votes(facts.votes, 1, excepting=True)
    assert [vote.validator_index for vote in against] == [1, 2]
    for_it = open_votes(facts.votes, 3, excepting=False)
    assert [vote.validator_index for vote in for_it] == [1, 2]
