"""What can go wrong between us and a chain, other than a refusal by the contracts."""

from dataclasses import dataclass
from typing import ClassVar

from consort.error_base import (
    CONFIGURATION,
    INTERRUPTED,
    REFUSED,
    UNREACHABLE,
    USAGE,
    ConsortError,
)


@dataclass(eq=False)
class ChainError(ConsortError):
    """Head everything that can go wrong with a chain, a deployment, a key or a transaction."""


@dataclass(eq=False)
class BadRpcUrl(ChainError):
    """Refuse an address that is no RPC URL."""

    url: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "{url!r} is not an RPC URL."
    hint: ClassVar[str] = "Give http://HOST:PORT or https://HOST, or set ETH_RPC_URL."


@dataclass(eq=False)
class ChainUnreachable(ChainError):
    """Report that no chain answers at the RPC URL."""

    url: str
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "No chain answers at {url}: {reason}."
    hint: ClassVar[str] = "Check the RPC URL and that the node runs, then try again."


@dataclass(eq=False)
class AnswerTooLong(ChainUnreachable):
    """Report an answer that is too long, and would be shorter for fewer blocks."""


@dataclass(eq=False)
class RpcRefused(ChainError):
    """Report a node that refused a request for a reason of its own."""

    method: str
    code: int
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The node refused {method}: {reason} (code {code})."
    hint: ClassVar[str] = "Try again; if it stays, use another node of the same chain."


@dataclass(eq=False)
class WrongChainId(ChainError):
    """Refuse another chain than the deployment's."""

    url: str
    expected: int
    actual: int
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{url} is chain {actual}; the deployment is on chain {expected}."
    hint: ClassVar[str] = "Correct the RPC URL, or name the deployment record of chain {actual}."


@dataclass(eq=False)
class ContractsMissing(ChainError):
    """Report an address of the deployment at which the chain has no code."""

    contract: str
    address: str
    chain_id: int
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "There is no {contract} at {address} on chain {chain_id}."
    hint: ClassVar[str] = (
        "If the chain was started anew, resume it with its state or run `consort deploy` again."
    )


@dataclass(eq=False)
class WrongCode(ChainError):
    """Refuse a contract whose code is not the deployment's."""

    contract: str
    address: str
    expected: bytes
    actual: bytes
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = (
        "The code of {contract} at {address} hashes to {actual}, not to {expected}."
    )
    hint: ClassVar[str] = "Do not use it; get the deployment record from whoever deployed."


@dataclass(eq=False)
class WrongProtocolVersion(ChainError):
    """Refuse a deployment that speaks another version of the protocol."""

    expected: int
    actual: int
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = (
        "The deployment speaks protocol version {actual}; this is Consort for version {expected}."
    )
    hint: ClassVar[str] = "Install the Consort that fits the deployment, or use another deployment."


@dataclass(eq=False)
class DeploymentMissing(ChainError):
    """Report that there is no deployment record."""

    path: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "There is no deployment record {path}."
    hint: ClassVar[str] = "Run `consort deploy`, or name the record with --deployment."


@dataclass(eq=False)
class DeploymentUnreadable(ChainError):
    """Report a deployment record that is damaged."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The deployment record {path} cannot be used: {reason}."
    hint: ClassVar[str] = "Get it again from whoever deployed, or run `consort deploy` again."


@dataclass(eq=False)
class BadAddress(ChainError):
    """Refuse a text that is no account or contract address."""

    text: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "{text!r} is not an address, or its checksum is wrong."
    hint: ClassVar[str] = "Give 0x and 40 hexadecimal digits; copy mixed case exactly."


@dataclass(eq=False)
class AccountMissing(ChainError):
    """Refuse to send a transaction without an account."""

    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "This needs an account to sign with, and none was given."
    hint: ClassVar[str] = (
        "Name a keystore with --keystore or ETH_KEYSTORE, or an external signer: see "
        "docs/guides/keys.md."
    )


@dataclass(eq=False)
class WrongAccount(ChainError):
    """Refuse a keystore that holds another account than the one asked for."""

    path: str
    expected: str
    actual: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{path} holds the account {actual}, not {expected}."
    hint: ClassVar[str] = "Name that account's keystore, or correct ETH_FROM."


@dataclass(eq=False)
class KeystoreMissing(ChainError):
    """Report a keystore that is not there."""

    name: str
    searched: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "There is no keystore {name!r}; looked at {searched}."
    hint: ClassVar[str] = (
        "Give the path of a keystore file, or make one with `consort account new NAME`."
    )


@dataclass(eq=False)
class KeystoreUnreadable(ChainError):
    """Report a file that is no keystore of version 3."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{path} is not a usable keystore: {reason}."
    hint: ClassVar[str] = "Give a keystore of version 3, as Consort, cast and geth write them."


