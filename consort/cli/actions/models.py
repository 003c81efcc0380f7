"""An app's model as a task has it, and back: importing this loads torch."""

from io import BytesIO
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save

from consort.app_loader import load_app
from consort.cli.actions.opening import FirstFiles, FirstModel
from consort.cli.settings import ModelChoice
from consort.cli.versions import Versions
from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash, encode_manifest
from consort.codec.model_state import ModelState, write_state
from consort.codec.tensors import build_manifest, decode_model, encode_genesis
from consort.node.task_files import TaskFiles
from consort.spec.types import ContentId
from consort.storage.disk import name_failures, write_whole
from consort.storage.store import Sink, Store
from consort.training import State, build_model, copy_state


def make_genesis_of(choice: ModelChoice) -> tuple[Manifest, ModelState]:
    """Return manifest and model state of an app's freshly initialised model.

    Raises AppError, UnsupportedTensor, NotFinite.
    """
    app = load_app(choice.app)
    model = build_model(app, choice.seed)
    manifest = build_manifest(model, choice.code_bits, app=app.name)
    return manifest, encode_genesis(copy_state(model), manifest)


def put_first_model(store: Sink, choice: ModelChoice) -> FirstModel:
    """Put an app's manifest and first model into a store; raises as `make_genesis_of`, `put`."""
    manifest, genesis = make_genesis_of(choice)
    file = BytesIO()
    root = write_state(file, genesis)
    return FirstModel(
        compute_manifest_hash(manifest),
        root,
        manifest.code_bits,
        manifest.fraction_bits,
        manifest.master_exponent,
        1 + compute_layout(manifest).leaf_count,
        FirstFiles(_put(store, encode_manifest(manifest)), _put(store, file.getvalue())),
    )


def fetch_states(
    store: Store, directory: Path, versions: Versions
) -> tuple[Manifest, list[ModelState]]:
    """Return the manifest and the model states of versions; raises FileNotObtainable.

    `directory` keeps what was fetched and verified.
    """
    with name_failures(directory):
        directory.mkdir(parents=True, exist_ok=True)
    files = TaskFiles(store, directory, tries=None)
    manifest = files.fetch_manifest(versions.manifest.root, versions.manifest.places)
    models = versions.models
    return manifest, [files.fetch_state(manifest, model.root, model.places) for model in models]


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


def _put(store: Sink, data: bytes) -> ContentId:
    file = store.put(data)
    return ContentId(file.cid.digest, file.size)
