"""A task of a fresh deployment, and who takes part in it."""

from dataclasses import dataclass

from consort.spec.aggregation import MAX_WEIGHT
from consort.spec.params import STAKE_UNIT
from consort.spec.types import (
    Arithmetic,
    InputTerms,
    ResultTerms,
    StakeTerms,
    TaskId,
    TaskParams,
)
from tests.contracts.local_chain import TOKEN, LocalChain

TASK = TaskId(0)
STAKE = 50 * TOKEN
BUDGET = 10**6 * TOKEN
GENESIS_MODEL = b"\x22" * 32
INPUTS = InputTerms(commit=300, seal=300, vote=300, vote_pay=70 * TOKEN)
RESULTS = ResultTerms(
    turn=300,
    turns=3,
    open_turn=300,
    challenge=300,
    challenge_blocks=1,
    round_budget=BUDGET,
    proposer_pay=10 * TOKEN,
)
STAKES = StakeTerms(
    weight_cap=MAX_WEIGHT,
    stake_per_weight=0,
    min_contributor_stake=STAKE // STAKE_UNIT,
    min_validator_stake=STAKE // STAKE_UNIT,
    cooldown_rounds=3,
    proposal_bond=STAKE // STAKE_UNIT,
)


@dataclass(frozen=True, slots=True)
class People:
    """Accounts: accusers demand too, and have free stake; who answers has never had any."""

    owner: str
    contributors: list[str]
    validators: list[str]
    accuser: str
    answerer: str


def enrol(chain: LocalChain, arithmetic: Arithmetic, contributors: int, validators: int) -> People:
    """Create the task, fund it and let everybody enrol."""
    owner, *others = (str(account) for account in chain.node.eth.accounts)
    members, voters = others[:contributors], others[contributors : contributors + validators]
    people = People(owner, members, voters, others[-1], others[-2])
    params = TaskParams(b"\x11" * 32, GENESIS_MODEL, INPUTS, RESULTS, STAKES, arithmetic)
    chain.execute(owner, "Coordinator", "createTask", params)
    _fund(chain, owner)
    for account in (*members, *voters, people.accuser):
        _deposit(chain, owner, account)
    for account in members:
        chain.execute(account, "Coordinator", "enrolContributor", TASK, STAKE)
    for account in voters:
        chain.execute(account, "Coordinator", "enrolValidator", TASK, STAKE)
    return people


def _fund(chain: LocalChain, owner: str) -> None:
    total = 10 * BUDGET
    chain.execute(owner, "ConsortToken", "approve", chain.ledger.address, total)
    chain.execute(owner, "RewardLedger", "fund", TASK, total)


def _deposit(chain: LocalChain, owner: str, account: str) -> None:
    chain.execute(owner, "ConsortToken", "transfer", account, STAKE)
    chain.execute(account, "ConsortToken", "approve", chain.vault.address, STAKE)
    chain.execute(account, "StakeVault", "deposit", STAKE)
