"""Everything that the contracts tell, as typed values."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from consort.chain.deployment import Deployment
from consort.chain.headers import encode_header
from consort.chain.interface import decode, load_contract
from consort.chain.node_accounts import BINDINGS, NodeAccount, verify_node_account
from consort.chain.reverts import explain
from consort.chain.rpc import NodeError, Rpc
from consort.errors import ContractsMissing, NotNodeAccount
from consort.spec.types import (
    Address,
    Allocation,
    Basis,
    Contributor,
    Demand,
    Frozen,
    Head,
    Proof,
    Proposal,
    ProposalRecord,
    Role,
    Roster,
    RoundRecord,
    Slash,
    SlashId,
    TaskId,
    TaskParams,
    Validator,
    VaultTotals,
    Vote,
)


class Clock(NamedTuple):
    """Number and time of a block; times in seconds."""

    block: int
    time: int


@dataclass(frozen=True, slots=True)
class Task:
    """What is fixed of a task."""

    owner: Address
    genesis: bytes
    params: TaskParams


class Views:
    """Reads of a deployment on one chain; safe for several threads.

    Every method may raise ChainUnreachable, RpcRefused, and what the contract refuses with. Amounts
    are base units, stake in records is in units, times are seconds.
    """

    def __init__(self, rpc: Rpc, deployment: Deployment, block: int | None = None) -> None:
        """Read at the end of `block`, or always of the newest one."""
        self.rpc = rpc
        self.deployment = deployment
        self.block = block

    # ------------------------------------------------------------------ the chain

    @property
    def chain_id(self) -> int:
        """Return the chain's id."""
        return self.deployment.chain_id

    def clock(self) -> Clock:
        """Return number and time of the newest block, or of the one that is read."""
        header = self.rpc.request("eth_getBlockByNumber", self._tag, False)
        return Clock(int(header["number"], 16), int(header["timestamp"], 16))

    def get_block_hash(self, number: int) -> bytes:
        """Return the hash of a block; empty where the node does not know the block."""
        block = self._find_block(number)
        return bytes.fromhex(block["hash"][2:]) if block else b""

    def get_block_header_rlp(self, number: int) -> bytes:
        """Return the RLP encoding of a block's header; empty where it cannot be built.

        A chain whose headers differ from Ethereum's draws its seeds from block hashes alone.
        """
        block = self._find_block(number)
        return encode_header(block) if block else b""

    def get_coins(self, account: Address) -> int:
        """Return an account's balance of the chain's own coin, in wei."""
        return int(self.rpc.request("eth_getBalance", account, self._tag), 16)

    # ------------------------------------------------------------------ coordinator

    def get_task(self, task: TaskId) -> Task:
        """Return owner, genesis hash and parameters; raise UnknownTask."""
        return Task(*self._read("Coordinator", "getTask", task))

    def get_head(self, task: TaskId) -> tuple[Head, bytes]:
        """Return what changes from round to round, and the head's proposal hash."""
        head, proposal_hash = self._read("Coordinator", "getHead", task)
        return head, proposal_hash

    def get_unspent(self, task: TaskId) -> int:
        """Return the budget that nobody has earned."""
        return int(self._get("Coordinator", "getUnspent", task))

    def get_roster(self, task: TaskId) -> Roster:
        """Return enrolment counts."""
        roster: Roster = self._get("Coordinator", "getRoster", task)
        return roster

    def get_round(self, task: TaskId, round_: int) -> RoundRecord:
        """Return the record of a round; raise WrongRound if the ring holds it no more."""
        record: RoundRecord = self._get("Coordinator", "getRound", task, round_)
        return record

    def get_depth(self, task: TaskId, round_: int) -> int:
        """Return how many undecided proposals a round builds on; ORPHAN if it is void."""
        return int(self._get("Coordinator", "getDepth", task, round_))

    def get_proposal(self, task: TaskId, round_: int, number: int) -> ProposalRecord:
        """Return a proposal; one that was always alone, only while the ring holds its round."""
        record: ProposalRecord = self._get("Coordinator", "getProposal", task, round_, number)
        return record

    def get_frozen(self, task: TaskId, round_: int) -> Frozen:
        """Return what is frozen of a round once its vote is over; raise WrongRound, WrongPhase."""
        frozen: Frozen = self._get("Coordinator", "getFrozen", task, round_)
        return frozen

    def get_basis(self, task: TaskId, round_: int) -> Basis:
        """Return what a round builds on; raise WrongRound."""
        basis: Basis = self._get("Coordinator", "basisOf", task, round_)
        return basis

    def get_contributor(self, task: TaskId, account: Address) -> Contributor:
        """Return a contributor's enrolment; `until_round` 0 if it never enrolled."""
        contributor: Contributor = self._get("Coordinator", "getContributor", task, account)
        return contributor

    def get_contributor_at(self, task: TaskId, index: int) -> Address:
        """Return the account of an enrolment index, NOBODY if there is none."""
        return Address(self._get("Coordinator", "getContributorAt", task, index))

    def get_validator(self, task: TaskId, index: int) -> Validator:
        """Return a validator's enrolment by its index."""
        validator: Validator = self._get("Coordinator", "getValidator", task, index)
        return validator

    def get_validator_number(self, task: TaskId, account: Address) -> int:
        """Return index + 1 of an account's latest enrolment as validator, 0 if it has none."""
        return int(self._get("Coordinator", "getValidatorNumber", task, account))

    def get_vote(self, task: TaskId, index: int, round_: int) -> Vote:
        """Return what stands at a validator's place for the votes of a round."""
        vote: Vote = self._get("Coordinator", "getVote", task, index, round_)
        return vote

    def get_credit(self, account: Address) -> int:
        """Return the pay that an account can withdraw."""
        return int(self._get("Coordinator", "getCredit", account))

    def get_task_count(self) -> int:
        """Return how many tasks there are."""
        return int(self._get("Coordinator", "taskCount"))

    def get_protocol_version(self) -> int:
        """Return the version of the protocol that the deployment speaks."""
        return int(self._get("Coordinator", "protocolVersion"))

    def get_max_round_time(self) -> int:
        """Return the longest round that a task may schedule, in seconds."""
        return int(self._get("Coordinator", "maxRoundTime"))

    # ------------------------------------------------------------------ stake vault

    def get_free_stake(self, account: Address) -> int:
        """Return the stake that an account may allocate or withdraw."""
        return int(self._get("StakeVault", "freeOf", account))

    def get_allocation(self, account: Address, task: TaskId, role: Role) -> Allocation:
        """Return the stake of an enrolment."""
        allocation: Allocation = self._get("StakeVault", "getAllocation", account, task, role)
        return allocation

    def get_vault_totals(self) -> VaultTotals:
        """Return sums over all accounts."""
        totals: VaultTotals = self._get("StakeVault", "getTotals")
        return totals

    def get_exit_delay(self) -> int:
        """Return the seconds between an exit request and the release."""
        return int(self._get("StakeVault", "exitDelay"))

    def get_exit_blocks(self) -> int:
        """Return the blocks between an exit request and the release."""
        return int(self._get("StakeVault", "exitBlocks"))

    # ------------------------------------------------------------------ seed

    def get_uses_beacon(self) -> bool:
        """Tell whether seeds come from the chain's beacon, so that `draw` needs a header."""
        return bool(self._get("SeedSource", "usesBeacon"))

    # ------------------------------------------------------------------ disputes

    def get_governor(self) -> Address:
        """Return who may switch off kinds of proofs."""
        return Address(self._get("Disputes", "governor"))

    def get_slash_delay(self) -> int:
        """Return the seconds between a conviction and its slash."""
        return int(self._get("Disputes", "slashDelay"))

    def get_gas_price(self) -> int:
        """Return the token base units that a unit of gas is worth, which bounds bounties."""
        return int(self._get("Disputes", "gasPrice"))

    def get_precommitted_at(self, commitment: bytes) -> int:
        """Return the block in which a commitment to evidence was made, 0 if it never was."""
        return int(self._get("Disputes", "precommittedAt", commitment))

    def get_disabled_since(self, proof: Proof) -> int:
        """Return the time from which a kind of proof is off, 0 while it is on."""
        return int(self._get("Disputes", "disabledSince", proof))

    def get_slash(self, slash: SlashId) -> Slash:
        """Return a slash by its id."""
        held: Slash = self._get("Disputes", "getSlash", slash)
        return held

    # ------------------------------------------------------------------ demands

    def get_demand(self, demand: int) -> Demand:
        """Return a demand by its number."""
        held: Demand = self._get("Demands", "getDemand", demand)
        return held

    def get_demand_count(self) -> int:
        """Return how many demands there are."""
        return int(self._get("Demands", "demandCount"))

    def get_demand_price(self, task: TaskId, round_: int, number: int) -> int:
        """Return the deposit of the next demand about a proposal."""
        return int(self._get("Demands", "priceOf", task, round_, number))

    def get_demand_spending(self, task: TaskId, round_: int, number: int, account: Address) -> int:
        """Return what an account spent on answered demands about a proposal."""
        return int(self._get("Demands", "spentOf", task, round_, number, account))

    def get_answer_time(self) -> int:
        """Return the seconds in which an answer is due."""
        return int(self._get("Demands", "answerTime"))

    def get_answer_blocks(self) -> int:
        """Return the blocks in which an answer is due at least."""
        return int(self._get("Demands", "answerBlocks"))

    def get_reply_time(self) -> int:
        """Return the seconds in which a demand can follow an answer."""
        return int(self._get("Demands", "replyTime"))

    # ------------------------------------------------------------------ reward ledger

    def get_claimed(self, task: TaskId, index: int) -> int:
        """Return what an enrolment index has claimed."""
        return int(self._get("RewardLedger", "claimedOf", task, index))

    def get_claimed_in(self, task: TaskId) -> int:
        """Return what was claimed in a task."""
        return int(self._get("RewardLedger", "claimedIn", task))

    # ------------------------------------------------------------------ model registry

    def get_version(self, task: TaskId) -> tuple[int, bytes]:
        """Return the newest final version and its proposal hash; version 0 is the genesis."""
        version, proposal_hash = self._read("ModelRegistry", "head", task)
        return version, proposal_hash

    def verify_lineage(self, task: TaskId, lineage: list[Proposal]) -> tuple[int, bytes]:
        """Return version and model root of the oldest proposal, given all up to the head.

        Raises BrokenLineage, EmptyLineage.
        """
        version, model_root = self._read("ModelRegistry", "verify", task, lineage)
        return version, model_root

    # ------------------------------------------------------------------ node accounts

    def get_node_account(self, account: Address) -> NodeAccount:
        """Return a node account's keys and allowance; raise NotNodeAccount.

        Code and bindings are checked: it is ours, and for this deployment.
        """
        verify_node_account(self.rpc, account)
        for function, contract in BINDINGS.items():
            selector = load_contract(contract).get(function).selector[:4]
            (target,) = self._read_at(account, "NodeAccount", "targetOf", selector)
            if target != self.deployment.get_address(contract):
                raise NotNodeAccount(account, f"its {contract} is {target}")
        names = "owner", "pendingOwner", "operator", "stakeAllowance"
        values = (self._read_at(account, "NodeAccount", name)[0] for name in names)
        return NodeAccount(*values)

    # ------------------------------------------------------------------ token

    def get_balance(self, account: Address) -> int:
        """Return an account's tokens."""
        return int(self._get("ConsortToken", "balanceOf", account))

    def get_allowance(self, owner: Address, spender: Address) -> int:
        """Return the tokens that `spender` may take from `owner`."""
        return int(self._get("ConsortToken", "allowance", owner, spender))

    def get_supply(self) -> int:
        """Return all tokens there are."""
        return int(self._get("ConsortToken", "totalSupply"))

    # ------------------------------------------------------------------ reading

    def _find_block(self, number: int) -> dict[str, Any] | None:
        try:
            block: dict[str, Any] | None = self.rpc.ask("eth_getBlockByNumber", hex(number), False)
        except NodeError:  # some nodes call a missing block an error
            return None
        return block

    @property
    def _tag(self) -> str:
        return "latest" if self.block is None else hex(self.block)

    def _get(self, contract: str, function: str, *arguments: object) -> Any:
        (value,) = self._read(contract, function, *arguments)
        return value

    def _read(self, contract: str, function: str, *arguments: object) -> list[Any]:
        return self._read_at(self.deployment.get_address(contract), contract, function, *arguments)

    def _read_at(
        self, address: Address, contract: str, function: str, *arguments: object
    ) -> list[Any]:
        entry = load_contract(contract).get(function)
        request = {"to": address, "data": f"0x{entry.encode_call(arguments).hex()}"}
        try:
            answer = bytes.fromhex(self.rpc.ask("eth_call", request, self._tag)[2:])
        except NodeError as error:
            raise explain(error, function) from None
        if not answer:
            raise ContractsMissing(contract, address, self.chain_id)
        return decode(entry.outputs, answer)
