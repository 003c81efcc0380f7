"""A deployment in progress: which transactions create its contracts, so that a crash costs nothing.

`<chain id>.partial` lies beside the record that is written in the end. Whoever deploys notes each
transaction there, best before it is sent; what a killed run has created is found again by it.
"""

from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address

from consort.chain.interface import load_contract
from consort.chain.rpc import NodeError, Rpc
from consort.spec.types import Address


class Partial:
    """The transactions of one deployment on one chain, by their hashes."""

    __slots__ = ("_path", "_rpc")

    def __init__(self, rpc: Rpc, record: Path) -> None:
        self._rpc = rpc
        self._path = record.with_suffix(".partial")

    def note(self, transaction: str) -> None:
        """Remember a transaction's hash."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a") as file:
            file.write(f"{transaction}\n")

    def read(self) -> list[str]:
        """Return the hashes, in order."""
        return self._path.read_text().split() if self._path.exists() else []

    def forget(self) -> None:
        """Drop all of it: the record is written."""
        self._path.unlink(missing_ok=True)

    def find_created(self, data: bytes) -> tuple[Address, int] | None:
        """Return address and block of the contract that this very code and arguments made."""
        for transaction in self.read():
            sent = self._find("eth_getTransactionByHash", transaction)
            receipt = self._find("eth_getTransactionReceipt", transaction)
            if (
                sent
                and receipt
                and sent["input"] == f"0x{data.hex()}"
                and receipt["status"] == "0x1"
            ):
                address = Address(str(to_checksum_address(receipt["contractAddress"])))
                return address, int(receipt["blockNumber"], 16)
        return None

    def find_uses_beacon(self) -> bool | None:
        """Return what a killed run chose by creating the source of seeds, None if it did not."""
        contract = load_contract("SeedSource")
        for use in (False, True):
            data = contract.creation_code + contract.get("constructor").encode([use])
            if self.find_created(data):
                return use
        return None

    def _find(self, method: str, transaction: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] | None = self._rpc.ask(method, transaction)
        except NodeError:  # some nodes call an unknown transaction an error
            return None
        return found
