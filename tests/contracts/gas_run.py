"""Rounds in steady state on a local chain, each kind of transaction measured by its receipt.

`python -m tests.contracts.gas_run` writes the snapshot that tests compare with, and the table in
the documents.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

from web3.contract.contract import ContractFunction

from consort.spec.commitments import compute_chain_start, hash_list_leaf
from consort.spec.params import ANCHOR_DISTANCE, COHORT_SIZE, UNDRAWN
from consort.spec.rewards import compute_reward_leaves, compute_reward_proof, compute_reward_tree
from consort.spec.trees import SumTree
from consort.spec.types import Address, ListLeaf, RewardLeaf, TaskId
from tests.contracts.local_chain import (
    TOKEN,
    LocalChain,
    create_node_account,
    deploy,
    get_data,
    run_anvil,
)

SNAPSHOT = Path(__file__).with_name("gas.json")
TABLE = Path(__file__).parents[2] / "docs" / "gas.md"
SIZES = (10, 128, 129)
VALIDATORS = 7
WARM_ROUNDS = 9  # every place of the ring has been written
WEIGHT = 300
UPDATE_BYTES = 25_600
TARGET_WEIGHT = 100
ROUND_BUDGET = 1_000 * TOKEN
STAKE = 50 * TOKEN
CHALLENGE = 10
TURN = 10
TASK = TaskId(0)
NODE_CONTRIBUTOR, NODE_VALIDATOR = 0, 5
"""Which of them are a node account; not the last ones, whose costs other rows show."""

# Struct fields in the order of contracts/types/TaskParams.sol
PARAMS = (
    b"\x11" * 32,
    b"\x22" * 32,
    (100, 100, 100, 70 * TOKEN),
    (TURN, 3, 100, CHALLENGE, 1, ROUND_BUDGET, 10 * TOKEN),
    (1_000, 0, 10**6, 10**6, 3, 10**7),
    (1, 1_000, 8, 8, 20, 100, TARGET_WEIGHT),
)

OPEN = "openRound"
OPEN_FINALISING = "openRound, finalising the last round"
OPEN_AHEAD = "openRound, upon an undecided round"
OPEN_FLOWING = "openRound, upon an undecided round, finalising the one before"

Gas = dict[str, int]


@dataclass(slots=True)
class Round:
    """One round's number, leaves and gas."""

    number: int
    gas: Gas = field(default_factory=dict)
    leaves: list[bytes] = field(default_factory=list)


