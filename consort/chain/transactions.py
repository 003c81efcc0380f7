"""Every function that changes the chain, as a typed method."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from eth_abi.abi import encode
from eth_hash.auto import keccak

from consort.chain.accounts import parse_address
from consort.chain.deployment import Deployment
from consort.chain.events import E, Event
from consort.chain.interface import load_contract
from consort.chain.logs import decode_log
from consort.chain.node_accounts import Acting, encode_creation
from consort.chain.outbox import Call, get_journal_path
from consort.chain.receipts import Mined
from consort.chain.rpc import Rpc
from consort.chain.sender import SendOptions
from consort.chain.sending import Sending, prepare_sending
from consort.chain.signing import Account, Permit
from consort.chain.tally import Tally
from consort.chain.views import Views
from consort.errors import AccountMissing, NoKeyOfAccount, NotOperator, SignerRefused
from consort.spec.params import BEGINS_LINE
from consort.spec.types import (
    Action,
    Address,
    Artifact,
    ContentId,
    CoordinateClaim,
    InputFault,
    ListLeaf,
    MemberProof,
    NodePlace,
    NodeProof,
    OpenedVote,
    OutputProof,
    Proof,
    Proposal,
    RewardCheck,
    RewardProof,
    Role,
    SlashId,
    StepProof,
    Target,
    TaskId,
    TaskParams,
)

_PERMIT_SECONDS: Final = 3600
_TOKEN_NAME: Final = "Consort"  # noqa: S105 - the name in the token's signing domain


class EventMissing(LookupError):
    """A receipt without an event of the kind asked for."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction that succeeded: the contract's function, its gas, its events in order.

    `contract` is the address of what it created.
    """

    function: str
    transaction: str
    block: int
    gas_used: int
    events: tuple[Event, ...]
    contract: Address | None = None

    def get(self, kind: type[E]) -> E:
        """Return the first event of a kind; raise EventMissing if there is none."""
        found = self.list(kind)
        if not found:
            raise EventMissing(f"{self.function} has emitted no {kind.__name__}")
        return found[0]

    def list(self, kind: type[E]) -> Sequence[E]:
        """Return all events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]


