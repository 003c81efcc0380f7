"""What requests may name, and how large it may be."""

from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Path, Query

MOST_ITEMS: Final = 200
ITEMS: Final = 50
LARGEST: Final = (1 << 53) - 1
"""The largest number that every reader of JSON holds exactly."""
LONGEST_CURSOR: Final = 256

ADDRESS: Final = "^0x[0-9a-fA-F]{40}$"

TaskNumber = Annotated[int, Path(ge=0, le=LARGEST, description="The task's number.", examples=[0])]
RoundNumber = Annotated[
    int, Path(ge=0, le=LARGEST, description="The round's number.", examples=[1])
]
VersionNumber = Annotated[
    int,
    Path(ge=0, le=LARGEST, description="The version; 0 is the model of before all rounds."),
]
AccountName = Annotated[
    str,
    Path(
        pattern=ADDRESS,
        description="An account; with mixed case, EIP-55's checksum must be right.",
        examples=["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many items a page may have.")]
After = Annotated[
    str | None,
    Query(
        max_length=LONGEST_CURSOR,
        description="`next` of the page before; it means nothing else to anybody.",
    ),
]


class Cut(NamedTuple):
    """Which part of a list is wanted."""

    limit: int
    after: str | None


def _cut(limit: Limit = ITEMS, after: After = None) -> Cut:
    return Cut(limit, after)


Part = Annotated[Cut, Depends(_cut)]
OnlyTask = Annotated[
    int | None, Query(alias="task", ge=0, le=LARGEST, description="Only of this task.")
]
OnlyRound = Annotated[
    int | None, Query(alias="round", ge=0, le=LARGEST, description="Only of this round.")
]
OnlyAccount = Annotated[
    str | None, Query(alias="account", pattern=ADDRESS, description="Only of this account.")
]
