"""State dicts survive the way through integers, whatever they hold; what cannot is named."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import encode_manifest, parse_manifest
from consort.codec.model_state import ModelState, make_genesis
from consort.codec.tensors import build_manifest, compute_deltas, decode_model, encode_genesis
from consort.codec.update import encode_update
from consort.errors import ModelMismatch, NotFinite, UnsupportedTensor, ValueOutOfRange
from tests.codec.models import Oddities

widths = pytest.mark.parametrize("bits", [8, 16])


def make_genesis_of(model: nn.Module, bits: int = 8) -> tuple[Manifest, ModelState]:
    """Return a model's manifest and first state."""
    manifest = build_manifest(model, bits)
    return manifest, encode_genesis(model.state_dict(), manifest)


@widths
def test_every_kind_of_tensor_round_trips(bits: int) -> None:
    model = Oddities()
    manifest, state = make_genesis_of(model, bits)
    decoded = decode_model(state, manifest)
    assert decoded.keys() == model.state_dict().keys()
    for name, original in model.state_dict().items():
        assert decoded[name].dtype == original.dtype
        assert decoded[name].shape == original.shape
        assert torch.allclose(decoded[name].double(), original.double(), rtol=0, atol=2**-23)
    Oddities().load_state_dict(decoded)


@widths
def test_manifest_says_what_the_model_is(bits: int) -> None:
    manifest = build_manifest(Oddities(), bits, app="odd:app")
    by_name = {tensor.name: tensor for tensor in manifest.tensors}
    assert manifest.ties == (("head.weight", "embedding.weight"),)
    assert by_name["norm.weight"].kind == "parameter"
    assert by_name["norm.running_var"].kind == "buffer"
    assert (by_name["temperature"].shape, by_name["nothing"].shape) == ((), (0, 3))
    assert by_name["norm.num_batches_tracked"].dtype == "int64"
    assert by_name["embedding.weight"].unit == 8 - bits
    assert parse_manifest(encode_manifest(manifest)) == manifest


def test_integers_and_booleans_come_back_exactly() -> None:
    model = Oddities()
    model.norm.num_batches_tracked = torch.tensor(123_456)
    manifest, state = make_genesis_of(model)
    decoded = decode_model(state, manifest)
    for name in ("norm.num_batches_tracked", "positions", "mask", "levels"):
        assert torch.equal(decoded[name], model.state_dict()[name])


@pytest.mark.parametrize(
    "values",
    [
        torch.tensor([-(2**15), 2**15 - 1], dtype=torch.int16),
        torch.tensor([0, 2**16 - 1], dtype=torch.uint16),
        torch.tensor([-(2**30), 2**30 - 1], dtype=torch.int64),
        torch.tensor([-128, 127], dtype=torch.int8),
        torch.tensor([1e4, -1e6, 0.25]),
        torch.tensor([65504.0, -65504.0], dtype=torch.float16),
        torch.tensor([448.0, 0.5], dtype=torch.float8_e4m3fn),
    ],
)
def test_large_values_get_the_unit_they_need(values: Tensor) -> None:
    manifest = build_manifest({"v": values})
    decoded = decode_model(encode_genesis({"v": values}, manifest), manifest)["v"]
    assert torch.equal(decoded.double(), values.double())


def test_restored_values_stay_within_their_type() -> None:
    state = {"i": torch.tensor([255], dtype=torch.uint8), "f": torch.tensor([65504.0]).half()}
    manifest = build_manifest(state)
    top = make_genesis(np.full((2, 256), 2**31 - 1, np.int32))
    bottom = make_genesis(np.full((2, 256), -(2**31), np.int32))
    assert {name: float(t) for name, t in decode_model(top, manifest).items()} == {
        "i": 255.0,
        "f": 65504.0,
    }
    assert decode_model(bottom, manifest)["i"].item() == 0


def test_a_largest_integer_does_not_overflow() -> None:
    for dtype in (torch.int64, torch.uint64, torch.int32):
        values = torch.tensor([torch.iinfo(dtype).max], dtype=dtype)
        manifest = build_manifest({"v": values})
        state = make_genesis(np.full((1, 256), 2**31 - 1, np.int32))
        restored = decode_model(state, manifest)["v"]
        assert float(restored) == pytest.approx(float(values), rel=1e-8)


def test_tied_tensors_travel_once_and_share_memory_again() -> None:
    manifest, state = make_genesis_of(Oddities())
    decoded = decode_model(state, manifest)
    assert decoded["head.weight"] is decoded["embedding.weight"]
    assert "head.weight" not in [tensor.name for tensor in manifest.tensors]


def test_untrained_model_has_no_deltas() -> None:
    manifest, state = make_genesis_of(Oddities())
    assert not compute_deltas(decode_model(state, manifest), state, manifest).any()


