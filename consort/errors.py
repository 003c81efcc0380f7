"""Every error a user can meet, as one tree.

An error says what was wrong, with which value, and what to do. Its class name is its name, its
fields are its values, its branch gives the exit code. `consort.error_base` heads the tree,
`consort.rejections` is the branch that mirrors the contracts, `consort.chain_errors` the one of the
chain, `consort.config_errors` the one of the configuration, `consort.dashboard_errors` the one of
the dashboard, `consort.index_errors` the one of the index, `consort.net_errors` the one of a net's
processes; import all of it from here.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from consort.chain_errors import *  # noqa: F403
from consort.config_errors import *  # noqa: F403
from consort.dashboard_errors import *  # noqa: F403
from consort.error_base import *  # noqa: F403
from consort.error_base import CONFIGURATION, REFUSED, UNREACHABLE, USAGE, ConsortError
from consort.index_errors import *  # noqa: F403
from consort.net_errors import *  # noqa: F403
from consort.rejections import *  # noqa: F403


@dataclass(eq=False)
class StorageError(ConsortError):
    """Head everything that can go wrong between us and stored content."""


@dataclass(eq=False)
class BadStoreUrl(StorageError):
    """Refuse a store address that names no store; a password in it is not shown."""

    url: str
    reason: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "{url!r} is not the address of a store: {reason}."
    hint: ClassVar[str] = (
        "Give directory:PATH, kubo:/ip4/127.0.0.1/tcp/5001, kubo:http://127.0.0.1:5001 or "
        "gateway:https://HOST; options follow a daemon's address: ,secret-file=FILE,gateway=URL."
    )

    def __post_init__(self) -> None:
        self.url = re.sub(r"//[^/]*@", "//...@", self.url)


@dataclass(eq=False)
class BadCid(StorageError):
    """Refuse a content id of a form that Consort never makes."""

    text: str
    reason: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "{text!r} is not a content id of a Consort file: {reason}."
    hint: ClassVar[str] = "Give a CID version 1 in base32 ('bafkrei...' or 'bafybei...')."


@dataclass(eq=False)
class ContentUnavailable(StorageError):
    """Report content that the store could not deliver in time."""

    cid: str
    store: str
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "{cid} could not be read from {store}: {reason}."
    hint: ClassVar[str] = "Try again; if it stays away, ask whoever published it to do so again."


@dataclass(eq=False)
class CidMismatch(StorageError):
    """Refuse bytes whose content id, computed here, is not the one asked for."""

    expected: str
    actual: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "The bytes received for {expected} hash to {actual}; none was kept."
    hint: ClassVar[str] = "The store or the publisher altered them: publish again, or ask another."


@dataclass(eq=False)
class SizeMismatch(StorageError):
    """Refuse content that is longer or shorter than its announcement."""

    cid: str
    expected: int
    actual: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = (
        "{cid} was announced with {expected} bytes but {actual} were received; none was kept."
    )
    hint: ClassVar[str] = "The announcement is wrong: whoever published it must announce it again."


@dataclass(eq=False)
class ContentTooLarge(StorageError):
    """Refuse content whose announced size is over the limit, before reading any of it."""

    cid: str
    size: int
    limit: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{cid} has {size} bytes, but at most {limit} are accepted here."
    hint: ClassVar[str] = "Check that it belongs to this task; its manifest fixes the size."


@dataclass(eq=False)
class DiskFull(StorageError):
    """Report that nothing more fits; no partial file was left behind."""

    path: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "No space left (or quota reached) while writing to {path}."
    hint: ClassVar[str] = "Free some space and run the same command again; nothing was lost."


@dataclass(eq=False)
class PathUnusable(StorageError):
    """Report a local path that cannot be read or written as asked."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{path} cannot be used: {reason}."
    hint: ClassVar[str] = "Check the path, its owner and its permissions, or name another."


@dataclass(eq=False)
class StoreUnreachable(StorageError):
    """Report a Kubo daemon that is down, hangs, or answers what Kubo never answers."""

    address: str
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "No usable answer from the IPFS daemon at {address}: {reason}."
    hint: ClassVar[str] = (
        "Check that the daemon runs and that this is its RPC address; `consort ipfs doctor` tells."
    )


@dataclass(eq=False)
class KuboMissing(StorageError):
    """Report that no Kubo of a supported version was found."""

    searched: str
    minimum: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "No Kubo (`ipfs`) of version {minimum} or newer; looked at {searched}."
    hint: ClassVar[str] = "Run `make kubo`, set CONSORT_IPFS to its path, or use a directory store."


