"""A model's whole history: every version on every deployment that it was trained on."""

from collections.abc import Iterator, Sequence

from consort.cli.actions.connection import connect
from consort.cli.origins import follow_lineage
from consort.cli.output import Output, format_table
from consort.cli.plain import to_plain
from consort.cli.settings import Network, OriginChoice
from consort.codec.origin import Origin
from consort.ledger.rounds import RoundState
from consort.node.origins import Leg, read_lineage
from consort.spec.proposals import hash_proposal
from consort.spec.types import TaskId

Row = dict[str, object]


def show_history(
    output: Output, network: Network, store: str, task: int, origins: OriginChoice
) -> None:
    """List all versions, the oldest first; raises UnknownTask, OriginIsFalse, FileNotObtainable."""
    newest = read_lineage(connect(network), TaskId(task))
    manifest, legs = follow_lineage(newest, network, store, origins)
    rows = list(_list_versions(legs, manifest.origins))
    document = {
        "task": task,
        "versions": [to_plain(row) for row in rows],
        "origins": [_describe_origin(*pair) for pair in _pair(manifest.origins, legs)],
    }
    unverified = manifest.origins[len(legs) - 1 :]
    output.show(document, "\n".join((_format(rows), *map(_format_unverified, unverified))))


def _list_versions(legs: Sequence[Leg], origins: Sequence[Origin]) -> Iterator[Row]:
    """Yield the versions of all legs; a version that two tasks share is the older one's."""
    count = sum(origin.version for origin in origins[len(legs) - 1 :])
    for leg in reversed(legs):
        is_first = leg is legs[-1]
        rounds = _list_rounds(leg)
        for version in range(0 if is_first else 1, leg.last + 1):
            proposal = leg.history.lineage[version]
            yield {
                "version": count + version,
                "chain_id": leg.chain.chain_id,
                "coordinator": leg.chain.deployment.get_address("Coordinator"),
                "task": leg.history.task,
                "task_version": version,
                "round": rounds[version],
                "model_root": proposal.model_root,
                "proposal_hash": hash_proposal(proposal),
            }
        count += leg.last


def _list_rounds(leg: Leg) -> list[int | None]:
    """Return the rounds that made a task's versions, None for its first model."""
    rounds = leg.history.rounds.values()
    return [None, *(round_.number for round_ in rounds if round_.state is RoundState.FINAL)]


def _pair(origins: Sequence[Origin], legs: Sequence[Leg]) -> Iterator[tuple[Origin, Leg | None]]:
    """Yield each origin with the leg that it was compared with, None where nobody named it."""
    for at, origin in enumerate(origins, 1):
        yield origin, legs[at] if at < len(legs) else None


def _describe_origin(origin: Origin, leg: Leg | None) -> Row:
    """Return an origin, and how many versions its task has had since."""
    document: Row = to_plain(
        {"chain_id": origin.chain_id, "coordinator": origin.coordinator, "task": origin.task}
        | {"version": origin.version, "proposal_hash": origin.proposal_hash}
    )
    went_on = None if leg is None else leg.history.version - origin.version
    return document | {"verified": leg is not None, "later_versions": went_on}


def _format(rows: Sequence[Row]) -> str:
    headings = ("version", "task", "of", "round", "model root")
    cells = [
        (
            row["version"],
            f"{row['task']}/{row['task_version']}",
            row["coordinator"],
            "" if row["round"] is None else row["round"],
            to_plain(row["model_root"]),
        )
        for row in rows
    ]
    return format_table(headings, cells)


def _format_unverified(origin: Origin) -> str:
    return (
        f"It is said to go on with {origin} on chain {origin.chain_id}: not checked,"
        " give --origin-deployment and --origin-rpc."
    )