class Transactions(Views):
    """Writes to a deployment from one account; safe for several threads.

    Every method waits for its receipt. It raises what the contract refuses with before anything is
    sent, AccountMissing, NoFunds, FeesTooHigh, BadArgument, ChainUnreachable, RpcRefused,
    TransactionStuck, NotConfirmed. Amounts are base units.
    """

    def __init__(
        self,
        rpc: Rpc,
        deployment: Deployment,
        account: Account | None = None,
        options: SendOptions | None = None,
    ) -> None:
        """Send from `account`; without one only reading works."""
        self._account = account
        self._acting: Acting | None = None
        options = options or SendOptions()
        self._sender: Sending | None = None
        self._journals = options.journals
        if account is not None:
            rpc, self._sender = prepare_sending(rpc, deployment.chain_id, account, options)
        self.tally = self._sender.tally if self._sender else Tally()
        super().__init__(rpc, deployment)

    @property
    def account(self) -> Account:
        """Return the account that signs; raise AccountMissing."""
        if self._account is None:
            raise AccountMissing
        return self._account

    @property
    def address(self) -> Address:
        """Return who the contracts see: the account that signs, or the node account it acts as.

        Raises AccountMissing.
        """
        return self.account.address if self._acting is None else self._acting.account

    @property
    def is_delegated(self) -> bool:
        """Tell whether a node account is acted as."""
        return self._acting is not None

    def act_as(self, account: Address) -> Self:
        """Return the same chain as a node account uses it, by the key that signs.

        Raises AccountMissing, NotNodeAccount, NoKeyOfAccount.
        """
        held, signer = self.get_node_account(account), self.account.address
        if signer not in {held.owner, held.operator}:
            raise NoKeyOfAccount(account, signer, held.owner, held.operator)
        acting = copy(self)
        acting._acting = Acting(account, is_owner=signer == held.owner)
        return acting

    def verify_key(self) -> None:
        """Require that the key still acts for the node account, if there is one.

        Raises NotOperator.
        """
        if self._acting is None:
            return
        name = "owner" if self._acting.is_owner else "operator"
        (holder,) = self._read_at(self._acting.account, "NodeAccount", name)
        if holder != self.account.address:
            raise NotOperator(holder, self.account.address)

    @property
    def journals(self) -> Path:
        """Return where the chain's journals lie on this machine; raise AccountMissing."""
        return get_journal_path(
            self.rpc, self.chain_id, self.account.address, self._journals
        ).parent

    # ------------------------------------------------------------------ tasks

    def create_task(self, params: TaskParams) -> Receipt:
        """Open a task; its number is that of the event TaskCreated."""
        return self._send("Coordinator", "createTask", params)

    def close_task(self, task: TaskId) -> Receipt:
        """End a task of ours; what is unspent becomes our credit."""
        return self._send("Coordinator", "closeTask", task)

    def fund(self, task: TaskId, amount: int) -> Receipt:
        """Add tokens to a task's budget, by a permit where no allowance covers them."""
        return self._pay("RewardLedger", "fund", task, amount)

    # ------------------------------------------------------------------ stake and enrolment

    def deposit(self, amount: int) -> Receipt:
        """Deposit tokens as free stake, by a permit where no allowance covers them.

        A node account's owner pays with its own tokens.
        """
        return self._pay("StakeVault", "deposit", amount)

    def withdraw(self, amount: int) -> Receipt:
        """Take free stake out."""
        return self._send("StakeVault", "withdraw", amount)

    def enrol_contributor(self, task: TaskId, stake: int) -> Receipt:
        """Enrol as contributor with free stake, a multiple of STAKE_UNIT base units."""
        return self._send("Coordinator", "enrolContributor", task, stake)

    def enrol_validator(self, task: TaskId, stake: int) -> Receipt:
        """Enrol as validator with free stake, a multiple of STAKE_UNIT base units."""
        return self._send("Coordinator", "enrolValidator", task, stake)

    def request_exit(self, task: TaskId, role: Role) -> Receipt:
        """End our enrolment; the stake can be released after the exit delay."""
        return self._send("Coordinator", "requestExit", task, role)

    def release(self, task: TaskId, role: Role) -> Receipt:
        """Make exited stake free again."""
        return self._send("StakeVault", "release", task, role)

    def burn(self) -> Receipt:
        """Burn what was slashed."""
        return self._send("StakeVault", "burn")

    # ------------------------------------------------------------------ a round

    def open_round(self, task: TaskId) -> Receipt:
        """Open the next round; its number is that of the event RoundOpened."""
        return self._send("Coordinator", "openRound", task)

    def open_round_on(self, task: TaskId, lineage: Sequence[Proposal]) -> Receipt:
        """Open the next round on an older final model, after two void rounds.

        `lineage` are the proposals from that version up to the head, oldest first.
        """
        return self._send("Coordinator", "openRoundOn", task, lineage)

    def commit(
        self, task: TaskId, round_: int, update_root: bytes, content: ContentId, weight: int
    ) -> Receipt:
        """Commit our update."""
        arguments = update_root, content.digest, content.size, weight
        return self._send("Coordinator", "commit", task, round_, *arguments)

    def seal(
        self,
        task: TaskId,
        round_: int,
        before: bytes,
        leaves: Sequence[bytes],
        later_blocks: Sequence[bytes] = (),
    ) -> Receipt:
        """Seal the last unsealed leaves; `before` are the 24 bytes of the chain before them."""
        return self._send("Coordinator", "seal", task, round_, before, leaves, later_blocks)

    def vote(
        self, task: TaskId, round_: int, validator_index: int, exceptions: Sequence[int]
    ) -> Receipt:
        """Vote on all inputs, by words of 256 bits."""
        return self._send("Coordinator", "vote", task, round_, validator_index, exceptions)

    def draw(self, task: TaskId, round_: int, block_header: bytes = b"") -> Receipt:
        """Choose the block that elects proposers where nothing has, else draw the cohorts.

        `block_header` is the anchor's, where seeds come from a beacon: see `get_block_header_rlp`.
        """
        return self._send("Coordinator", "draw", task, round_, block_header)

    def propose(
        self,
        task: TaskId,
        round_: int,
        validator_index: int,
        proposal: Proposal,
        model: ContentId,
        trees: ContentId,
    ) -> Receipt:
        """Propose the result of a round; OUTSIDER is the index of an account that is no validator.

        Who is neither elected nor the first validator to propose bonds free stake.
        """
        arguments = validator_index, proposal, model, trees
        return self._send("Coordinator", "propose", task, round_, *arguments)

    def release_bond(self, task: TaskId, round_: int, number: int) -> Receipt:
        """Give the bond of a proposal back that can no longer be refuted."""
        return self._send("Coordinator", "releaseBond", task, round_, number)

    def finalise(self, task: TaskId, round_: int) -> Receipt:
        """Make the sole proposal that outlived its challenge window the head."""
        return self._send("Coordinator", "finalise", task, round_)

    def sync_head(self, task: TaskId) -> Receipt:
        """Finalise the last round where that is due; no error where it is not."""
        return self._send("Coordinator", "syncHead", task)

    def cool_down(
        self,
        task: TaskId,
        round_: int,
        position: int,
        leaf: ListLeaf,
        path: Sequence[bytes],
        votes: Sequence[OpenedVote],
    ) -> Receipt:
        """Let a contributor sit out whose input half of the voting stake excepted."""
        return self._send("InputProofs", "coolDown", task, round_, position, leaf, path, votes)

    # ------------------------------------------------------------------ evidence

    def encode_call(self, contract: str, function: str, *arguments: object) -> bytes:
        """Return the data of a call by the names in Solidity; raise BadArgument."""
        return load_contract(contract).get(function).encode_call(arguments)

    def compute_commitment(self, contract: str, function: str, *arguments: object) -> bytes:
        """Return what this account must pre-commit a block before it makes a call.

        Takes the names in Solidity. Raises AccountMissing, BadArgument.
        """
        evidence = keccak(self.encode_call(contract, function, *arguments))
        return keccak(encode(["address", "bytes32"], [self.address, evidence]))

    def precommit(self, commitment: bytes) -> Receipt:
        """Commit to evidence, at least one block before it is shown."""
        return self._send("Disputes", "precommit", commitment)

    def bad_member(self, target: Target, member: MemberProof) -> Receipt:
        """Refute a proposal by a member that is not what list and votes say."""
        return self._send("RecordProofs", "badMember", target, member)

    def bad_padding(self, target: Target, place: NodePlace, node: NodeProof) -> Receipt:
        """Refute a proposal by a leaf without a meaning that is not empty."""
        return self._send("RecordProofs", "badPadding", target, place, node)

    def bad_sum(
        self,
        target: Target,
        place: NodePlace,
        node: NodeProof,
        preimage: bytes,
        subtree: NodeProof,
    ) -> Receipt:
        """Refute a proposal by a node whose stated sum is not that of what lies below."""
        return self._send("RecordProofs", "badSum", target, place, node, preimage, subtree)

    def bad_cohort(
        self, target: Target, claim: CoordinateClaim, members: bytes, output: OutputProof
    ) -> Receipt:
        """Refute a proposal by one coordinate of a cohort's output."""
        return self._send("AggregationProofs", "badCohort", target, claim, members, output)

    def bad_top(
        self, target: Target, claim: CoordinateClaim, cohorts: bytes, output: OutputProof
    ) -> Receipt:
        """Refute a proposal by one coordinate of the aggregate."""
        return self._send("AggregationProofs", "badTop", target, claim, cohorts, output)

    def bad_step(self, target: Target, parent: Proposal, step: StepProof) -> Receipt:
        """Refute a proposal by one leaf of the new model state."""
        return self._send("AggregationProofs", "badStep", target, parent, step)

    def bad_reward(self, target: Target, parent: Proposal, check: RewardCheck) -> Receipt:
        """Refute a proposal by a reward leaf that is not what the inputs earn."""
        return self._send("RecordProofs", "badReward", target, parent, check)

    def bad_input(self, task: TaskId, round_: int, fault: InputFault) -> Receipt:
        """Convict a validator that let in an update with a false header."""
        return self._send("InputProofs", "badInput", task, round_, fault)

    def expel(self, slash: SlashId) -> Receipt:
        """End the enrolment of a validator whose allocation waits to be slashed."""
        return self._send("Disputes", "expel", slash)

    def execute_slash(self, slash: SlashId) -> Receipt:
        """Take frozen money once its delay is over."""
        return self._send("Disputes", "executeSlash", slash)

    def disable_proof(self, proof: Proof) -> Receipt:
        """Switch off a kind of proof for everybody and for good; the governor only."""
        return self._send("Disputes", "disableProof", proof)

    # ------------------------------------------------------------------ demands

    def demand(
        self, target: Target, place: NodePlace, node: NodeProof, previous: int = BEGINS_LINE
    ) -> Receipt:
        """Demand what lies under a node, for a deposit from our free stake.

        `previous` is the answered demand that this one follows; without it a line begins. The
        number is that of the event Demanded.
        """
        return self._send("Demands", "demand", target, place, node, previous)

    def answer(
        self, demand: int, place: NodePlace, hash_: bytes, sum_: int, data: bytes
    ) -> Receipt:
        """Show a demanded node's descendants, or a leaf's bytes."""
        return self._send("Demands", "answer", demand, place, hash_, sum_, data)

    def pay_answer(self, demand: int) -> Receipt:
        """Pay who answered a demand; from then on its asker has spent the deposit."""
        return self._send("Demands", "payAnswer", demand)

    def punish_silence(self, demand: int) -> Receipt:
        """End a demand that nobody answered in time, and the proposal with it."""
        return self._send("Demands", "punishSilence", demand)

    def drop_demand(self, demand: int) -> Receipt:
        """Give the deposit of an open demand back whose proposal no longer stands."""
        return self._send("Demands", "dropDemand", demand)

    # ------------------------------------------------------------------ rewards and files

    def claim(self, task: TaskId, head: Proposal, proof: RewardProof) -> Receipt:
        """Pay one contributor what it has earned."""
        return self._send("RewardLedger", "claim", task, head, proof)

    def claim_batch(self, task: TaskId, head: Proposal, proofs: Sequence[RewardProof]) -> Receipt:
        """Pay many contributors, all or none."""
        return self._send("RewardLedger", "claimBatch", task, head, proofs)

    def withdraw_credit(self, account: Address | None = None) -> Receipt:
        """Pay out an account's credit to it, ours if none is named."""
        return self._send("RewardLedger", "withdrawCredit", account or self.address)

    def announce(
        self, task: TaskId, subject: bytes, artifact: Artifact, content: ContentId
    ) -> Receipt:
        """Say where the file of a root or hash lies."""
        return self._send("ModelRegistry", "announce", task, subject, artifact, content)

    # ------------------------------------------------------------------ node accounts

    def create_node_account(self, operator: Address, stake_allowance: int) -> Receipt:
        """Create a node account that we own; its address is the receipt's `contract`."""
        data = encode_creation(self.deployment, self.account.address, operator, stake_allowance)
        return self._send_call(Call("the creation of a node account", None, data, "NodeAccount"))

    def execute(self, account: Address, actions: Sequence[Action]) -> Receipt:
        """Let a node account of ours make calls, all or none."""
        return self._send_to(account, "execute", actions)

    def set_operator(self, account: Address, operator: Address) -> Receipt:
        """Let another key act for a node account of ours, at once."""
        return self._send_to(account, "setOperator", operator)

    def set_stake_allowance(self, account: Address, amount: int) -> Receipt:
        """Let a node account's operator use so much free stake for bonds and demands."""
        return self._send_to(account, "setStakeAllowance", amount)

    def sweep(self, account: Address) -> Receipt:
        """Send a node account's tokens to its owner; anybody may."""
        return self._send_to(account, "sweep", self.deployment.get_address("ConsortToken"))

    def transfer_ownership(self, account: Address, owner: Address) -> Receipt:
        """Offer a node account of ours to a new owner, who has to accept."""
        return self._send_to(account, "transferOwnership", owner)

    def accept_ownership(self, account: Address) -> Receipt:
        """Become the owner of a node account that was offered to us."""
        return self._send_to(account, "acceptOwnership")

    # ------------------------------------------------------------------ token

    def transfer(self, to: Address, amount: int) -> Receipt:
        """Send tokens."""
        return self._send("ConsortToken", "transfer", to, amount)

    def approve(self, spender: Address, amount: int) -> Receipt:
        """Let a contract take tokens of ours."""
        return self._send("ConsortToken", "approve", spender, amount)

    # ------------------------------------------------------------------ sending

    def recover(self) -> None:
        """Finish what this account had signed when a process was killed."""
        self._require_sender().recover()

    def _send(self, contract: str, function: str, *arguments: object) -> Receipt:
        call = self._make_call(contract, function, *arguments)
        return self._send_call(self._acting.wrap([call]) if self._acting else call)

    def _send_to(self, account: Address, function: str, *arguments: object) -> Receipt:
        """Call a node account itself."""
        self.get_node_account(account)
        entry = load_contract("NodeAccount").get(function)
        data = entry.encode_call(arguments)
        return self._send_call(Call(function, account, data, "NodeAccount"))

    def _make_call(self, contract: str, function: str, *arguments: object) -> Call:
        address = self.deployment.get_address(contract)
        data = self.encode_call(contract, function, *arguments)
        return Call(function, address, data, contract)

    def _send_call(self, call: Call) -> Receipt:
        mined = self._require_sender().send(call)
        events = self._decode_events(mined, call)
        created = parse_address(mined.contract) if mined.contract else None
        return Receipt(call.function, mined.hash, mined.block, mined.gas_used, events, created)

    def _pay(self, contract: str, function: str, *arguments: object) -> Receipt:
        """Call what takes tokens of ours, as many as the last argument says."""
        spender, amount = self.deployment.get_address(contract), int(str(arguments[-1]))
        if self._acting is not None and self._acting.is_owner:
            call = self._make_call(contract, function, *arguments)
            return self._send_call(self._acting.wrap([*self._bring(spender, amount), call]))
        if self._acting or self.get_allowance(self.address, spender) >= amount:
            return self._send(contract, function, *arguments)
        permit = self._try_permit(spender, amount)
        if permit is None:
            return self._send(contract, function, *arguments)
        return self._send(contract, f"{function}WithPermit", *arguments, *permit)

    def _bring(self, spender: Address, amount: int) -> list[Call]:
        """Return what lets a spender take the owner's tokens from the node account."""
        owner, account = self.account.address, self.address
        calls = [
            self._make_call("ConsortToken", "transferFrom", owner, account, amount),
            self._make_call("ConsortToken", "approve", spender, amount),
        ]
        if self.get_allowance(owner, account) >= amount:
            return calls
        permit = self._try_permit(account, amount)
        if permit is None:
            return calls
        return [self._make_call("ConsortToken", "permit", owner, account, amount, *permit), *calls]

    def _require_sender(self) -> Sending:
        if self._sender is None:
            raise AccountMissing
        return self._sender

    def _decode_events(self, mined: Mined, call: Call) -> tuple[Event, ...]:
        account = call.to or mined.contract or ""
        names = {account.lower(): "NodeAccount"} | self.deployment.names
        logged = (decode_log(log, names) for log in mined.logs)
        return tuple(item.event for item in logged if item is not None)

    def _try_permit(self, spender: Address, amount: int) -> tuple[int, int, bytes, bytes] | None:
        """Return a permit; None where the signer signs none, and an approval was sent instead."""
        try:
            return self._permit(spender, amount)
        except SignerRefused:
            self._send_call(self._make_call("ConsortToken", "approve", spender, amount))
            return None

    def _permit(self, spender: Address, amount: int) -> tuple[int, int, bytes, bytes]:
        """Return deadline, v, r and s."""
        token = self.deployment.get_address("ConsortToken")
        nonce = int(self._get("ConsortToken", "nonces", self.account.address))
        deadline = self.clock().time + _PERMIT_SECONDS
        permit = Permit(self.chain_id, token, _TOKEN_NAME, spender, amount, nonce, deadline)
        return deadline, *self.account.sign_permit(permit)