@dataclass(eq=False)
class KuboFailed(StorageError):
    """Report a private Kubo daemon that did not start."""

    repository: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The IPFS daemon with repository {repository} failed: {reason}."
    hint: ClassVar[str] = "Read daemon.log in that directory, or use a directory store."


@dataclass(eq=False)
class ReadOnlyStore(StorageError):
    """Refuse to put or keep something where one can only read."""

    store: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Nothing can be put into {store}: it is there to read from."
    hint: ClassVar[str] = "Use an IPFS daemon of yours (kubo:...), with the gateway behind it."


@dataclass(eq=False)
class BadMultiaddr(StorageError):
    """Refuse an address that a node of a private network cannot have."""

    text: str
    reason: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "{text!r} is not an address of a node: {reason}."
    hint: ClassVar[str] = (
        "Give /ip4/ADDRESS/tcp/PORT or /dns/NAME/tcp/PORT; for a peer, what `consort ipfs id` "
        "prints there."
    )


@dataclass(eq=False)
class BadSwarmKey(StorageError):
    """Refuse a file as the key of a private network."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{path} is not the swarm key to use: {reason}."
    hint: ClassVar[str] = "Get swarm.key from whoever started the network, over a safe channel."


@dataclass(eq=False)
class RepositoryUnusable(StorageError):
    """Refuse an IPFS repository that is broken, or would open this machine to strangers."""

    repository: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The IPFS repository {repository} cannot be used: {reason}."
    hint: ClassVar[str] = "`consort ipfs init` makes one, and leaves what is in one already."


@dataclass(eq=False)
class BadSecret(StorageError):
    """Refuse a file as a secret, without showing what is in it."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{path} holds no secret for the IPFS daemon: {reason}."
    hint: ClassVar[str] = "`consort ipfs init` writes one to rpc.secret in the repository."


@dataclass(eq=False)
class CodecError(ConsortError):
    """Head everything that can be wrong with a model, an update or their bytes."""


@dataclass(eq=False)
class UnsupportedTensor(CodecError):
    """Refuse a tensor that has no plain coordinates, by name."""

    tensor: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Tensor {tensor!r} cannot be shared: {reason}."
    hint: ClassVar[str] = "Use dense tensors of floats, integers or booleans in the model's state."


@dataclass(eq=False)
class NotFinite(CodecError):
    """Refuse NaN, infinity, and what float32 cannot hold, by the tensor's name."""

    tensor: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Tensor {tensor!r} holds NaN or infinity (in 32 bits)."
    hint: ClassVar[str] = "The training diverged: lower its learning rate, or clip its gradients."


@dataclass(eq=False)
class ValueOutOfRange(CodecError):
    """Refuse a first model with a value that its fixed point cannot hold."""

    tensor: str
    value: float
    limit: float
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Tensor {tensor!r} holds {value}; its fixed point ends at {limit}."
    hint: ClassVar[str] = (
        "Build the manifest from this model, lower master_exponent, or rescale the tensor."
    )


@dataclass(eq=False)
class ModelMismatch(CodecError):
    """Refuse a model whose tensors are not those of the task's manifest."""

    tensor: str
    expected: str
    actual: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Tensor {tensor!r}: the task wants {expected}, the model has {actual}."
    hint: ClassVar[str] = "Run the app that the task was created with, in the same version."


@dataclass(eq=False)
class BadManifest(CodecError):
    """Refuse a model manifest."""

    reason: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "The model manifest is not acceptable: {reason}."
    hint: ClassVar[str] = "Create the task again with a manifest made by `consort task create`."


@dataclass(eq=False)
class WrongFileSize(CodecError):
    """Refuse a file whose size is not the one that the manifest fixes."""

    file: str
    expected: int
    actual: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{file} has {actual} bytes; by the manifest it has {expected}."
    hint: ClassVar[str] = "Fetch it again, or encode it with the task's own manifest."


@dataclass(eq=False)
class WrongHeader(CodecError):
    """Refuse an update whose header names another contributor, round, weight or model."""

    file: str
    expected: str
    actual: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{file} has the header {actual} instead of {expected}."
    hint: ClassVar[str] = "It is another round's or contributor's update; ask for the right one."