@dataclass(eq=False)
class KeystoreExists(ChainError):
    """Refuse to overwrite a keystore."""

    path: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{path} exists already and was left alone."
    hint: ClassVar[str] = "Choose another name; a deleted key cannot be brought back."


@dataclass(eq=False)
class KeystoreLocked(ChainError):
    """Report a password that does not open the keystore."""

    path: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The password does not open {path}."
    hint: ClassVar[str] = "Check the password file (--password-file, ETH_PASSWORD)."


@dataclass(eq=False)
class PasswordMissing(ChainError):
    """Report a keystore without anything to open it with."""

    path: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "No password for {path} was given."
    hint: ClassVar[str] = "Name a file that holds it with --password-file or ETH_PASSWORD."


@dataclass(eq=False)
class SignerAddressMissing(ChainError):
    """Refuse an external signer without the account that it shall sign for."""

    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "An external signer was named, but not the account that it signs for."
    hint: ClassVar[str] = "Name the account's address with --from or ETH_FROM."


@dataclass(eq=False)
class SeveralSigners(ChainError):
    """Refuse to choose between two external signers."""

    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Both --signer-command and --signer-rpc say who signs."
    hint: ClassVar[str] = "Name one of them; look at CONSORT_SIGNER_COMMAND and CONSORT_SIGNER_RPC."


@dataclass(eq=False)
class SignerMissing(ChainError):
    """Report a signer's program that cannot be run."""

    signer: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The signer {signer} cannot be run: {reason}."
    hint: ClassVar[str] = "Check the command given with --signer-command."


@dataclass(eq=False)
class SignerUnreachable(ChainError):
    """Report a signer that gave no answer; retry is safe."""

    signer: str
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The signer {signer} does not answer: {reason}."
    hint: ClassVar[str] = "Check that it runs and waits for nobody, then try again."


@dataclass(eq=False)
class SignerRefused(ChainError):
    """Report a signer that would not sign; nothing was sent."""

    signer: str
    reason: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "The signer {signer} refused: {reason}."
    hint: ClassVar[str] = "Look at its own log and rules; nothing was sent."


@dataclass(eq=False)
class SignerLied(ChainError):
    """Refuse an answer that is not what a signer was asked for; nothing was sent."""

    signer: str
    field: str
    expected: str
    actual: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = (
        "The signer {signer} answered with {field} {actual} where {expected} was asked for."
    )
    hint: ClassVar[str] = "Do not use it: it signs other things than it is asked to."


@dataclass(eq=False)
class NotNodeAccount(ChainError):
    """Refuse to act as something that is no node account of this deployment."""

    address: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{address} is no node account of this deployment: {reason}."
    hint: ClassVar[str] = "Make one with `consort account delegate`, or check --act-as."


@dataclass(eq=False)
class NoKeyOfAccount(ChainError):
    """Refuse to act as a node account with a key that it does not know."""

    account: str
    signer: str
    owner: str
    operator: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = (
        "{signer} is neither the owner {owner} nor the operator {operator} of {account}."
    )
    hint: ClassVar[str] = (
        "Use one of these keys, or let the owner run `consort account operator` with this one."
    )


@dataclass(eq=False)
class NoFunds(ChainError):
    """Refuse a transaction that the account cannot pay for; amounts in wei."""

    address: str
    balance: int
    required: int
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = (
        "{address} has {balance} wei of the chain's coin; this transaction may cost {required}."
    )
    hint: ClassVar[str] = "Send it some, then run the same command again."


