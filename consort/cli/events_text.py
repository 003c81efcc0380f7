"""What a node reports, as a sentence and as a document."""

from dataclasses import asdict

from consort.amounts import format_tokens
from consort.cli.plain import to_plain
from consort.node.progress import (
    BondLocked,
    BondReturned,
    ChainNodeChanged,
    ClaimSaved,
    CooledDown,
    DemandAnswered,
    DemandSent,
    ListSealed,
    NodeEvent,
    PhaseChanged,
    ProofSent,
    ProposalRight,
    ProposalUnclear,
    ProposalWrong,
    ResultComputed,
    ResultProposed,
    RoundEnded,
    SeedDrawn,
    SilencePunished,
    SlashTaken,
    UpdateCommitted,
    UpdateRejected,
    UpdateStored,
    UpdateTrained,
    UpdateVerified,
    VoteCast,
    VoterAccused,
    Waiting,
)


def to_document(event: NodeEvent) -> dict[str, object]:
    """Return an event by its name and fields; hashes as hex, amounts as decimal strings."""
    return {"event": type(event).__name__, **to_plain(asdict(event))}


def get_level(event: NodeEvent) -> str:
    """Return "warning" for what somebody should look at, if it lasts; "info" for the rest."""
    bad = Waiting | UpdateRejected | ProposalWrong | ProposalUnclear
    return "warning" if isinstance(event, bad) else "info"


def to_text(event: NodeEvent) -> str:
    """Return an event in a line for people."""
    return f"round {event.round}: {_describe(event)}" if event.round >= 0 else _describe(event)


def _describe(event: NodeEvent) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each event
    match event:
        case PhaseChanged():
            return f"phase {event.phase.name}"
        case UpdateTrained():
            return f"trained on {event.samples} examples in {event.seconds:.1f} s"
        case UpdateStored():
            return f"stored the update, {event.size} bytes: {event.cid}"
        case UpdateCommitted():
            return f"committed with weight {event.weight}, root 0x{event.update_root.hex()[:12]}"
        case UpdateVerified():
            return f"verified the update of {event.contributor}"
        case UpdateRejected():
            return f"rejected the update of {event.contributor}: {event.reason}"
        case ListSealed():
            return f"sealed the list of {event.count}"
        case VoteCast():
            return f"voted, {len(event.exceptions) or 'none'} left out"
        case ResultComputed():
            return f"computed the model 0x{event.model_root.hex()[:12]}"
        case ResultProposed():
            verb = "objected with" if event.is_objection else "proposed"
            return f"{verb} the model 0x{event.model_root.hex()[:12]}: {event.model_cid}"
        case SeedDrawn():
            return "chose the block that elects, or drew the cohorts"
        case DemandAnswered():
            return f"answered demand {event.demand} for {event.tree.name}"
        case ProposalRight():
            return f"proposal {event.number} is right"
        case ProposalWrong():
            return f"proposal {event.number} is WRONG: {event.words}"
        case ProposalUnclear():
            return f"proposal {event.number} cannot be judged in full: {event.words}"
        case ProofSent():
            sent = f"{event.gas:,} gas, transaction {event.transaction}"
            return f"refuted proposal {event.number} by {event.proof.name}: {sent}"
        case VoterAccused():
            false = f"the update of {event.contributor}, which has a false header"
            return f"convicted validator {event.validator}, who let in {false}: {event.gas:,} gas"
        case DemandSent():
            node = f"node {event.place.height}:{event.place.position} of {event.place.tree.name}"
            tokens = format_tokens(event.deposit)
            return f"demand {event.demand} for {node} of proposal {event.number}, {tokens} tokens"
        case SilencePunished():
            return f"nobody answered demand {event.demand} about proposal {event.number} in time"
        case BondLocked():
            return f"a bond of {format_tokens(event.amount)} tokens backs proposal {event.number}"
        case BondReturned():
            tokens = format_tokens(event.amount)
            return f"took back the bond of proposal {event.number}, {tokens} tokens"
        case SlashTaken():
            return f"executed slash {event.slash} of {event.account}"
        case RoundEnded():
            return _describe_end(event)
        case ClaimSaved():
            return f"earned {format_tokens(event.cumulative)} tokens so far; proof in {event.path}"
        case CooledDown():
            return f"{event.contributor} sits out the next rounds"
        case ChainNodeChanged():
            return event.reason
        case Waiting():
            return f"waiting: {event.reason}"
    return type(event).__name__


def _describe_end(event: RoundEnded) -> str:
    counts = f"{len(event.included)} of {len(event.committed)} updates included"
    metrics = "".join(f", {name} {value:.4f}" for name, value in (event.metrics or {}).items())
    return f"{event.phase.name}, version {event.version}, {counts}{metrics}"
