"""An app's model as a task has it, and back: importing this loads torch."""

from io import BytesIO
from pathlib import Path

from consort.app_loader import load_app
from consort.cli.actions.opening import FirstFiles, FirstModel
from consort.cli.settings import ModelChoice
from consort.cli.versions import Versions
from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash, encode_manifest
from consort.codec.model_state import ModelState, write_state
from consort.codec.tensors import build_manifest, encode_genesis
from consort.node.task_files import TaskFiles
from consort.spec.types import ContentId
from consort.storage.disk import name_failures
from consort.storage.store import Sink, Store
from consort.training import build_model, copy_state


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


def _put(store: Sink, data: bytes) -> ContentId:
    file = store.put(data)
    return ContentId(file.cid.digest, file.size)
