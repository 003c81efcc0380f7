"""Entry point of the model registry, and the check of a lineage."""

from collections.abc import Sequence

from consort.errors import BrokenLineage, EmptyLineage
from consort.spec.proposals import hash_proposal
from consort.spec.state import Call, State, TaskState
from consort.spec.types import Artifact, ContentId, Proposal, TaskId


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


def require_lineage(task: TaskState, lineage: Sequence[Proposal]) -> None:
    """Require that final proposals lead, oldest first, to the task's head."""
    if not lineage:
        raise EmptyLineage
    expected = task.get_record(task.head.round).proposal_hash
    for position in reversed(range(len(lineage))):
        actual = hash_proposal(lineage[position])
        if actual != expected:
            raise BrokenLineage(position, expected, actual)
        expected = lineage[position].parent