@widths
def test_update_moves_towards_the_trained_model(bits: int) -> None:
    manifest, state = make_genesis_of(Oddities(), bits)
    trained = {name: tensor.clone() for name, tensor in decode_model(state, manifest).items()}
    trained["norm.weight"] += 0.25
    trained["head.weight"] = trained["embedding.weight"] = trained["embedding.weight"] - 0.5
    deltas = compute_deltas(trained, state, manifest)
    codes, left = encode_update(deltas, np.zeros_like(deltas), state.exponents, bits)
    unit = 2.0 ** manifest.tensors[0].unit
    steps = unit * (codes.astype(np.float64) - (1 << (bits - 1))) / (1 << 6)
    first = {span.tensor.name: span.first_leaf for span in compute_layout(manifest).spans}
    assert steps[first["norm.weight"], :5].tolist() == [0.25] * 5
    assert steps[first["embedding.weight"], :35].tolist() == [-0.5] * 35
    assert np.abs(left).max() <= 2**-7


def test_plain_state_dict_counts_floats_as_parameters() -> None:
    manifest = build_manifest({"a": torch.zeros(2), "b": torch.zeros(2, dtype=torch.int64)})
    assert [tensor.kind for tensor in manifest.tensors] == ["parameter", "buffer"]


def quantise() -> Tensor:
    """Return a quantised tensor."""
    return torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.quint8)


@pytest.mark.filterwarnings("ignore:.*quantized tensor creation:UserWarning")
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: torch.zeros(2, dtype=torch.complex64), "complex"),
        (lambda: torch.eye(3).to_sparse(), "sparse"),
        (quantise, "quantised"),
        (lambda: torch.zeros(2, device="meta"), "no data"),
        (lambda: {"not": "a tensor"}, "dict"),
    ],
)
def test_unsupported_tensors_are_named(make: Callable[[], object], reason: str) -> None:
    state = {"fine": torch.zeros(1), "layer.odd": make()}
    with pytest.raises(UnsupportedTensor, match=f"'layer.odd'.*{reason}"):
        build_manifest(state)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_what_is_not_finite_is_named(bad: float, dtype: torch.dtype) -> None:
    clean = {"fine": torch.zeros(3), "layer.bad": torch.zeros(3, dtype=dtype)}
    manifest = build_manifest(clean)
    state = encode_genesis(clean, manifest)
    dirty = clean | {"layer.bad": torch.tensor([0.0, bad, 0.0], dtype=dtype)}
    with pytest.raises(NotFinite, match=r"'layer\.bad'"):
        compute_deltas(dirty, state, manifest)
    with pytest.raises(NotFinite, match=r"'layer\.bad'"):
        build_manifest(dirty)
    with pytest.raises(NotFinite, match=r"'layer\.bad'"):
        encode_genesis(dirty, manifest)


def test_a_delta_beyond_float32_is_named() -> None:
    clean = {"d": torch.zeros(1, dtype=torch.float64)}
    manifest = build_manifest(clean)
    with pytest.raises(NotFinite, match="'d'"):
        compute_deltas({"d": clean["d"] + 1e300}, encode_genesis(clean, manifest), manifest)


def test_genesis_beyond_the_fixed_point_is_refused() -> None:
    manifest = build_manifest({"w": torch.zeros(3)})
    with pytest.raises(ValueOutOfRange, match=r"'w' holds -300\.0; its fixed point ends at 255\.9"):
        encode_genesis({"w": torch.tensor([0.0, 1.0, -300.0])}, manifest)


def test_genesis_beyond_every_unit_is_refused() -> None:
    huge = {"w": torch.tensor([1e200], dtype=torch.float64)}
    manifest = build_manifest(huge)
    with pytest.raises(ValueOutOfRange, match="'w'"):
        encode_genesis(huge, manifest)


@pytest.mark.parametrize(
    ("other", "tensor"),
    [
        ({"w": torch.zeros(3)}, "b"),
        ({"w": torch.zeros(3), "b": torch.zeros(2)}, "b"),
        ({"w": torch.zeros(3).double(), "b": torch.zeros(1)}, "w"),
        ({"w": torch.zeros(3), "b": torch.zeros(1), "extra": torch.zeros(1)}, "extra"),
    ],
)
def test_another_model_is_refused(other: dict[str, Tensor], tensor: str) -> None:
    manifest = build_manifest({"w": torch.zeros(3), "b": torch.zeros(1)})
    with pytest.raises(ModelMismatch, match=f"'{tensor}'"):
        encode_genesis(other, manifest)


def test_untied_tensors_are_refused() -> None:
    manifest, state = make_genesis_of(Oddities())
    decoded = decode_model(state, manifest)
    decoded["head.weight"] = decoded["head.weight"] + 1
    with pytest.raises(ModelMismatch, match=r"'head\.weight'"):
        compute_deltas(decoded, state, manifest)


def test_torch_is_not_loaded_where_it_is_not_needed() -> None:
    modules = "manifest_json, update, model_state, feedback, layout"
    script = f"import sys; from consort.codec import {modules}; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