class GasRun:
    """A task on a fresh chain whose rounds all succeed."""

    def __init__(self, chain: LocalChain, contributors: int) -> None:
        self.chain = chain
        accounts = [str(account) for account in chain.node.eth.accounts]
        self.owner = accounts[0]
        self.contributors = accounts[1 : 1 + contributors]
        self.validators = accounts[1 + contributors :][:VALIDATORS]
        self.operator = accounts[-1]
        self.node = create_node_account(chain, self.operator)
        self.contributors[NODE_CONTRIBUTOR] = self.validators[NODE_VALIDATOR] = self.node
        self.calls = chain.coordinator.functions
        self.leaves: dict[int, RewardLeaf] = {}
        self.tree = SumTree({}, 0, b"")

    def run(self) -> Gas:
        """Return the gas of every kind of transaction once the ring is warm."""
        once = self._set_up()
        for _ in range(WARM_ROUNDS):
            self._finalise(self._play())
        plain = self._play()  # opened after an explicit finalisation
        self._end_challenge()
        late = self._play()  # opened while the one before waits for its finalisation
        ahead = self._play(self._end_challenge)  # opened while the one before can be refuted
        flowing = self._play()  # the same, once the one before that has outlived its challenge
        gas = {
            OPEN: plain.gas.pop("openRound"),
            OPEN_FINALISING: late.gas["openRound"],
            OPEN_AHEAD: ahead.gas["openRound"],
            OPEN_FLOWING: flowing.gas["openRound"],
        }
        gas |= plain.gas | {"finalise": self._finalise(ahead)}
        self._finalise(flowing)
        return once | dict(sorted((gas | self._claim()).items()))

    def _set_up(self) -> Gas:
        chain, total = self.chain, 10**7 * TOKEN
        gas = {"createTask": chain.send(self.calls.createTask(PARAMS), self.owner)}
        chain.send(chain.token.functions.approve(chain.ledger.address, total), self.owner)
        gas["fund"] = chain.send(chain.ledger.functions.fund(TASK, total), self.owner)
        for account in self.contributors + self.validators:
            chain.send(chain.token.functions.transfer(account, STAKE), self.owner)
            self._own(account, chain.token.functions.approve(chain.vault.address, STAKE))
            gas["deposit"] = self._own(account, chain.vault.functions.deposit(STAKE))
        for account in self.contributors:
            gas["enrolContributor"] = self._own(account, self.calls.enrolContributor(TASK, STAKE))
        for account in self.validators:
            gas["enrolValidator"] = self._own(account, self.calls.enrolValidator(TASK, STAKE))
        return gas

    def _own(self, account: str, call: ContractFunction) -> int:
        """Send what an account's owner sends."""
        if account != self.node:
            return self.chain.send(call, account)
        action = (call.address, get_data(call))
        execute = self.chain.contracts["NodeAccount"].functions.execute([action])
        return self.chain.send(execute, self.operator)

    def _operate(self, account: str, call: ContractFunction) -> int:
        """Send what a node sends in every round."""
        if account != self.node:
            return self.chain.send(call, account)
        return self.chain.measure(self.operator, "NodeAccount", get_data(call)).gas

    def _play(self, interlude: Callable[[], None] | None = None) -> Round:
        gas = {"openRound": self.chain.send(self.calls.openRound(TASK), self.owner)}
        played = Round(self._get_last(), gas)
        if interlude:
            interlude()
        self._commit(played)
        start = compute_chain_start(
            self.chain.node.eth.chain_id, self._get_coordinator(), TASK, played.number
        )
        seal = self.calls.seal(TASK, played.number, start, played.leaves, [])
        played.gas["seal"] = self.chain.send(seal, self.owner)
        self._vote(played)
        self._draw(played)
        self._propose(played)
        return played

    def _commit(self, played: Round) -> None:
        costs = []
        for index, account in enumerate(self.contributors):
            root, digest = _hash("root", played.number, index), _hash("cid", played.number, index)
            call = self.calls.commit(TASK, played.number, root, digest, UPDATE_BYTES, WEIGHT)
            costs.append(self._operate(account, call))
            leaf = ListLeaf(index, Address(account), WEIGHT, root, digest, UPDATE_BYTES)
            played.leaves.append(hash_list_leaf(leaf))
        last, through = costs.pop(), costs.pop(NODE_CONTRIBUTOR)
        played.gas |= {"commit": max(costs), "commit, ending the phase": last}
        played.gas["commit, through a node account"] = through

    def _vote(self, played: Round) -> None:
        words = [0] * -(-len(self.contributors) // 256)
        costs = [
            self._operate(account, self.calls.vote(TASK, played.number, index, words))
            for index, account in enumerate(self.validators)
        ]
        last, through = costs.pop(), costs.pop(NODE_VALIDATOR)
        played.gas |= {"vote": max(costs), "vote, ending the phase": last}
        played.gas["vote, through a node account"] = through

    def _draw(self, played: Round) -> None:
        """Mine the anchor, whose hash elects, and draw the cohorts if there are several."""
        self.chain.wait(0, ANCHOR_DISTANCE)
        if len(self.contributors) > COHORT_SIZE:
            header = self.chain.get_header(self._get_anchor(played))
            call = self.calls.draw(TASK, played.number, header)
            played.gas["draw"] = self.chain.send(call, self.owner)

    def _propose(self, played: Round) -> None:
        members = [(index, WEIGHT) for index in range(len(self.contributors))]
        leaves = compute_reward_leaves(self.leaves, members, ROUND_BUDGET, TARGET_WEIGHT)
        self.leaves, self.tree = leaves, compute_reward_tree(leaves)
        self.proposal = (
            self.calls.basisOf(TASK, played.number).call()[0],
            _hash("members", played.number),
            WEIGHT * len(self.contributors),
            _hash("cohorts", played.number),
            _hash("aggregate", played.number),
            _hash("model", played.number),
            self.tree.root.hash,
            self.tree.root.sum,
        )
        anchor = self.chain.node.eth.get_block(self._get_anchor(played))
        elected = int.from_bytes(anchor["hash"], "big") % VALIDATORS
        if elected == NODE_VALIDATOR:  # only commits and votes are measured through it
            self.chain.wait(TURN)
            elected += 1
        model, trees = (_hash("m", played.number), 10**6), (_hash("t", played.number), 10**5)
        call = self.calls.propose(TASK, played.number, elected, self.proposal, model, trees)
        played.gas["propose"] = self.chain.send(call, self.validators[elected])

    def _end_challenge(self) -> None:
        self.chain.wait(CHALLENGE)

    def _finalise(self, played: Round) -> int:
        self._end_challenge()
        return self.chain.send(self.calls.finalise(TASK, played.number), self.owner)

    def _claim(self) -> Gas:
        proofs = [
            astuple(compute_reward_proof(self.tree, self.leaves, index)) for index in range(10)
        ]
        calls = self.chain.ledger.functions
        claim = self.chain.send(calls.claim(TASK, self.proposal, proofs[0]), self.owner)
        batch = calls.claimBatch(TASK, self.proposal, proofs[1:])
        credit = calls.withdrawCredit(self.validators[0])
        return {
            "claim": claim,
            "claimBatch, per claim of nine": self.chain.send(batch, self.owner) // 9,
            "withdrawCredit": self.chain.send(credit, self.owner),
        }

    def _get_last(self) -> int:
        head, _ = self.calls.getHead(TASK).call()
        return int(head[3]) - 1

    def _get_anchor(self, played: Round) -> int:
        header = self.calls.getRound(TASK, played.number).call()[0]
        return int(header[7]) % UNDRAWN

    def _get_coordinator(self) -> Address:
        return Address(self.chain.coordinator.address)


def measure(contributors: int) -> Gas:
    """Return gas by kind of transaction, with this many contributors, on a chain of its own."""
    with run_anvil() as node:
        return GasRun(deploy(node), contributors).run()


def render(measured: dict[int, Gas]) -> str:
    """Return the table in the documents."""
    return "\n".join([INTRODUCTION, *_render_rows(measured), ""])


def compute_round(gas: Gas, contributors: int, opening: str) -> int:
    """Return what a round takes in a steady flow beyond its commits and votes."""
    sealed = gas["seal"] - SEAL_PER_COMMIT * contributors
    return gas[opening] + sealed + gas.get("draw", 0) + gas["propose"]


SEAL_PER_COMMIT = 1_500
INTRODUCTION = f"""# Gas

Gas used as in the receipts of a local chain under Osaka's rules, calldata floor included, in
steady state: every storage slot of the ring of rounds has been written before. {VALIDATORS}
validators vote. Each row is one transaction, the dearest of its kind. Enrolments, deposits,
claims and withdrawals are an account's first. Calls through a node account are an operator's.
Every test run measures again and compares; `python -m tests.contracts.gas_run` writes this page
and the snapshot.

The steady flow of a round is `openRound` (which also finalises what is due), `seal` and `propose`,
besides each contributor's `commit` and each validator's `vote`. From {COHORT_SIZE + 1} contributors
on there are several cohorts, and somebody draws their seed from the header of a block. The last
rows are their sums less {SEAL_PER_COMMIT:,} gas of `seal` for each commit, which are counted with
the commits: for rounds that wait until the one before is final, and for rounds that are opened
while the one before can still be refuted. Where somebody calls `finalise`, the next `openRound` is
the cheaper one.
"""
SUMS = {
    "**a round beyond commits and votes**": OPEN_FINALISING,
    "**the same, upon an undecided round**": OPEN_FLOWING,
}


def _render_rows(measured: dict[int, Gas]) -> Iterator[str]:
    yield "| transaction | " + " | ".join(f"{size} contributors" for size in measured) + " |"
    yield "|---|" + "---:|" * len(measured)
    for name in max(measured.values(), key=len):
        yield _render_row(
            f"`{name.split(',')[0]}`{name[len(name.split(',')[0]) :]}",
            [gas.get(name) for gas in measured.values()],
        )
    for title, opening in SUMS.items():
        sums = [compute_round(gas, size, opening) for size, gas in measured.items()]
        yield _render_row(title, sums)


def _render_row(name: str, costs: Sequence[int | None]) -> str:
    cells = (f"{cost:,}" if cost else "-" for cost in costs)
    return f"| {name} | " + " | ".join(cells) + " |"


def _hash(name: str, *numbers: int) -> bytes:
    return hashlib.sha256(repr((name, numbers)).encode()).digest()


if __name__ == "__main__":
    results = {size: measure(size) for size in SIZES}
    SNAPSHOT.write_text(json.dumps(results, indent=1) + "\n")
    TABLE.write_text(render(results))