@dataclass(eq=False)
class FeesTooHigh(ChainError):
    """Refuse to pay more per gas than the account's owner allows; amounts in wei per gas."""

    price: int
    cap: int
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = (
        "Gas costs {price} wei now, more than the {cap} that --max-fee allows; nothing was sent."
    )
    hint: ClassVar[str] = "Wait until it is cheaper, or raise --max-fee."


@dataclass(eq=False)
class NotAgreed(ChainError):
    """Report that a person did not agree to what would have been sent."""

    count: int
    exit_code: ClassVar[int] = INTERRUPTED
    message: ClassVar[str] = "You did not agree; none of {count} transactions was sent."
    hint: ClassVar[str] = "--dry-run shows the same without asking, --yes sends without asking."


@dataclass(eq=False)
class BadArgument(ChainError):
    """Refuse a value that does not fit its field of a contract call."""

    function: str
    reason: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "A value given to {function} does not fit: {reason}."
    hint: ClassVar[str] = "Give a value in the range of the field."


@dataclass(eq=False)
class ContractReverted(ChainError):
    """Report a refusal that is no custom error: a text, or nothing at all."""

    function: str
    reason: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "The contract refused {function}: {reason}."
    hint: ClassVar[str] = "Check that the deployment record belongs to this chain."


@dataclass(eq=False)
class TransactionReverted(ChainError):
    """Report a mined transaction that failed, where a repetition does not tell why."""

    function: str
    transaction: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{function} failed on chain in transaction {transaction}."
    hint: ClassVar[str] = "Something else happened first: read the state again and decide anew."


@dataclass(eq=False)
class TransactionStuck(ChainError):
    """Report a transaction that nobody mines; it is journalled and not lost."""

    transaction: str
    nonce: int
    seconds: float
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = (
        "Transaction {transaction} with nonce {nonce} was not mined within {seconds:g} s."
    )
    hint: ClassVar[str] = "Run the same command again: it goes on with that very transaction."


@dataclass(eq=False)
class NotConfirmed(ChainError):
    """Report a mined transaction without enough blocks on top of it yet."""

    transaction: str
    depth: str
    seconds: float
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "Transaction {transaction} did not get {depth} in {seconds:g} s."
    hint: ClassVar[str] = "Wait for more blocks and run the same command again."


@dataclass(eq=False)
class JournalUnreadable(ChainError):
    """Report a journal of sent transactions that is damaged."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The journal {path} cannot be used: {reason}."
    hint: ClassVar[str] = (
        "Wait until no transaction of the account is pending, then delete the file."
    )


@dataclass(eq=False)
class LogsTooWide(ChainError):
    """Report a node that refuses the logs of even a single block."""

    block: int
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The node does not give the events of block {block}: {reason}."
    hint: ClassVar[str] = "Use a node that keeps logs (an archive node for old blocks)."


@dataclass(eq=False)
class CreationMissing(ChainError):
    """Report a node that does not show the transaction which created a contract."""

    contract: str
    address: str
    block: int
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = (
        "The node does not show how {contract} at {address} was created in block {block}."
    )
    hint: ClassVar[str] = "Use a node that keeps old blocks."


@dataclass(eq=False)
class ChainProgramMissing(ChainError):
    """Report that a program for a local chain was not found."""

    program: str
    searched: str
    package: str
    variable: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "No {program} for a local chain; looked at {searched}."
    hint: ClassVar[str] = (
        "Run `make setup`, or `npm install {package}`, or name the program by {variable}."
    )


@dataclass(eq=False)
class ChainProgramFailed(ChainError):
    """Report a local chain that did not start, or ended by itself."""

    program: str
    log: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{program} did not run: {reason}."
    hint: ClassVar[str] = "Its log is {log}."


@dataclass(eq=False)
class PortInUse(ChainError):
    """Refuse to start on a port that another program listens on."""

    port: int
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Port {port} is in use."
    hint: ClassVar[str] = "Choose another port, 0 for any free one, or end what listens there."
