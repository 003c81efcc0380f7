"""Node accounts: participants' accounts as contracts, and how a key acts as one.

The owner's key makes a node account do anything. The operator's key sends it the calls of a round
as if it were the contract that they are for, and it passes them on: same bytes, same errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from consort.chain.deployment import Deployment
from consort.chain.interface import load_contract
from consort.chain.outbox import Call
from consort.chain.rpc import Rpc
from consort.errors import NotNodeAccount
from consort.spec.types import Action, Address

BINDINGS: Final[Mapping[str, str]] = {
    "commit": "Coordinator",
    "announce": "ModelRegistry",
    "claim": "RewardLedger",
    "demand": "Demands",
    "precommit": "Disputes",
    "badCohort": "AggregationProofs",
    "badMember": "RecordProofs",
    "badInput": "InputProofs",
}
"""A function that is passed on to each contract to which calls are."""
_PROOFS: Final = ("AggregationProofs", "RecordProofs", "InputProofs")


@dataclass(frozen=True, slots=True)
class NodeAccount:
    """A node account's keys, and the free stake in base units that its operator may still use."""

    owner: Address
    pending_owner: Address
    operator: Address
    stake_allowance: int


@dataclass(frozen=True, slots=True)
class Acting:
    """A key that acts as a node account: the owner's, or else the operator's."""

    account: Address
    is_owner: bool

    def wrap(self, calls: Sequence[Call]) -> Call:
        """Return the call that makes the account do these; an operator's is passed on as it is."""
        last = calls[-1]
        if not self.is_owner:
            return replace(last, to=self.account)
        actions = [Action(call.to, call.data) for call in calls if call.to is not None]
        data = load_contract("NodeAccount").get("execute").encode_call([actions])
        return Call(last.function, self.account, data, "NodeAccount")


def encode_creation(
    deployment: Deployment, owner: Address, operator: Address, stake_allowance: int
) -> bytes:
    """Return the data that creates a node account for a deployment."""
    contract = load_contract("NodeAccount")
    arguments = (
        *(owner, operator, stake_allowance),
        *(deployment.get_address("Coordinator"), deployment.get_address("RewardLedger")),
        [deployment.get_address(name) for name in _PROOFS],
    )
    return contract.creation_code + contract.get("constructor").encode(arguments)


def verify_node_account(rpc: Rpc, account: Address) -> None:
    """Require the code of a node account, whatever its immutable values; raise NotNodeAccount."""
    contract = load_contract("NodeAccount")
    code = bytes.fromhex(rpc.request("eth_getCode", account, "latest")[2:])
    if contract.mask(code) != contract.mask(contract.runtime_code):
        reason = "its code is another one" if code else "it has no code"
        raise NotNodeAccount(account, reason)
