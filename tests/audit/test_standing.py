"""Where an account stands in each phase of a round, and what it is told to do."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from consort.audit import standing
from consort.audit.duties import Part
from consort.audit.standing import Advice, Standing, read_standing
from consort.cli.standing_text import format_standing
from consort.index.indexer import Indexer
from consort.index.reader import open_index
from consort.ledger.rounds import RoundHistory
from consort.spec.params import COHORTS_DEPTH
from consort.spec.types import NodePlace, NodeProof, Phase, Role, Target, Tree
from tests.audit.world import commit_hidden, get_address
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import STAKE, TERMS, Federation, Node
from tests.roles.lying import ASKER, NOTHING, keep_silent_about_a_lie, lie, make_lie


def read(federation: Federation, name: str) -> Standing:
    """Return where an account stands by an index that is brought up to date."""
    path = federation.directory / "index.db"
    Indexer(federation.owner, path).catch_up()
    with open_index(path) as index:
        account = get_address(federation, name)
        return read_standing(federation.owner, index, account, federation.task, lambda: 0)


def get_part(federation: Federation, name: str) -> Part:
    [role] = read(federation, name).roles
    return role.now.part


def list_advice(federation: Federation, name: str) -> list[str]:
    return [each.text for each in read(federation, name).advice]


def test_parts_of_a_round_by_its_phases(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    owner, task, local = federation.owner, federation.task, federation.local

    def get_round() -> RoundHistory:
        return federation.read_history().rounds[0]

    assert get_part(federation, "contributor-1") is Part.NO_ROUND
    assert get_part(federation, "validator-0") is Part.NO_ROUND
    owner.open_round(task)
    assert get_part(federation, "contributor-1") is Part.DUE
    assert "commit to round 0" in list_advice(federation, "contributor-1")[0]
    node = federation.contribute(0)
    federation.drive([node], until=lambda: bool(get_round().leaves))
    assert get_part(federation, "contributor-0") is Part.DONE
    newcomer = local.connect("contributor-2")
    newcomer.deposit(STAKE)
    newcomer.enrol_contributor(task, STAKE)
    assert get_part(federation, "contributor-2") is Part.NOT_COUNTED
    validators: list[Node] = [federation.validate(0)]
    local.connect("validator-1").request_exit(task, Role.VALIDATOR)
    federation.drive(validators, until=lambda: bool(get_round().votes))
    assert get_part(federation, "validator-0") is Part.DONE
    assert get_part(federation, "contributor-1") is Part.MISSED
    # Its enrolment ends after this round: without its vote nobody may come to a result.
    assert get_part(federation, "validator-1") is Part.DUE
    assert list_advice(federation, "validator-1")[0].startswith(
        "A node has to run to vote in round 0"
    )
    local.connect("validator-1").vote(task, 0, 1, [0])
    elected = federation.wait_for_election()
    assert get_part(federation, f"validator-{elected}") is Part.DUE
    assert "propose in round 0" in list_advice(federation, f"validator-{elected}")[0]
    assert get_part(federation, f"validator-{1 - elected}") is Part.DONE
    terms = TERMS.results
    federation.tick(terms.turn * terms.turns)
    assert get_part(federation, f"validator-{1 - elected}") is Part.DUE
    federation.tick(owner.get_round(task, 0).header.propose_ends - owner.clock().time)
    owner.open_round(task)
    federation.tick(TERMS.inputs.commit)
    assert get_part(federation, "validator-0") is Part.MISSED
    assert get_part(federation, "validator-1") is Part.NOT_COUNTED


def test_contributor_that_hid_its_update_rests(local_chain: LocalChain, tmp_path: Path) -> None:
    terms = replace(TERMS, stakes=replace(TERMS.stakes, cooldown_rounds=3))
    federation = Federation.start(local_chain, tmp_path, terms=terms)
    federation.enrol(contributors=3, validators=1)
    federation.owner.open_round(federation.task)
    commit_hidden(federation)
    validator = federation.validate(0)
    nodes: list[Node] = [federation.contribute(0, once=True), validator]
    federation.drive(nodes, until=lambda: federation.version > 0)
    federation.drive([validator], until=lambda: federation.phase is Phase.COMMIT)
    [role] = read(federation, "contributor-2").roles
    assert (role.now.part, role.now.rest_until) == (Part.RESTING, 4)
    assert "sits out until round 4" in list_advice(federation, "contributor-2")[0]


def test_demand_about_an_own_proposal_comes_first(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    lie(federation, federation.wait_for_election())
    assert get_part(federation, "validator-0") is Part.DONE
    asker, place = federation.local.connect(ASKER), NodePlace(Tree.COHORTS, 0, COHORTS_DEPTH, 0)
    asker.deposit(STAKE)
    target = Target(federation.task, 0, 0, make_lie(federation))
    asker.demand(target, place, NodeProof(NOTHING, 0, ()))
    found = read(federation, "validator-0")
    assert found.roles[0].now.part is Part.DUE
    assert "Demand" in found.advice[0].text
    assert found.advice[0].command == f"consort validate --task {federation.task}"
    assert "answered in" in found.advice[0].text
    assert not any("Demand " in text for text in list_advice(federation, ASKER))


def test_own_slash_is_seen_behind_those_that_one_caused(
    federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    federation.enrol(contributors=1, validators=2)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0), federation.validate(1)]
    liar = keep_silent_about_a_lie(federation, nodes)
    [slash] = read(federation, liar).slashes
    accuser, accused = get_address(federation, liar), 1 - int(liar[-1])
    with sqlite3.connect(federation.directory / "index.db") as database:
        # As if it had convicted the other one's vote afterwards: only the order matters here.
        database.execute(
            "INSERT INTO voter_convicted SELECT block, block_hash, log_index + 99,"
            ' "transaction", task, round, ?, ?, zeroblob(32) FROM proposal_convicted',
            (accused, bytes.fromhex(accuser[2:])),
        )
    database.close()
    monkeypatch.setattr(standing, "MOST_SLASHES", 1)
    monkeypatch.setattr(standing, "MOST", 1)
    assert slash in read(federation, liar).slashes


def test_stake_that_is_free_is_told_beside_other_stake(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    federation.local.connect("contributor-0").deposit(STAKE)
    assert "1000 tokens are free in the vault." in list_advice(federation, "contributor-0")
    text = format_standing(read(federation, "validator-0"))
    assert "unclaimed" not in text, "a validator's pay is no task's"


def test_slashed_validator_is_told_that_it_is_out_and_how_to_come_back(
    federation: Federation,
) -> None:
    federation.enrol(contributors=1, validators=2)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0), federation.validate(1)]
    liar = keep_silent_about_a_lie(federation, nodes)
    federation.tick(TERMS.slash_delay)
    [slash] = federation.read_ledger().slashes
    federation.owner.execute_slash(slash.id)

    def get_advice() -> Advice:
        found = read(federation, liar)
        assert "all is well" not in format_standing(found)
        [advice] = [each for each in found.advice if "was slashed" in each.text]
        return advice

    place = f"--task {federation.task} --role validator"
    assert "Stake of 1000 tokens was slashed" in get_advice().text
    assert "new stake in" in get_advice().text
    federation.tick(TERMS.exit_delay)
    federation.local.devnet.mine(TERMS.exit_blocks)
    assert get_advice().command == f"consort stake withdraw {place}"
    slashed = federation.local.connect(liar)
    slashed.release(federation.task, Role.VALIDATOR)
    assert get_advice().command == f"consort stake deposit TOKENS {place}"
    slashed.deposit(STAKE)
    slashed.enrol_validator(federation.task, STAKE)
    assert not any("slashed" in text for text in list_advice(federation, liar))
