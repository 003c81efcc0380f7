"""Custom errors of every contract arrive as our exceptions, with their values."""

from dataclasses import replace
from pathlib import Path

import pytest

from consort.chain.accounts import create_account
from consort.chain.client import Chain
from consort.chain.reverts import explain_data, find_data
from consort.errors import (
    AccountMissing,
    BadArgument,
    BrokenLineage,
    ContractReverted,
    ERC20InsufficientBalance,
    ExitPending,
    FreeStakeTooLow,
    NoFunds,
    NothingToFund,
    Panic,
    ParameterOutOfRange,
    Rejected,
    RoleFull,
    StakeTooLow,
    UnknownTask,
    WrongPhase,
)
from consort.spec.params import STAKE_UNIT
from consort.spec.types import Phase, Proposal, Role, TaskId
from tests.chain.devnet_fixture import TOKENS_EACH, LocalChain
from tests.chain.task_terms import PARAMS, STAKE, create_task, enrol


def test_coordinator_refuses(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-0")
    with pytest.raises(UnknownTask) as unknown:
        chain.open_round(TaskId(7))
    assert unknown.value.values == {"task": 7}
    task = create_task(local_chain.connect())
    minimum = PARAMS.stakes.min_contributor_stake * STAKE_UNIT
    with pytest.raises(StakeTooLow) as low:
        chain.enrol_contributor(task, minimum - STAKE_UNIT)
    assert low.value.values == {"minimum": minimum, "actual": minimum - STAKE_UNIT}


def test_refusal_names_phases(local_chain: LocalChain) -> None:
    owner = local_chain.connect()
    task = create_task(owner)
    _, validator = enrol(local_chain, task)
    owner.open_round(task)
    with pytest.raises(WrongPhase) as wrong:
        validator.vote(task, 0, 0, [0])
    assert wrong.value.values == {"expected": Phase.VOTE, "actual": Phase.COMMIT}
    assert "needs the phase VOTE, but the round is in COMMIT" in str(wrong.value)
    assert wrong.value.to_json()["values"] == {"expected": "VOTE", "actual": "COMMIT"}


def test_limits_refuse(local_chain: LocalChain) -> None:
    terms = replace(PARAMS, arithmetic=replace(PARAMS.arithmetic, code_bits=9))
    with pytest.raises(ParameterOutOfRange) as out:
        local_chain.connect().create_task(terms)
    assert out.value.values == {"name": "codeBits", "value": 9, "minimum": 16, "maximum": 16}


def test_vault_refuses(local_chain: LocalChain) -> None:
    owner = local_chain.connect()
    task = create_task(owner)
    contributor, _ = enrol(local_chain, task)
    with pytest.raises(FreeStakeTooLow) as low:
        contributor.withdraw(5)
    assert low.value.values == {"account": contributor.address, "required": 5, "free": 0}
    contributor.request_exit(task, Role.CONTRIBUTOR)
    with pytest.raises(ExitPending) as pending:
        contributor.release(task, Role.CONTRIBUTOR)
    released = contributor.get_allocation(contributor.address, task, Role.CONTRIBUTOR).release_at
    assert pending.value.release_at == released


def test_ledger_registry_and_token_refuse(local_chain: LocalChain) -> None:
    owner, contributor = local_chain.connect(), local_chain.connect("contributor-0")
    task = create_task(owner)
    with pytest.raises(NothingToFund):
        owner.fund(task, 0)
    _, head = owner.get_head(task)
    zero = bytes(32)
    stranger = Proposal(zero, zero, 1, zero, zero, zero, zero, 0)
    with pytest.raises(BrokenLineage) as broken:
        owner.verify_lineage(task, [stranger])
    assert broken.value.expected == head
    with pytest.raises(ERC20InsufficientBalance) as poor:
        contributor.transfer(owner.address, TOKENS_EACH + 1)
    expected = {"sender": contributor.address, "balance": TOKENS_EACH, "needed": TOKENS_EACH + 1}
    assert poor.value.values == expected


def test_nothing_is_sent_when_refused(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-0")
    coins = chain.get_coins(chain.address)
    with pytest.raises(Rejected):
        chain.withdraw(1)
    assert chain.get_coins(chain.address) == coins


def test_account_without_coins(local_chain: LocalChain, tmp_path: Path) -> None:
    account = create_account(tmp_path / "poor.json", "", light=True)
    poor = Chain.connect(local_chain.rpc_url, local_chain.deployment, account, local_chain.options)
    with pytest.raises(NoFunds) as refused:
        poor.approve(poor.address, 1)
    assert refused.value.address == poor.address
    assert refused.value.balance == 0


def test_reading_needs_no_account(local_chain: LocalChain) -> None:
    chain = Chain.connect(local_chain.rpc_url, local_chain.record)
    assert chain.get_task_count() == 0
    with pytest.raises(AccountMissing):
        chain.burn()


def test_value_that_does_not_fit(local_chain: LocalChain) -> None:
    with pytest.raises(BadArgument, match="enrolContributor"):
        local_chain.connect().enrol_contributor(TaskId(1 << 32), STAKE)


PANIC = "0x4e487b71" + "11".rjust(64, "0")


@pytest.mark.parametrize(
    "data",
    [
        PANIC,
        {"data": PANIC},
        {"hash": "0x01", "programCounter": 3, "result": PANIC, "message": "revert"},
        {"originalError": 1, "data": {"result": PANIC}},
        f"Reverted {PANIC}",
    ],
    ids=["plain", "nested", "ganache", "twice nested", "prefixed"],
)
def test_revert_data_of_different_nodes(data: object) -> None:
    found = find_data(data)
    assert found is not None
    error = explain_data(found, "claim")
    assert isinstance(error, Panic)
    assert error.code == 0x11


def test_other_reverts() -> None:
    text = bytes.fromhex("08c379a0") + (32).to_bytes(32, "big") + (2).to_bytes(32, "big")
    assert "no" in str(explain_data(text + b"no".ljust(32, b"\0"), "vote"))
    unknown = explain_data(bytes.fromhex("deadbeef"), "vote")
    assert isinstance(unknown, ContractReverted)
    assert "0xdeadbeef" in unknown.reason
    truncated = explain_data(bytes.fromhex(PANIC[2:40]), "vote")
    assert isinstance(truncated, ContractReverted)
    assert find_data("no hex") is find_data({"data": 5}) is None
    assert RoleFull(Role.VALIDATOR, 128).to_json()["values"]["role"] == "VALIDATOR"