@dataclass(eq=False)
class WrongPadding(CodecError):
    """Refuse a file in which a code or master without a meaning is not zero."""

    file: str
    leaf: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{file} has something else than zero in the padding of leaf {leaf}."
    hint: ClassVar[str] = "Encode it again with this version of Consort."


@dataclass(eq=False)
class WrongExponent(CodecError):
    """Refuse a model state with an exponent outside the protocol's bounds."""

    file: str
    leaf: int
    exponent: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{file} has exponent {exponent} in leaf {leaf}; 0..12 is allowed."
    hint: ClassVar[str] = "Fetch the model state again; this one is damaged."


@dataclass(eq=False)
class WrongRoot(CodecError):
    """Refuse a file whose tree has another root than the committed one."""

    file: str
    expected: str
    actual: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{file} has the root {actual}; committed was {expected}."
    hint: ClassVar[str] = "Fetch it again, or leave it out: it is not what was committed."


@dataclass(eq=False)
class FeedbackUnreadable(CodecError):
    """Report a saved error feedback that is damaged or belongs to another model."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The error feedback in {path} cannot be used: {reason}."
    hint: ClassVar[str] = "Delete the file to go on without it; the next update is a bit coarser."


@dataclass(eq=False)
class AppError(ConsortError):
    """Head what can go wrong in a user's own app; the app's own error is the `__cause__`."""

    exit_code: ClassVar[int] = CONFIGURATION


@dataclass(eq=False)
class AppModuleNotFound(AppError):
    """Report an app whose module or file does not exist."""

    module: str
    directory: str
    message: ClassVar[str] = (
        "There is no app module {module!r}, neither installed nor in {directory}."
    )
    hint: ClassVar[str] = "Give --app module:name or --app path/to/file.py:name."


@dataclass(eq=False)
class AppImportFailed(AppError):
    """Report an app whose module raised while it was imported."""

    module: str
    reason: str
    message: ClassVar[str] = "The app module {module} could not be imported: {reason}."
    hint: ClassVar[str] = "The error is the module's own: import it in Python to see it alone."


@dataclass(eq=False)
class AppNotInModule(AppError):
    """Report a name that the app's module does not have."""

    app: str
    name: str
    found: str
    message: ClassVar[str] = "{app} has nothing called {name!r}; apps in it: {found}."
    hint: ClassVar[str] = "Put the name of its consort.App after the colon."


@dataclass(eq=False)
class NotAnApp(AppError):
    """Refuse something that is not a `consort.App`."""

    app: str
    actual: str
    message: ClassVar[str] = "{app} is not a consort.App but {actual}."
    hint: ClassVar[str] = "Write app = consort.App(model, train, evaluate, data, test_data)."


@dataclass(eq=False)
class AppFailed(AppError):
    """Report a function of the app that raised."""

    app: str
    step: str
    reason: str
    message: ClassVar[str] = "The {step} of app {app} raised {reason}."
    hint: ClassVar[str] = "The error is the app's own: its traceback shows the line."


@dataclass(eq=False)
class BadAppResult(AppError):
    """Refuse what a function of the app returned."""

    app: str
    step: str
    actual: str
    expected: str
    message: ClassVar[str] = "The {step} of app {app} returned {actual}, not {expected}."
    hint: ClassVar[str] = "Change what the function returns."


@dataclass(eq=False)
class StateDoesNotFit(AppError):
    """Refuse a model state that does not load into the app's model."""

    app: str
    reason: str
    message: ClassVar[str] = "The model state does not fit the model of app {app}: {reason}."
    hint: ClassVar[str] = "Use the app that the task was created with."


@dataclass(eq=False)
class TrainingTimeout(AppError):
    """Report a training that was stopped at its time limit; nothing of it is kept."""

    app: str
    seconds: float
    message: ClassVar[str] = "The training of app {app} took longer than its {seconds:g} s."
    hint: ClassVar[str] = "Raise the time limit, or train less: fewer epochs, fewer examples."


@dataclass(eq=False)
class TimeLimitUnenforceable(AppError):
    """Refuse a time limit where nothing could enforce it."""

    app: str
    thread: str
    message: ClassVar[str] = "App {app} has a time limit but would train in thread {thread!r}."
    hint: ClassVar[str] = "Train in the process's main thread, or set no time limit."


@dataclass(eq=False)
class BadContributorConfig(ConsortError):
    """Refuse a value in a contributor's configuration."""

    key: str
    value: object
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{key} = {value!r} in the contributor's configuration {reason}."
    hint: ClassVar[str] = "Correct the flag, or the key under [training] in consort.toml."


