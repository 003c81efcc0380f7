"""The account: its keystore, its money, what it has sent, and where it stands in the task."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from consort.amounts import format_tokens
from consort.chain.accounts import load_account
from consort.chain.fees import FeeLimits, suggest
from consort.chain.journal import Journal
from consort.chain.outbox import get_journal_path
from consort.cli.doctor.finding import Finding, Status
from consort.cli.doctor.patient import Patient
from consort.errors import PasswordMissing
from consort.spec.params import STAKE_UNIT
from consort.spec.types import Allocation, Role

GAS_PER_ROUND: Final = 300_000
"""What a validator that does everything alone spends in a round, and to spare (docs/gas.md)."""
GWEI: Final = 10**9

_PRIVATE: Final = stat.S_IRWXG | stat.S_IRWXO


def check_keystore(patient: Patient) -> Iterator[Finding]:
    """Say whether keystore and password belong to the user alone, and to each other."""
    keystore, password = patient.keystore, patient.password_file
    for path in (keystore, password):
        if path is not None and _get_mode(path) & _PRIVATE:
            found = f"{path} has mode {_get_mode(path):04o}: others on this machine may read it."
            yield Finding("keystore", Status.FAIL, found, f"Run `chmod 600 {path}`.")
    if password is None:
        yield Finding("keystore", Status.OK, f"{keystore}; no password file is named.")
        return
    account = load_account(keystore, _read(keystore, password))
    yield Finding("keystore", Status.OK, f"{keystore} opens, and is {account.address}.")


def check_balance(patient: Patient) -> Iterator[Finding]:
    """Say for how many rounds the account's coins last at present fees."""
    coins = patient.chain.get_coins(patient.address)
    price = suggest(patient.rpc, FeeLimits()).max_fee
    cost = GAS_PER_ROUND * price
    lasts = "" if not cost else f", enough for {coins // cost} rounds of {GAS_PER_ROUND} gas"
    yield Finding.of_measure(
        "balance",
        f"{patient.address} has {format_tokens(coins)} coins{lasts} at {price / GWEI:.3g} gwei.",
        f"Send it some: {patient.rounds} rounds cost {format_tokens(patient.rounds * cost)}.",
        is_bad=coins < cost or not coins,
        is_poor=coins < patient.rounds * cost,
    )


def check_journal(patient: Patient) -> Iterator[Finding]:
    """Say what the account has signed that is in no block yet; raises JournalUnreadable."""
    path = get_journal_path(patient.rpc, patient.chain_id, patient.address, patient.journals)
    count = patient.rpc.request("eth_getTransactionCount", patient.address, "latest")
    waiting = [item for item in Journal(path).read() if item.nonce >= int(count, 16)]
    names = ", ".join(f"{item.function} (nonce {item.nonce})" for item in waiting)
    yield Finding.of_measure(
        "journal",
        f"signed and not mined: {names}." if waiting else "every transaction sent is mined.",
        "Nothing is lost: the account's next command, or its node, sends them again.",
        is_bad=False,
        is_poor=bool(waiting),
    )


def check_task(patient: Patient) -> Iterator[Finding]:
    """Say whether the task is open and can pay; raises UnknownTask, NotNamed."""
    chain, task = patient.chain, patient.task
    terms, unspent = chain.get_task(task).params, chain.get_unspent(task)
    results = terms.results
    cost = results.round_budget + results.proposer_pay + terms.inputs.vote_pay
    found = f"task {task} has {format_tokens(unspent)} tokens for rounds of {format_tokens(cost)}."
    if chain.get_roster(task).closed:
        advice = "Nothing runs in it any more: claim, and take the stake out."
        yield Finding("task", Status.FAIL, f"task {task} is closed.", advice)
        return
    yield Finding.of_measure(
        "task",
        found,
        f"No round opens without a budget: `consort task fund {task} AMOUNT`.",
        is_bad=unspent < cost,
        is_poor=unspent < patient.rounds * cost,
    )


def check_stake(patient: Patient) -> Iterator[Finding]:
    """Say what backs the account in the task, and whether it is leaving, frozen or too little."""
    held = {
        role: patient.chain.get_allocation(patient.participant, patient.task, role) for role in Role
    }
    roles = [role for role in Role if held[role].amount or _was_enrolled(patient, role)]
    for role in roles:
        yield _judge(patient, role, held[role])
    if not roles:
        found = f"{patient.participant} has no role in task {patient.task}."
        advice = "To take part: `consort stake deposit --help`. Watching needs no stake."
        yield Finding("stake", Status.WARN, found, advice)


def _was_enrolled(patient: Patient, role: Role) -> bool:
    if role is Role.CONTRIBUTOR:
        return patient.chain.get_contributor(patient.task, patient.participant).until_round > 0
    return patient.chain.get_validator_number(patient.task, patient.participant) > 0


def _judge(patient: Patient, role: Role, held: Allocation) -> Finding:
    name, minimum = role.name.lower(), _get_minimum(patient, role)
    found = f"{format_tokens(held.amount)} tokens as {name}"
    if held.frozen:
        advice = "It was convicted of a fault: see `consort slash list`."
        return Finding("stake", Status.FAIL, f"{found}, frozen.", advice)
    if held.amount and held.release_at:
        advice = f"It takes no part any more; then `consort stake withdraw --role {name}`."
        return Finding("stake", Status.WARN, f"{found}, leaving at {held.release_at}.", advice)
    return Finding.of_measure(
        "stake",
        f"{found}; the least is {format_tokens(minimum)}.",
        "It has left or was slashed: `consort status` tells how to enrol again.",
        is_bad=held.amount < minimum,
    )


def _get_minimum(patient: Patient, role: Role) -> int:
    stakes = patient.chain.get_task(patient.task).params.stakes
    if role is Role.CONTRIBUTOR:
        return stakes.min_contributor_stake * STAKE_UNIT
    return stakes.min_validator_stake * STAKE_UNIT


def _get_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _read(keystore: Path, password: Path) -> str:
    try:
        return password.read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise PasswordMissing(str(keystore)) from None
