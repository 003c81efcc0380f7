"""Ledgers longer than any page, served over made-up chains, and what a test does to answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route

from benchmarks.made_task import PARAMS, TASK, MadeTask, make_account
from consort.chain.events import (
    Claimed,
    Event,
    ProposalConvicted,
    RoundOpened,
    RoundVoided,
    TaskClosed,
    TaskCreated,
    VoterConvicted,
)
from consort.dashboard.app import Limits
from consort.dashboard.running import Place, Sources, running
from consort.index.indexer import Indexer
from consort.spec.params import BEFORE_ALL, RING, TOKEN
from consort.spec.types import Proof, SlashId, TaskId
from tests.index.made_chain import MadeChain

CONTRIBUTORS, VALIDATORS, ROUNDS, CLAIMS = 60, 25, 52, 210
FIRST_CLAIM = TOKEN // 10_000
ACCOUNT = make_account(0)
ACCUSER = make_account(1 << 20)
VOID_ROUND, LIES_ROUND = ROUNDS, 2
LIVE_TASK = 22
UNLIMITED = Limits(rate=1e6, burst=1_000_000)


def make_long_ledger() -> MadeChain:
    """Return a chain on which every list is longer than a page.

    Task 0 ends with a void round whose only proposal was refuted; all voters of an early round were
    convicted; an account claimed many times. Of many later tasks the newest alone is open.
    """
    chain = MadeChain()
    task = MadeTask(CONTRIBUTORS, ROUNDS, VALIDATORS, are_honest=True)
    blocks = [*task.begin(), *(block for round_ in range(ROUNDS) for block in task.play(round_))]
    blocks += [*list(task.play(VOID_ROUND))[:-1], _end_void_round()]
    blocks += [_convict_voters(), [_claim(number) for number in range(CLAIMS)]]
    blocks += [_begin_task(TaskId(number)) for number in range(1, LIVE_TASK + 1)]
    blocks += [[TaskClosed(TaskId(number), 0)] for number in range(LIVE_TASK)]
    for block in blocks:
        chain.mine(*block)
    return chain


def _end_void_round() -> list[Event]:
    place = TASK, VOID_ROUND, 0
    refuted = ProposalConvicted(*place, Proof.BAD_SUM, ACCUSER, SlashId.of_proposal(*place))
    return [refuted, RoundVoided(TASK, VOID_ROUND)]


def _convict_voters() -> list[Event]:
    places = [(TASK, LIES_ROUND, index) for index in range(VALIDATORS)]
    return [VoterConvicted(*place, ACCUSER, SlashId.of_voter(*place)) for place in places]


def _claim(number: int) -> Claimed:
    """Return a claim, of a little more each time."""
    return Claimed(TASK, ACCOUNT, 0, _price(number), sum(map(_price, range(number + 1))))


def _price(number: int) -> int:
    return (number + 1) * FIRST_CLAIM


def _begin_task(task: TaskId) -> list[Event]:
    created = TaskCreated(task, ACCUSER, bytes(32), PARAMS)
    return [created, RoundOpened(task, 0, BEFORE_ALL % RING, 0, 0, 0)]


@contextmanager
def serving_made(chain: MadeChain, directory: Path) -> Iterator[str]:
    """Serve the ledger of a made-up chain, which answers nothing once it is read."""
    sources = Sources(chain.chain, chain, directory / "index.db")
    Indexer(sources.chain, sources.index).catch_up()
    with running(sources, Place(limits=UNLIMITED)) as url:
        yield url


def change(page: Page, path: str, **fields: object) -> None:
    """Let an answer have other fields."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, json={**response.json(), **fields})

    page.route(f"**/api/v1{path}", answer)