@dataclass(eq=False)
class BadProject(ConsortError):
    """Refuse a name or a place for a new project."""

    name: str
    reason: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "A project {name!r} cannot be written: {reason}."
    hint: ClassVar[str] = (
        "Choose a Python module name in lower case, and a directory not yet there."
    )


@dataclass(eq=False)
class RoleError(ConsortError):
    """Head what can go wrong in a running role, beside chain, storage and codec."""


@dataclass(eq=False)
class NodeAlreadyRuns(RoleError):
    """Refuse a second node of the same account, role and task in one directory."""

    directory: str
    holder: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Process {holder} already runs this role in {directory}."
    hint: ClassVar[str] = "Stop it first, or use another account."


@dataclass(eq=False)
class AccountInUse(RoleError):
    """Refuse a second node that does the same from one account, wherever it keeps its state."""

    account: str
    lock: str
    holder: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Process {holder} already runs this role for {account} (see {lock})."
    hint: ClassVar[str] = (
        "Stop it first, or use another account: two nodes with one key would sign twice."
    )


@dataclass(eq=False)
class NotEnrolledHere(RoleError):
    """Refuse to run a role for an account that is not enrolled in it."""

    account: str
    role: str
    task: int
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{account} is not enrolled as {role} in task {task}."
    hint: ClassVar[str] = "Deposit stake and enrol first: see `consort stake deposit --help`."


@dataclass(eq=False)
class AttemptUnreadable(RoleError):
    """Report a contributor's note about an update that is damaged."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The note {path} about a trained update cannot be read: {reason}."
    hint: ClassVar[str] = "Delete the file; the update is trained again if its round still runs."


@dataclass(eq=False)
class FileNotObtainable(RoleError):
    """Report a file that no announcement led to; retry is safe."""

    file: str
    root: bytes
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "No {file} with root {root} could be fetched. At last: {reason}"
    hint: ClassVar[str] = "Check the store; whoever has the file can put and announce it again."


@dataclass(eq=False)
class ChainReorganised(RoleError):
    """Report a chain that was reorganised while it was read."""

    url: str
    block: int
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The chain at {url} was reorganised while block {block} was read."
    hint: ClassVar[str] = "Nothing is lost: ask again."


@dataclass(eq=False)
class EventsMissing(RoleError):
    """Report a chain node whose events do not add up to what it stores, which may pass."""

    url: str
    block: int
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = (
        "The chain node at {url} stores more at block {block} than its events up to there explain."
    )
    hint: ClassVar[str] = "All events are read again; where it does not pass, use another node."


@dataclass(eq=False)
class LedgerDiffers(RoleError):
    """Report a head whose rewards are not what the events before it earn."""

    version: int
    expected: bytes
    actual: bytes
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = (
        "Version {version} has the reward root {expected}, but the chain's events give {actual}."
    )
    hint: ClassVar[str] = "Its validators agreed on a wrong result: do not build on it, report it."


@dataclass(eq=False)
class ClaimUnreadable(RoleError):
    """Report a saved claim that is damaged."""

    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The saved claim cannot be read: {reason}."
    hint: ClassVar[str] = "Claim without it: everything it holds is on the chain as well."


@dataclass(eq=False)
class ProposalIsWrong(RoleError):
    """Report a standing proposal that is not what its inputs give, to who only looked."""

    task: int
    round: int
    number: int
    reason: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "Proposal {number} of round {round} of task {task} is wrong: {reason}."
    hint: ClassVar[str] = (
        "Refute it with the same command without --dry-run, before its window ends."
    )


@dataclass(eq=False)
class BadTreesFile(RoleError):
    """Refuse a file of trees that does not belong to its proposal."""

    reason: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "The file of trees is not the proposal's: {reason}."
    hint: ClassVar[str] = "Rebuild the trees from the chain's events instead."


@dataclass(eq=False)
class LineageIncomplete(RoleError):
    """Report a chain's node whose events do not lead to the head that it tells of."""

    task: int
    place: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The events at {place} do not lead from genesis to task {task}'s head."
    hint: ClassVar[str] = "The node lacks events or lies: ask another with --rpc-url."


@dataclass(eq=False)
class NeverEnrolled(RoleError):
    """Refuse to explain the reward of an account that was no contributor by then."""

    account: str
    task: int
    round: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = (
        "{account} had not enrolled as contributor in task {task} before round {round} ended."
    )
    hint: ClassVar[str] = (
        "`consort ledger top` lists a task's contributors, `account` what one did."
    )


