"""A local chain: Anvil as a child process, on loopback only."""

import os
import platform
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from consort.chain.rpc import NodeError, Rpc
from consort.child_process import end_process
from consort.errors import AnvilFailed, AnvilMissing, ChainUnreachable, PortInUse
from consort.spec.types import Address

CHAIN_ID: Final = 31337

_ROOT: Final = Path(__file__).parents[2]
_HOST: Final = "127.0.0.1"
_FLAGS: Final = (
    *("--block-time", "1", "--mixed-mining"),  # mine every transaction at once, and every second
    *("--slots-in-an-epoch", "1"),
    *("--enable-tx-gas-limit", "--disable-default-create2-deployer"),
    *("--accounts", "1"),
)
_LISTENING: Final = re.compile(r"Listening on [\d.]+:(\d+)")
_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 20.0
_POLL_SECONDS: Final = 0.02


class Devnet:
    """A running local chain; leave its `with` block, or call `stop`, to end it."""

    __slots__ = ("_cache", "_process", "_rpc", "log", "rpc_url")

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path, cache: Path) -> None:
        self._process = process
        self._cache = cache
        self.rpc_url = f"http://{_HOST}:{port}"
        self.log = log
        self._rpc = Rpc(self.rpc_url)

    @property
    def pid(self) -> int:
        """Return Anvil's process id."""
        return self._process.pid

    def wait(self) -> int:
        """Wait until the chain ends by itself; return Anvil's exit status."""
        return self._process.wait()

    def stop(self) -> None:
        """End the chain, its state saved if it has a file; no error if it is gone."""
        end_process(self._process, _STOP_SECONDS)
        shutil.rmtree(self._cache, ignore_errors=True)

    def give_coins(self, account: Address, wei: int = 10**21) -> None:
        """Set an account's balance of the chain's own coin."""
        self._rpc.request("anvil_setBalance", account, hex(wei))

    def advance_time(self, seconds: int) -> None:
        """Let time pass on the chain, and mine a block at the new time."""
        self._rpc.request("evm_increaseTime", seconds)
        self._rpc.request("evm_mine")

    def mine(self, blocks: int = 1) -> None:
        """Mine blocks now."""
        self._rpc.request("anvil_mine", hex(blocks))

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
    port: int = 0, *, state: Path | None = None, log: Path | None = None, anvil: Path | None = None
) -> Devnet:
    """Start a chain and wait until it answers; port 0 takes any free one.

    `state` is a file that the chain resumes from, if it is there; it is saved every few seconds and
    at the end. Raises AnvilMissing, AnvilFailed, PortInUse.
    """
    program = anvil or find_anvil()
    _require_free(port)
    log = log or Path(tempfile.mkstemp(prefix="consort-anvil-", suffix=".log")[1])
    log.parent.mkdir(parents=True, exist_ok=True)
    cache = Path(tempfile.mkdtemp(prefix="consort-anvil-"))
    process = _launch(program, port, state, log, cache)
    try:
        return Devnet(process, _wait_until_ready(process, port, log), log, cache)
    except BaseException:
        end_process(process, _STOP_SECONDS)
        shutil.rmtree(cache, ignore_errors=True)
        raise


def find_anvil() -> Path:
    """Return Anvil: CONSORT_ANVIL, else what `make setup` linked, PATH, or npm's binary.

    Raises AnvilMissing.
    """
    named = os.environ.get("CONSORT_ANVIL")
    places = [Path(named)] if named else _list_places()
    for place in places:
        if place.is_file() and os.access(place, os.X_OK):
            return place
    raise AnvilMissing(", ".join(str(place) for place in places) + " and PATH")


def _list_places() -> list[Path]:
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    package = f"node_modules/@foundry-rs/anvil-{platform.system().lower()}-{machine}/bin/anvil"
    found = shutil.which("anvil")
    on_path = [Path(found)] if found else []
    return [_ROOT / ".tools" / "anvil", *on_path, _ROOT / package, Path.cwd() / package]


def _require_free(port: int) -> None:
    if port == 0:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            raise PortInUse(port) from None


def _launch(
    program: Path, port: int, state: Path | None, log: Path, cache: Path
) -> subprocess.Popen[bytes]:
    """Start Anvil; older states go to `cache`, where it would fill the home directory with them."""
    command = [str(program), "--host", _HOST, "--port", str(port), *_FLAGS]
    command += ["--cache-path", str(cache)]
    if state is not None:
        state.parent.mkdir(parents=True, exist_ok=True)
        command += ["--state", str(state), "--state-interval", "5", "--preserve-historical-states"]
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C ends the roles first, then us, then the chain
        )


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        text = log.read_text(errors="replace")
        if process.poll() is not None:
            raise _explain_end(process, port, log, text)
        listening = _LISTENING.search(text)
        if listening and _answers(int(listening[1])):
            return int(listening[1])
        time.sleep(_POLL_SECONDS)
    raise AnvilFailed(str(log), f"it was not ready after {_START_SECONDS:.0f} s")


def _explain_end(
    process: subprocess.Popen[bytes], port: int, log: Path, text: str
) -> AnvilFailed | PortInUse:
    if "already in use" in text:
        return PortInUse(port)
    last = text.strip().splitlines()[-1:] or ["it wrote nothing"]
    return AnvilFailed(str(log), f"it ended with status {process.returncode}, saying: {last[0]}")


def _answers(port: int) -> bool:
    try:
        Rpc(f"http://{_HOST}:{port}").ask("eth_blockNumber")
    except (ChainUnreachable, NodeError):
        return False
    return True
