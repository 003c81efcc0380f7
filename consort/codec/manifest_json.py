"""The manifest as canonical JSON, written and, from peers, read.

A peer's bytes are bounded before they are parsed, and are refused unless writing what they mean
gives the same bytes again.
"""

from hashlib import sha256

from consort.codec.canonical_json import Json, decode_canonical, encode_canonical
from consort.codec.manifest import (
    MAX_DIMENSIONS,
    MAX_ORIGINS,
    MAX_TENSORS,
    Manifest,
    TensorSpec,
)
from consort.codec.origin import Origin
from consort.errors import BadManifest
from consort.spec.chunk_tree import Digest

SCHEMA = 1
CODEC = "consort.biased.1"
MAX_MANIFEST_BYTES = 4 << 20


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as canonical JSON."""
    document: dict[str, Json] = {
        "schema": SCHEMA,
        "codec": CODEC,
        "code_bits": manifest.code_bits,
        "fraction_bits": manifest.fraction_bits,
        "master_exponent": manifest.master_exponent,
        "tensors": [_tensor_to_json(tensor) for tensor in manifest.tensors],
        "ties": manifest.ties,
    }
    if manifest.app:
        document["app"] = manifest.app
    if manifest.origins:
        document["origins"] = [_origin_to_json(origin) for origin in manifest.origins]
    return encode_canonical(document)


def compute_manifest_hash(manifest: Manifest) -> Digest:
    """Return the SHA-256 of the manifest's canonical JSON."""
    return Digest(sha256(encode_manifest(manifest)).digest())


def parse_manifest(data: bytes) -> Manifest:
    """Return the manifest in a peer's bytes.

    Raises BadManifest unless they are exactly what `encode_manifest` makes of it.
    """
    if len(data) > MAX_MANIFEST_BYTES:
        raise BadManifest(f"it has {len(data)} bytes, more than {MAX_MANIFEST_BYTES}")
    manifest = _read(data)
    if encode_manifest(manifest) != data:
        raise BadManifest(f"it is not of schema {SCHEMA} and codec {CODEC}, or has more fields")
    return manifest


def _read(data: bytes) -> Manifest:
    try:
        return _manifest_from_json(decode_canonical(data))
    except KeyError as error:
        raise BadManifest(f"the field {error} is missing") from error
    except (ValueError, TypeError) as error:
        raise BadManifest(str(error)) from error


def _tensor_to_json(tensor: TensorSpec) -> dict[str, Json]:
    return {
        "name": tensor.name,
        "dtype": tensor.dtype,
        "shape": tensor.shape,
        "kind": tensor.kind,
        "unit": tensor.unit,
    }


def _origin_to_json(origin: Origin) -> dict[str, Json]:
    return {
        "chain_id": origin.chain_id,
        "coordinator": origin.coordinator,
        "task": origin.task,
        "version": origin.version,
        "proposal_hash": origin.proposal_hash.hex(),
    }


def _manifest_from_json(value: Json) -> Manifest:
    document = _object(value)
    return Manifest(
        code_bits=_integer(document["code_bits"]),
        fraction_bits=_integer(document["fraction_bits"]),
        master_exponent=_integer(document["master_exponent"]),
        tensors=tuple(_tensor_from_json(item) for item in _array(document["tensors"], MAX_TENSORS)),
        ties=tuple(_tie_from_json(item) for item in _array(document["ties"], MAX_TENSORS)),
        app=_string(document.get("app", "")),
        origins=tuple(
            _origin_from_json(item) for item in _array(document.get("origins", []), MAX_ORIGINS)
        ),
    )


def _tensor_from_json(value: Json) -> TensorSpec:
    document = _object(value)
    return TensorSpec(
        name=_string(document["name"]),
        dtype=_string(document["dtype"]),
        shape=tuple(_integer(item) for item in _array(document["shape"], MAX_DIMENSIONS)),
        kind=_string(document["kind"]),
        unit=_integer(document["unit"]),
    )


def _tie_from_json(value: Json) -> tuple[str, str]:
    alias, name = _array(value, 2)
    return _string(alias), _string(name)


def _origin_from_json(value: Json) -> Origin:
    document = _object(value)
    return Origin(
        chain_id=_integer(document["chain_id"]),
        coordinator=_string(document["coordinator"]),
        task=_integer(document["task"]),
        version=_integer(document["version"]),
        proposal_hash=bytes.fromhex(_string(document["proposal_hash"])),
    )


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("an object is missing")
    return value


def _array(value: Json, limit: int) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    if len(value) > limit:
        raise ValueError(f"a list has {len(value)} items, more than {limit}")
    return value


def _integer(value: Json) -> int:
    if not isinstance(value, int):
        raise TypeError("a number is missing")
    return value


def _string(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("a string is missing")
    return value
