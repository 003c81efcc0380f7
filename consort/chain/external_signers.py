"""Accounts whose keys are elsewhere: in a device, a cloud, a signing service.

A command gets one JSON request on stdin and prints the answer; a service is asked by JSON-RPC, as
Web3Signer, Clef, geth and Anvil answer. What comes back is checked before anything uses it.
"""

import json
import shlex
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from consort.chain.rpc import NodeError, Rpc
from consort.chain.signing import (
    Permit,
    Transaction,
    describe_permit,
    describe_transaction,
    split_permit,
    verify_transaction,
)
from consort.errors import (
    ChainUnreachable,
    SignerLied,
    SignerMissing,
    SignerRefused,
    SignerUnreachable,
)
from consort.spec.types import Address

PATIENCE: Final = 120.0
"""Seconds for an answer: a person may have to press a button."""
_MAX_ANSWER: Final = 1 << 20
_NO_METHOD: Final = -32601
_TRANSACTION_METHODS: Final = ("eth_signTransaction", "account_signTransaction")
_TYPED_DATA_METHODS: Final = (
    *("eth_signTypedData_v4", "eth_signTypedData"),
    "account_signTypedData",
)

Json = Mapping[str, Any]


class Asker(Protocol):
    """A way to ask a signer; answers are hexadecimal. `name` shows no secret."""

    name: str

    def ask_transaction(self, fields: Json) -> str:
        """Return a signed transaction; `fields` are JSON-RPC's, `from` among them."""
        ...

    def ask_typed_data(self, address: Address, document: Json) -> str:
        """Return a signature of 65 bytes."""
        ...


class ExternalAccount:
    """An account that another program signs for.

    Its methods raise SignerMissing, SignerUnreachable, SignerRefused, SignerLied.
    """

    __slots__ = ("_asker", "address")

    def __init__(self, address: Address, asker: Asker) -> None:
        self.address = address
        self._asker = asker

    def sign(self, transaction: Transaction) -> bytes:
        """Return a signed transaction of type 2 (EIP-1559)."""
        fields = {name: _to_hex(value) for name, value in describe_transaction(transaction).items()}
        answer = self._asker.ask_transaction({"from": self.address, **fields})
        raw = _parse_hex(self._asker.name, answer)
        verify_transaction(self._asker.name, raw, transaction, self.address)
        return raw

    def sign_permit(self, permit: Permit) -> tuple[int, bytes, bytes]:
        """Return v, r and s of a permit of this account's tokens."""
        document = describe_permit(self.address, permit)
        answer = self._asker.ask_typed_data(self.address, document)
        signature = _parse_hex(self._asker.name, answer)
        return split_permit(self._asker.name, signature, permit, self.address)

    def __repr__(self) -> str:
        return f"ExternalAccount({self.address}, {self._asker.name})"


class CommandAsker:
    """Runs a program for each signature, without a shell."""

    def __init__(self, command: str, patience: float = PATIENCE) -> None:
        """Take the program and its arguments; raises SignerMissing where there is none."""
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise SignerMissing("command", str(error)) from None
        if not self._words:
            raise SignerMissing("command", "it is empty")
        self.name = self._words[0]
        self._patience = patience

    def ask_transaction(self, fields: Json) -> str:
        """Return what the program prints for a transaction."""
        return self._run({"method": "sign_transaction", "transaction": fields})

    def ask_typed_data(self, address: Address, document: Json) -> str:
        """Return what the program prints for typed data."""
        return self._run({"method": "sign_typed_data", "from": address, "typed_data": document})

    def _run(self, request: Json) -> str:
        text = json.dumps({"version": 1} | dict(request))
        with self._start() as process:
            try:
                answer, errors = process.communicate(text, self._patience)
            except subprocess.TimeoutExpired:
                _abandon(process)
                raise SignerUnreachable(self.name, f"no answer in {self._patience:g} s") from None
        if process.returncode != 0:
            raise SignerRefused(self.name, _find_reason(errors, process.returncode))
        return answer

    def _start(self) -> subprocess.Popen[str]:
        """Start the program; it keeps the terminal, on which it may ask a person."""
        try:
            return subprocess.Popen(
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
        except OSError as error:
            raise SignerMissing(self.name, error.strerror or str(error)) from None


class RpcAsker:
    """Asks a service over HTTP; the parts of its address that may be secret are not shown."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        """Take an http(s) URL; raises BadRpcUrl."""
        self._rpc = Rpc(url, patience)
        self.name = self._rpc.place

    def ask_transaction(self, fields: Json) -> str:
        """Return the signed transaction, also from an answer that shows it decoded beside."""
        answer = self._ask(_TRANSACTION_METHODS, fields)
        return str(answer.get("raw")) if isinstance(answer, dict) else str(answer)

    def ask_typed_data(self, address: Address, document: Json) -> str:
        """Return the signature of typed data."""
        return str(self._ask(_TYPED_DATA_METHODS, address, document))

    def _ask(self, methods: tuple[str, ...], *params: object) -> Any:
        """Ask by the first method that the service knows."""
        for method in methods:
            try:
                return self._rpc.ask(method, *params)
            except NodeError as error:
                if error.code != _NO_METHOD or method == methods[-1]:
                    raise SignerRefused(self.name, error.message) from None
            except ChainUnreachable as error:
                raise SignerUnreachable(self.name, error.reason) from None
        raise AssertionError("there is a last method")


def _abandon(process: subprocess.Popen[str]) -> None:
    """Kill a program, and do not wait for what it may have started and left holding its pipes."""
    process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _to_hex(value: object) -> str:
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    return hex(value) if isinstance(value, int) else str(value)


def _parse_hex(signer: str, text: str) -> bytes:
    stripped = text.strip()
    if len(stripped) > _MAX_ANSWER or not stripped.startswith("0x"):
        raise SignerLied(signer, "answer", "hexadecimal digits", "something else")
    try:
        return bytes.fromhex(stripped[2:])
    except ValueError:
        raise SignerLied(signer, "answer", "hexadecimal digits", "something else") from None


def _find_reason(errors: str, code: int) -> str:
    """Return the last line of what a program said of its failure."""
    lines = errors.strip().splitlines()
    return lines[-1][:200] if lines else f"it ended with code {code}"
