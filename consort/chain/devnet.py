"""A local chain: Anvil or Ganache as a child process, on loopback only."""

import math
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from ipaddress import IPv4Address
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from consort.chain.anvil import ANVIL
from consort.chain.chain_program import ChainProgram, Launch
from consort.chain.ganache import GANACHE
from consort.chain.heartbeat import Heartbeat
from consort.chain.rpc import NodeError, Rpc
from consort.child_process import Guard, end_process
from consort.errors import ChainProgramFailed, ChainUnreachable, PortInUse
from consort.spec.types import Address

PROGRAMS: Final = {program.executable: program for program in (ANVIL, GANACHE)}
"""What can run the chain, by the names that users give."""

LOOPBACK: Final = "127.0.0.1"
_LISTENING: Final = re.compile(r"Listening on [\d.]+:(\d+)")
_REASON: Final = re.compile(r"^\w*Error: (.+)$", re.MULTILINE)
_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 20.0
_POLL_SECONDS: Final = 0.02
_PORT_TRIES: Final = 5


class Devnet:
    """A running local chain; leave its `with` block, or call `stop`, to end it."""

    __slots__ = ("_cache", "_guard", "_heartbeat", "_process", "_rpc", "log", "program", "rpc_url")

    def __init__(
        self,
        program: ChainProgram,
        process: subprocess.Popen[bytes],
        guard: Guard,
        rpc_url: str,
        log: Path,
        cache: Path,
    ) -> None:
        self.program = program
        self._process = process
        self._guard = guard
        self._cache = cache
        self.rpc_url = rpc_url
        self.log = log
        self._rpc = Rpc(rpc_url)
        _catch_up(self._rpc)
        self._heartbeat = None if program.mines_steadily else Heartbeat(self._rpc)

    @property
    def pid(self) -> int:
        """Return the program's process id."""
        return self._process.pid

    def wait(self) -> int:
        """Wait until the chain ends by itself; return the program's exit status."""
        return self._process.wait()

    def stop(self) -> None:
        """End the chain, its state saved if it is kept; no error if it is gone."""
        if self._heartbeat:
            self._heartbeat.stop()
        end_process(self._process, _STOP_SECONDS)
        self._guard.release()
        shutil.rmtree(self._cache, ignore_errors=True)

    def give_coins(self, account: Address, wei: int = 10**21) -> None:
        """Set an account's balance of the chain's own coin."""
        self._rpc.request(self.program.set_balance, account, hex(wei))

    def advance_time(self, seconds: int) -> None:
        """Let time pass on the chain, and mine a block at the new time."""
        self._rpc.request("evm_increaseTime", seconds)
        self._rpc.request("evm_mine")

    def mine(self, blocks: int = 1) -> None:
        """Mine blocks now."""
        for _ in range(blocks):
            self._rpc.request("evm_mine")

    def snapshot(self) -> str:
        """Keep the state of the chain; return what `revert` takes."""
        return str(self._rpc.request("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Return to a kept state; the snapshot is used up."""
        self._rpc.request("evm_revert", snapshot)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_devnet(
    port: int = 0,
    *,
    host: str = LOOPBACK,
    program: ChainProgram = ANVIL,
    state: Path | None = None,
    log: Path | None = None,
) -> Devnet:
    """Start a chain and wait until it answers; port 0 takes any free one.

    At a `host`, an IPv4 address, other than loopback anybody there can do anything with it.
    `state` is what the chain resumes from, if it is there: Anvil's file, saved every few seconds
    and at the end, or Ganache's directory. Raises ChainProgramMissing, ChainProgramFailed,
    PortInUse.
    """
    executable = program.find()
    _require_free(host, port)
    log = log or Path(tempfile.mkstemp(prefix=f"consort-{program.executable}-", suffix=".log")[1])
    log.parent.mkdir(parents=True, exist_ok=True)
    if port or program.picks_port:
        return _start(program, executable, (host, port), state, log)
    for _ in range(_PORT_TRIES):  # somebody else may take the port before the program does
        try:
            return _start(program, executable, (host, port := _find_free(host)), state, log)
        except PortInUse:
            continue
    raise PortInUse(port)


def give_coins(rpc: Rpc, accounts: Iterable[Address], wei: int = 10**21) -> None:
    """Set accounts' balances on a local chain that another process runs; raises RpcRefused."""
    client = str(rpc.request("web3_clientVersion")).lower()
    program = next((one for name, one in PROGRAMS.items() if client.startswith(name)), ANVIL)
    for account in accounts:
        rpc.request(program.set_balance, account, hex(wei))


def _start(
    program: ChainProgram,
    executable: Path,
    place: tuple[str, int],
    state: Path | None,
    log: Path,
) -> Devnet:
    cache = Path(tempfile.mkdtemp(prefix=f"consort-{program.executable}-"))
    process = _launch(program, executable, Launch(*place, state, cache), log)
    guard = Guard(process)
    try:
        rpc_url = _wait_until_ready(program, process, place, log)
        return Devnet(program, process, guard, rpc_url, log, cache)
    except BaseException:
        end_process(process, _STOP_SECONDS)
        guard.release()
        shutil.rmtree(cache, ignore_errors=True)
        raise


def _require_free(host: str, port: int) -> None:
    if port == 0:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortInUse(port) from None


def _find_free(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _launch(
    program: ChainProgram, executable: Path, launch: Launch, log: Path
) -> subprocess.Popen[bytes]:
    if launch.state is not None:
        launch.state.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    with log.open("ab") as output:  # to append, so that a log may be cut while it is written
        return subprocess.Popen(
            [str(executable), *program.compose(launch)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C ends the roles first, then us, then the chain
        )


def _wait_until_ready(
    program: ChainProgram, process: subprocess.Popen[bytes], place: tuple[str, int], log: Path
) -> str:
    """Return the chain's address."""
    host, port = place
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        text = log.read_text(errors="replace")
        if process.poll() is not None:
            raise _explain_end(program, process, port, log)
        listening = _LISTENING.search(text)
        if listening and _answers(url := f"http://{_dial(host)}:{listening[1]}"):
            return url
        time.sleep(_POLL_SECONDS)
    reason = f"it was not ready after {_START_SECONDS:.0f} s"
    raise ChainProgramFailed(program.name, str(log), reason)


def _explain_end(
    program: ChainProgram, process: subprocess.Popen[bytes], port: int, log: Path
) -> ChainProgramFailed | PortInUse:
    text = log.read_text(errors="replace")
    if "already in use" in text:
        return PortInUse(port)
    said = _REASON.findall(text) or text.strip().splitlines() or ["it wrote nothing"]
    reason = f"it ended with status {process.returncode}, saying: {said[-1]}"
    return ChainProgramFailed(program.name, str(log), reason)


def _catch_up(rpc: Rpc) -> None:
    """Move the time to the newest block's: a chain forgets how far an earlier run moved it."""
    newest = int(rpc.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    ahead = math.ceil(newest - time.time())
    if ahead > 0:
        rpc.request("evm_increaseTime", ahead)


def _dial(host: str) -> str:
    """Return where who is on this machine reaches what listens at a host."""
    return LOOPBACK if IPv4Address(host).is_unspecified else host


def _answers(url: str) -> bool:
    try:
        Rpc(url).ask("eth_blockNumber")
    except (ChainUnreachable, NodeError):
        return False
    return True
