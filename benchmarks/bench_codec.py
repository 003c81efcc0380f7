"""Encoding of a model's update beside Flower's serialisation: `make bench`.

Consort turns a state dict into codes, an update file and its SHA-256 tree, and verifies a file;
Flower turns the same state dict into the bytes of an ArrayRecord and back.
"""

import argparse
from io import BytesIO

import numpy as np
import torch
from flwr.app import ArrayRecord

from benchmarks.measure import TABLE_HEAD, format_row, measure
from consort.codec.layout import compute_layout
from consort.codec.manifest_json import compute_manifest_hash
from consort.codec.model_state import compute_state_root
from consort.codec.sources import MemorySource
from consort.codec.tensors import build_manifest, compute_deltas, decode_model, encode_genesis
from consort.codec.update import encode_update, read_codes, verify_update, write_update
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import UpdateHeader


class Subject:
    """Hold a model of one size, before and after training."""

    def __init__(self, coordinates: int) -> None:
        torch.manual_seed(0)
        genesis = {"w": torch.randn(coordinates) * 0.05}
        self.manifest = build_manifest(genesis)
        self.layout = compute_layout(self.manifest)
        self.state = encode_genesis(genesis, self.manifest)
        base = decode_model(self.state, self.manifest)
        self.local = {"w": base["w"] + torch.randn(coordinates) * 0.003}
        self.residuals = np.zeros(self.state.masters.shape, np.float32)
        self.header = UpdateHeader(
            chain_id=31337,
            contract=bytes(20),
            task=0,
            round=0,
            contributor=bytes(20),
            weight=1,
            manifest_hash=compute_manifest_hash(self.manifest),
            base_model_root=compute_state_root(self.state),
        )

    def encode(self) -> tuple[bytes, Digest]:
        """Return the update file of the trained model, and its root."""
        deltas = compute_deltas(self.local, self.state, self.manifest)
        codes, _ = encode_update(deltas, self.residuals, self.state.exponents, 8)
        out = BytesIO()
        root = write_update(out, self.header, codes)
        return out.getvalue(), root

    def decode(self, data: bytes, root: Digest) -> None:
        """Verify an update file as a validator does, and read its codes."""
        source = MemorySource(data)
        verify_update(source, self.layout, self.header, root)
        read_codes(source, self.layout)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coordinates", type=int, default=10_000_000)
    arguments, _ = parser.parse_known_args()
    torch.set_num_threads(1)  # as contributors do
    subject = Subject(arguments.coordinates)
    data, root = subject.encode()
    record = ArrayRecord(subject.local)
    encode = measure(subject.encode), measure(lambda: ArrayRecord(subject.local))
    decode = measure(lambda: subject.decode(data, root)), measure(record.to_torch_state_dict)
    flower_bytes = sum(len(array.data) for array in record.values())
    print(f"Encoding, {arguments.coordinates:,} coordinates\n")
    print(TABLE_HEAD)
    print(format_row("state dict to file and tree", *encode))
    print(format_row("file verified and read", *decode))
    print(f"\n{len(data):,} bytes beside Flower's {flower_bytes:,}.")


if __name__ == "__main__":
    main()