@dataclass(eq=False)
class ChainMoved(RoleError):
    """Report a chain that replaced the block that was read, again and again."""

    place: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The chain at {place} keeps replacing the block that was read."
    hint: ClassVar[str] = "Wait until it settles, or ask another node with --rpc-url."


@dataclass(eq=False)
class OriginIsFalse(RoleError):
    """Refuse a task that does not go on with the model it says."""

    task: int
    origin: str
    reason: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "Task {task} says that it goes on with {origin}, but {reason}."
    hint: ClassVar[str] = "Whoever opened it lied or erred: do not build on it."


@dataclass(eq=False)
class TaskNotSettled(RoleError):
    """Refuse to move a task while a round of it may still become final."""

    task: int
    round: int
    phase: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "Round {round} of task {task} is not decided: its phase is {phase}."
    hint: ClassVar[str] = (
        "Wait, finalise it by `consort round finalise`, or name an older version by --version."
    )


@dataclass(eq=False)
class CommandError(ConsortError):
    """Head what can go wrong in the command line alone."""


@dataclass(eq=False)
class ProcessFailed(CommandError):
    """Report a child process that ended without a word."""

    name: str
    status: int
    message: ClassVar[str] = "The process {name!r} ended with status {status}."
    hint: ClassVar[str] = "Negative is a signal, -9 often a lack of memory: run fewer at once."


@dataclass(eq=False)
class NotInLineage(CommandError):
    """Refuse a file that is no version of a task's model."""

    path: str
    task: int
    versions: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{path} is none of {versions} versions of the model of task {task}."
    hint: ClassVar[str] = "Check the task and the network, or get it with `consort model pull`."


@dataclass(eq=False)
class UnknownSlash(CommandError):
    """Refuse the id of a slash that there is not."""

    slash: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "Nobody was convicted under {slash!r}."
    hint: ClassVar[str] = "`consort ledger slashes` lists all slashes."


@dataclass(eq=False)
class UnknownVersion(CommandError):
    """Refuse the number of a version that a task does not have."""

    task: int
    version: int
    newest: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "Task {task} has no version {version}; its newest is {newest}."
    hint: ClassVar[str] = "Leave --version out for the newest one, or wait for the next round."


@dataclass(eq=False)
class NothingKept(CommandError):
    """Refuse to resume from a directory in which no chain was kept."""

    directory: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "There is no kept chain in {directory}."
    hint: ClassVar[str] = "Name what `consort demo --keep` or `consort devnet --keep` wrote."


@dataclass(eq=False)
class OtherChainKept(CommandError):
    """Refuse to resume one program's chain by another program."""

    directory: str
    kept: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{directory} holds a chain of {kept}, which alone can resume it."
    hint: ClassVar[str] = "Leave --chain out, or keep a new chain in another directory."


@dataclass(eq=False)
class AlreadyKept(CommandError):
    """Refuse to start a new chain over one that was kept."""

    directory: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "{directory} holds a kept chain already."
    hint: ClassVar[str] = "Go on with it by `consort devnet --resume {directory}`, or name another."


@dataclass(eq=False)
class NoSuchContract(CommandError):
    """Refuse the name of a contract that Consort has not."""

    contract: str
    known: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "There is no contract {contract!r}."
    hint: ClassVar[str] = "Name one of {known}."


@dataclass(eq=False)
class NobodyMeant(CommandError):
    """Refuse a question about somebody without saying who."""

    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "No account is named, and the settings name none."
    hint: ClassVar[str] = "Give its address, or yours by --keystore, --from or --act-as."


@dataclass(eq=False)
class NoSuchRound(CommandError):
    """Refuse the number of a round that a task did not have."""

    task: int
    round: int
    count: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "Task {task} has no round {round}; it has had {count}."
    hint: ClassVar[str] = "Rounds count from 0; validators open one once somebody is enrolled."


@dataclass(eq=False)
class OtherModel(CommandError):
    """Refuse to simulate a task with another model than the one it began with."""

    task: int
    expected: bytes
    actual: bytes
    seed: int
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = (
        "Task {task} began with the model {expected}; this app's, from seed {seed}, is {actual}."
    )
    hint: ClassVar[str] = "Give the app, --seed and --code-bits that the task was created with."
