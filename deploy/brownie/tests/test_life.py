"""A task's short life through Brownie, and its ledger as the console shows it."""

from decimal import Decimal
from typing import Any

import pytest
from brownie import accounts, chain, reverts

from consort.ledger.claims import compute_claim
from consort.spec.aggregation import Rule
from consort.spec.commitments import (
    compute_block_roots,
    compute_chain_start,
    compute_list_root,
    hash_list_leaf,
)
from consort.spec.params import ANCHOR_DISTANCE, DEFAULT, MULTIPLIER_ONE, TOKEN
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import (
    Address,
    Arithmetic,
    ContentId,
    ListLeaf,
    Proposal,
    RewardLeaf,
    TaskId,
    TaskParams,
)
from deploy.brownie.scripts.deploy import to_plain
from deploy.brownie.scripts.ledger import TaskLedger, open_task, to_tokens
from deploy.brownie.tests.conftest import Place, run_script

pytestmark = pytest.mark.usefixtures("fn_isolation")

TASK = TaskId(0)
STAKE = 1_000 * TOKEN
BUDGET = 1_000 * TOKEN
WEIGHT = 30
ROOT = bytes([9]) * 32
CONTENT = ContentId(bytes([7]) * 32, 4_096)
PARAMS = TaskParams(
    manifest_hash=bytes([1]) * 32,
    genesis_model_root=bytes([2]) * 32,
    inputs=DEFAULT.inputs,
    results=DEFAULT.results,
    stakes=DEFAULT.stakes,
    arithmetic=Arithmetic(Rule.WEIGHTED_MEAN, 0, 8, 8, 16, 10, 100),
)
EARNED = PARAMS.results.round_budget * WEIGHT // PARAMS.arithmetic.target_weight


@pytest.fixture
def task(place: Place) -> TaskLedger:
    """Create a task, pay for it and enrol a contributor and a validator."""
    owner, contributor, validator = accounts[:3]
    token, vault = place.contracts["ConsortToken"], place.contracts["StakeVault"]
    ledger, coordinator = place.contracts["RewardLedger"], place.contracts["Coordinator"]
    coordinator.createTask(to_plain(PARAMS), {"from": owner})
    token.approve(ledger, BUDGET, {"from": owner})
    ledger.fund(TASK, BUDGET, {"from": owner})
    for account in (contributor, validator):
        token.transfer(account, STAKE, {"from": owner})
        token.approve(vault, STAKE, {"from": account})
        vault.deposit(STAKE, {"from": account})
    coordinator.enrolContributor(TASK, STAKE, {"from": contributor})
    coordinator.enrolValidator(TASK, STAKE, {"from": validator})
    return open_task(str(TASK), str(place.record))


def test_life_of_a_task(place: Place, task: TaskLedger) -> None:
    owner, contributor, validator = accounts[:3]
    coordinator = place.contracts["Coordinator"]
    opened = coordinator.openRound(TASK, {"from": owner})
    assert opened.events["RoundOpened"]["round"] == 0
    commit_and_seal(coordinator)
    voted = coordinator.vote(TASK, 0, 0, [0], {"from": validator})
    assert voted.events["Voted"]["pay"] == PARAMS.inputs.vote_pay
    propose_and_finalise(coordinator)
    assert coordinator.getHead(TASK)[0]["version"] == 1

    check_ledger(task, claimed=0)
    claim(place, task)
    check_ledger(task, claimed=EARNED)
    (paid,) = task.claims()
    assert (paid["account"], paid["amount"]) == (contributor.address, to_tokens(EARNED))
    assert place.contracts["ConsortToken"].balanceOf(contributor) == EARNED
    check_commands(place, task)


def commit_and_seal(coordinator: Any) -> None:
    owner, contributor, _ = accounts[:3]
    leaf = ListLeaf(0, Address(contributor.address), WEIGHT, ROOT, CONTENT.digest, CONTENT.size)
    content = CONTENT.digest, CONTENT.size
    sent = coordinator.commit(TASK, 0, ROOT, *content, WEIGHT, {"from": contributor})
    assert sent.events["Committed"]["contributor"] == contributor
    start = compute_chain_start(chain.id, Address(coordinator.address), TASK, 0)
    hashes = [hash_list_leaf(leaf)]
    sealed = coordinator.seal(TASK, 0, start, hashes, [], {"from": owner})
    root = compute_list_root(compute_block_roots(hashes))
    assert sealed.events["ListSealed"]["listRoot"] == f"0x{root.hex()}"


def propose_and_finalise(coordinator: Any) -> None:
    owner, _, validator = accounts[:3]
    chain.mine(ANCHOR_DISTANCE)
    earned = compute_reward_tree({0: RewardLeaf(EARNED, MULTIPLIER_ONE, 1)}).root
    parent = bytes(coordinator.getHead(TASK)[1])
    proposal = Proposal(parent, ROOT, WEIGHT, ROOT, ROOT, ROOT, earned.hash, earned.sum)
    files = to_plain(CONTENT), to_plain(CONTENT)
    coordinator.propose(TASK, 0, 0, to_plain(proposal), *files, {"from": validator})
    chain.sleep(PARAMS.results.challenge)
    chain.mine(PARAMS.results.challenge_blocks)
    coordinator.finalise(TASK, 0, {"from": owner})


def claim(place: Place, task: TaskLedger) -> None:
    """Claim with what the ledger says, as the contributor."""
    due = compute_claim(task.read().get_task(TASK), 0)
    assert due is not None
    arguments = to_plain(due.head), to_plain(due.proof)
    place.contracts["RewardLedger"].claim(TASK, *arguments, {"from": accounts[1]})


def check_ledger(task: TaskLedger, claimed: int) -> None:
    """Compare what the console shows with what Brownie's own contract objects say."""
    balances = task.balances()
    token = task.contracts["ConsortToken"]
    held = Decimal(token.balanceOf(task.contracts["RewardLedger"])) / TOKEN
    assert balances["reward ledger"] == held == to_tokens(BUDGET - claimed)
    assert balances["stake vault"] == to_tokens(2 * STAKE)
    assert balances["faults"] == []
    contributor, validator = task.accounts()
    assert (contributor["earned"], contributor["claimed"]) == (
        to_tokens(EARNED),
        to_tokens(claimed),
    )
    pay = PARAMS.inputs.vote_pay + PARAMS.results.proposer_pay
    assert (validator["account"], validator["earned"]) == (accounts[2].address, to_tokens(pay))
    (round_,) = task.rounds()
    assert (round_["state"], round_["committed"]) == ("FINAL", [accounts[1].address])


def check_commands(place: Place, task: TaskLedger) -> None:
    """Compare what `consort` commands say, reading the same record, and the script by itself."""
    assert place.ask_consort("ledger", "balance")["conservation"]["ok"]
    told = place.ask_consort("ledger", "rewards", "--task", str(TASK))["accounts"]
    assert [account["address"] for account in told] == [row["account"] for row in task.accounts()]
    assert told[0]["claimed"] == str(EARNED)
    printed = run_script("ledger", "main", str(TASK), str(place.record))
    rows = (task.balances(), *task.accounts(), *task.rounds(), *task.claims())
    assert printed.rstrip().endswith("\n".join(map(str, rows)))


def test_refusals_have_their_names(place: Place, task: TaskLedger) -> None:
    coordinator = place.contracts["Coordinator"]
    with reverts(revert_pattern="NotTaskOwner: .*"):
        coordinator.closeTask(TASK, {"from": accounts[3]})
