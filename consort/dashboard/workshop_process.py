"""The process that works with models: it fetches, measures and writes them, one at a time.

A request is a line of JSON on stdin, its answer a line on stdout; the end of stdin ends it.
Importing this loads torch.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from consort.codec.manifest import Manifest
from consort.errors import ModelTooLarge
from consort.evaluation import AppEvaluator
from consort.model_file import write_safetensors
from consort.node.task_files import TaskFiles
from consort.spec.types import ContentId
from consort.storage.address import open_store

MOST_VALUES = 1 << 27
"""Values that a model may have, ties counted: half a gigabyte of float32, held some times over."""
_NICE = 10


def serve(store: str, directory: Path, requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are no more."""
    files = TaskFiles(open_store(store), directory)
    for line in requests:
        try:
            answer: dict[str, Any] = {"done": _do(files, json.loads(line))}
        except Exception as error:  # noqa: BLE001 - an app's model or data may raise anything
            answer = {"error": type(error).__name__, "reason": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _do(files: TaskFiles, request: dict[str, Any]) -> dict[str, float] | None:
    """Measure a model where the request names an app, write it where it names a file."""
    manifest_root, manifest_places = _parse(request["manifest"])
    root, places = _parse(request["model"])
    manifest = files.fetch_manifest(manifest_root, manifest_places)
    _require_moderate(manifest)
    state = files.fetch_state(manifest, root, places)
    try:
        if "app" in request:
            return dict(AppEvaluator(request["app"])(state, manifest))
        write_safetensors(Path(request["output"]), state, manifest)
        return None
    finally:
        files.prune([manifest_root])


def _require_moderate(manifest: Manifest) -> None:
    """Refuse a model that is too large with its ties, each a copy; raises ModelTooLarge.

    Whoever creates a task writes its manifest.
    """
    sizes = {tensor.name: tensor.size for tensor in manifest.tensors}
    count = sum(sizes.values()) + sum(sizes[name] for _, name in manifest.ties)
    if count > MOST_VALUES:
        raise ModelTooLarge(count, MOST_VALUES)


def _parse(file: dict[str, Any]) -> tuple[bytes, list[ContentId]]:
    places = [ContentId(bytes.fromhex(digest), size) for digest, size in file["places"]]
    return bytes.fromhex(file["root"]), places


def main() -> None:
    """Serve stdin and stdout; what an app prints goes to stderr."""
    os.nice(_NICE)
    store, directory = sys.argv[1:]
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(store, Path(directory), sys.stdin, answers)


if __name__ == "__main__":
    main()
