"""Models as safetensors, for whoever uses them: importing this loads torch."""

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save

from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.codec.tensors import decode_model
from consort.storage.disk import write_whole
from consort.training import State


def write_safetensors(path: Path, state: ModelState, manifest: Manifest) -> None:
    """Write a model state so that `load_state_dict` takes what safetensors loads.

    Raises DiskFull, PathUnusable.
    """
    # Tied tensors share their memory, which safetensors refuses: it gets a copy of each.
    tensors = {name: tensor.clone() for name, tensor in decode_model(state, manifest).items()}
    write_whole(path, [save(tensors)])


def load_tensors(path: Path) -> State | None:
    """Return the tensors of a file of safetensors, None for any other file."""
    try:
        tensors: State = load_file(path)
    except (SafetensorError, OSError):
        return None
    return tensors


def is_same_model(tensors: State, state: ModelState, manifest: Manifest) -> bool:
    """Tell whether tensors are exactly those of a model state."""
    expected = decode_model(state, manifest)
    return tensors.keys() == expected.keys() and all(
        tensor.dtype == expected[name].dtype and tensor.equal(expected[name])
        for name, tensor in tensors.items()
    )
