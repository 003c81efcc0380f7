"""Everything deployed on a local chain, and the specification of the same deployment."""

from collections.abc import Sequence
from typing import Any

from web3 import Web3

from consort.chain.interface import LIBRARIES, load_contract
from consort.spec.params import MAX_LINE, PROTOCOL_VERSION, TOKEN, compute_exit_delay
from consort.spec.state import Call, DemandsState, DisputesState, State, VaultState
from consort.spec.transition import process_bind
from consort.spec.types import Address, Judges
from tests.differential.artifacts import ARTIFACTS

MAX_ROUND_TIME = 1_000
SLASH_DELAY = 100
EXIT_BLOCKS = 24
ANSWER_TIME, ANSWER_BLOCKS, REPLY_TIME = 8, 3, 5
MAX_EXTENSION = MAX_LINE * (ANSWER_TIME + REPLY_TIME)
EXIT_DELAY = compute_exit_delay(MAX_ROUND_TIME, MAX_EXTENSION, SLASH_DELAY)
DEMAND_PRICE = TOKEN // 100 + 3
GAS_PRICE = 10**9
SUPPLY = 10**9 * TOKEN
CHILDREN = {"StakeVault": "vault", "RewardLedger": "rewardLedger", "ModelRegistry": "modelRegistry"}


def deploy(w3: Web3, governor: Address, accuser: Address) -> dict[str, Any]:
    """Deploy all contracts; `accuser` may convict like the contracts that verify evidence."""
    contracts: dict[str, Any] = {}

    def create(name: str, *args: Any) -> None:
        contracts[name] = _create(w3, governor, contracts, name, args)

    create("ConsortToken", governor, SUPPLY)
    create("SeedSource", False)
    create("Disputes", governor, SLASH_DELAY, GAS_PRICE)
    disputes = contracts["Disputes"].address
    create("Demands", disputes, ANSWER_TIME, ANSWER_BLOCKS, REPLY_TIME, DEMAND_PRICE)
    for name in ("AggregationProofs", "RecordProofs", "InputProofs"):
        create(name, disputes)
    for name in LIBRARIES:
        create(name)
    judges = _list_judges(contracts, accuser)
    token, seed_source = contracts["ConsortToken"].address, contracts["SeedSource"].address
    times = (MAX_ROUND_TIME, MAX_EXTENSION, EXIT_BLOCKS)
    judged = (judges.disputes, judges.demands, judges.input_proofs, list(judges.others))
    create("Coordinator", token, judged, seed_source, times)
    coordinator = contracts["Coordinator"].functions
    for name, view in CHILDREN.items():
        address = coordinator[view]().call()
        contracts[name] = w3.eth.contract(address, abi=ARTIFACTS[name]["abi"])
    assert coordinator.protocolVersion().call() == PROTOCOL_VERSION
    return contracts


def specify(w3: Web3, contracts: dict[str, Any], governor: Address, accuser: Address) -> State:
    """Return the specification of what `deploy` deployed."""
    addresses = {name: Address(contract.address) for name, contract in contracts.items()}
    judges = _list_judges(contracts, accuser)
    coordinator, vault = addresses["Coordinator"], addresses["StakeVault"]
    ledger = addresses["RewardLedger"]
    state = make_state(w3.eth.chain_id, (coordinator, vault, ledger), judges, governor)
    state.balances[governor] = SUPPLY
    return state


def make_state(
    chain_id: int, addresses: tuple[Address, Address, Address], judges: Judges, governor: Address
) -> State:
    """Return a fresh deployment; `addresses` are those of coordinator, vault and ledger."""
    state = State(
        chain_id,
        *addresses,
        judges=judges,
        max_round_time=MAX_ROUND_TIME,
        uses_beacon=False,
        vault=VaultState(EXIT_DELAY, EXIT_BLOCKS),
        disputes=DisputesState(governor, SLASH_DELAY, GAS_PRICE),
        demands=DemandsState(ANSWER_TIME, ANSWER_BLOCKS, REPLY_TIME, DEMAND_PRICE),
    )
    coordinator, vault, _ = addresses
    accusers = (*judges.others, judges.demands, judges.input_proofs)
    process_bind(state, Call(coordinator, 0, 0), vault, accusers)
    return state


def _list_judges(contracts: dict[str, Any], accuser: Address) -> Judges:
    names = ("Disputes", "Demands", "InputProofs", "AggregationProofs", "RecordProofs")
    disputes, demands, inputs, *others = (Address(contracts[name].address) for name in names)
    return Judges(disputes, demands, inputs, (*others, accuser))


def _create(
    w3: Web3, sender: Address, contracts: dict[str, Any], name: str, args: Sequence[Any]
) -> Any:
    libraries = {name: Address(held.address) for name, held in contracts.items()}
    code = load_contract(name).link(libraries)
    contract = w3.eth.contract(abi=ARTIFACTS[name]["abi"], bytecode=code)
    tx_hash = contract.constructor(*args).transact({"from": sender, "gas": 2**24})
    receipt = w3.eth.wait_for_transaction_receipt(tx_hash, poll_latency=0.005)
    assert receipt["status"] == 1, name
    return w3.eth.contract(receipt["contractAddress"], abi=ARTIFACTS[name]["abi"])
