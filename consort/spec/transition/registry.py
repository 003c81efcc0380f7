"""Entry point of the model registry."""

from consort.spec.state import Call, State
from consort.spec.types import Artifact, ContentId, TaskId


def process_announce(
    state: State,
    call: Call,
    task: TaskId,
    subject: bytes,
    artifact: Artifact,
    content: ContentId,
) -> None:
    """Say where a file lies; the chain keeps nothing of it but the event."""
    del state, call, task, subject, artifact, content
