"""The answers that are not from the index alone: what this server knows of itself and its chain."""

from typing import Annotated

from pydantic import Field

from consort.dashboard.schemas import AddressText, AmountText, Hex, Strict, make_model
from consort.index.records import TaskSummary, VersionEntry


class Status(Strict):
    """How this server is, and how far it has read the chain."""

    chain_id: int
    coordinator: AddressText
    protocol: Annotated[int, Field(description="Version of the protocol.")]
    release: Annotated[str, Field(description="Version of Consort.", examples=["0.1.0"])]
    block: Annotated[int | None, Field(description="Newest block that was read.")]
    hash: Annotated[Hex | None, Field(description="Its hash.")]
    time: Annotated[int | None, Field(description="Its time, in seconds since 1970.")]
    final_block: Annotated[int | None, Field(description="Newest block that is final.")]
    events: Annotated[int, Field(description="Events read so far.")]
    reorgs: Annotated[int, Field(description="How often blocks were replaced.")]
    is_caught_up: Annotated[bool, Field(description="False while older blocks are being read.")]
    newest_block: Annotated[int | None, Field(description="Newest block of the chain.")]
    chain_ok: Annotated[bool, Field(description="Whether the chain's node answers.")]
    chain_fault: Annotated[str | None, Field(description="What is wrong with it.")]
    measured: Annotated[bool, Field(description="Whether this server measures models.")]
    now: Annotated[int, Field(description="This server's clock, in seconds since 1970.")]


class OpenRound(Strict):
    """A round that is not decided; `depth` undecided proposals are below it."""

    round: int
    phase: str
    depth: int


class Live(Strict):
    """Where a task stands now. `ends_at` is the latest end of the phase, in the chain's time."""

    round: Annotated[int, Field(description="The newest round, -1 before the first.")]
    phase: Annotated[str, Field(examples=["COMMIT"])]
    ends_at: int | None
    now: Annotated[int, Field(description="The chain's time now.")]
    block: int
    open_rounds: list[OpenRound]
    committed: int
    voted_stake: AmountText
    validator_stake: AmountText
    proposals: int


class TaskNow(make_model(TaskSummary)):  # type: ignore[misc]
    """A task, and where it stands; `live` is null while that is unknown."""

    live: Live | None


class MeasuredVersion(make_model(VersionEntry)):  # type: ignore[misc]
    """A version, and what it scored here. The chain does not vouch for `metrics`."""

    metrics: Annotated[
        dict[str, float] | None, Field(description="By name; null if nobody measured it.")
    ]


class MeasuredVersionPage(Strict):
    """A part of the list of versions."""

    items: list[MeasuredVersion]
    next: str | None


class RpcCondition(Strict):
    """The chain's node; a URL is shown without its path and password."""

    url: str
    ok: bool
    fault: str | None
    block: int | None
    seconds_since_block: int | None
    gas_price: Annotated[str | None, Field(description="In wei.")]


class StoreCondition(Strict):
    """The store of models and updates; `peers` of an IPFS daemon."""

    kind: str
    ok: bool
    fault: str | None
    peers: int | None


class IndexCondition(Strict):
    """The index that answers."""

    block: int | None
    final_block: int | None
    events: int
    reorgs: int
    bytes: int
    is_caught_up: bool


class Deployed(Strict):
    """What was deployed, and since when."""

    chain_id: int
    protocol_version: int
    first_block: int


class Network(Strict):
    """What this server depends on."""

    rpc: RpcCondition
    store: StoreCondition | None
    contracts: dict[str, AddressText]
    deployment: Deployed
    index: IndexCondition


class Fault(Strict):
    """A parameter that is wrong."""

    place: Annotated[str, Field(alias="in")]
    name: str
    reason: str


class ProblemDocument(Strict):
    """An error, after RFC 9457."""

    type: Annotated[str, Field(examples=["urn:consort:problem:UnknownTask"])]
    title: Annotated[str, Field(examples=["Not Found"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(examples=["There is no task 7 in this deployment."])]
    errors: list[Fault] | None = None


class Condition(Strict):
    """Whether all is well, and what is not, by what was looked at."""

    ok: bool
    faults: dict[str, str]
