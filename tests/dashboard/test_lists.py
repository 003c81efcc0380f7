"""Lists over a long made-up history, which no real chain would play in the time of a test.

Only the index is there; nothing that is asked here is answered from elsewhere.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from consort.chain.events import RoundOpened, TaskClosed, TaskCreated
from consort.dashboard.app import Limits, make_app
from consort.dashboard.desk import Desk
from consort.dashboard.follower import MOST_TASKS, list_followed
from consort.dashboard.pages import Pages
from consort.index.indexer import Indexer
from consort.index.reader import open_index
from consort.spec.types import SlashId, TaskId
from tests.dashboard.server import Client, serve
from tests.index.made_chain import MadeChain
from tests.index.story import OWNER, PARAMS, Story

CROWD = MOST_TASKS + 6


@pytest.fixture(scope="module")
def node() -> MadeChain:
    """Return tasks with rounds and slashes, then a crowd of tasks in which nothing happens."""
    node, story = MadeChain(), Story(Random(11))
    for _ in range(150):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    first = len(story.ledger.tasks)
    for number in range(first, first + CROWD):
        node.mine(TaskCreated(TaskId(number), OWNER, bytes([2]) * 32, PARAMS))
    return node


@pytest.fixture(scope="module")
def path(node: MadeChain, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its index."""
    path = tmp_path_factory.mktemp("lists") / "index.db"
    Indexer(node.chain, path).catch_up()
    return path


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[Client]:
    """Serve it."""
    desk = Desk(path, *[cast("Any", None)] * 8)
    with serve(make_app(desk, Limits(rate=1e6, burst=1_000_000), Pages())) as client:
        yield client


def read_all(client: Client, path: str) -> list[dict[str, Any]]:
    """Return all pages of a list."""
    found, after = [], ""
    while after is not None:
        page = client.api(f"{path}{after and f'&after={after}'}")
        found += page["items"]
        after = page["next"]
    return found


def list_closed(node: MadeChain) -> set[int]:
    return {event.task for event in node.events if isinstance(event, TaskClosed)}


def list_working(node: MadeChain) -> list[int]:
    """Return the tasks that are open, that of the newest round first."""
    opened = [event.task for event in node.events if isinstance(event, RoundOpened)]
    closed = list_closed(node)
    return [task for task in dict.fromkeys(reversed(opened)) if task not in closed]


def test_tasks_at_work_are_followed(node: MadeChain, path: Path) -> None:
    """However many others there are: to create one costs gas alone."""
    with open_index(path) as index:
        followed = list_followed(index)
    assert len(followed) == MOST_TASKS
    assert followed[:2] == list_working(node)[:2]
    assert set(followed) > set(list_working(node))


def test_tasks_at_work_come_first(node: MadeChain, client: Client) -> None:
    closed, working = list_closed(node), list_working(node)
    live = [task["task"] for task in read_all(client, "/tasks?live=true&limit=7")]
    assert closed
    assert len(working) > 1
    assert live[: len(working)] == working
    assert live[len(working) :] == sorted(set(live) - set(working), reverse=True)
    everything = {task["task"] for task in read_all(client, "/tasks?limit=200")}
    assert set(live) == everything - closed


def test_slashes_are_those_of_a_round(client: Client) -> None:
    whole = read_all(client, "/slashes?limit=200")
    rounds = {(each["task"], each["round"]) for each in whole}
    assert len(rounds) > 1
    for task, round_ in rounds:
        expected = [each for each in whole if (each["task"], each["round"]) == (task, round_)]
        assert read_all(client, f"/slashes?task={task}&round={round_}&limit=1") == expected
    assert client.api("/slashes?task=0&round=9007199254740991")["items"] == []
    reply = client.get("/api/v1/slashes?round=0")
    assert (reply.status, reply.problem) == (422, "BadPage")


def test_a_slash_is_found_by_its_id(client: Client) -> None:
    whole = read_all(client, "/slashes?limit=200")
    assert {each["kind"] for each in whole} == {"PROPOSAL", "VOTER"}
    assert [client.api(f"/slashes/{each['slash']}") for each in whole] == whole


@pytest.mark.parametrize("id_", ["0/0/77", "0/0/v77", "99/0/0", "9007199254740991/0/0"])
def test_a_slash_that_is_none_is_not_found(client: Client, id_: str) -> None:
    reply = client.get(f"/api/v1/slashes/{id_}")
    assert (reply.status, reply.problem) == (404, "UnknownSlash")
    assert id_ in reply.json["detail"]


def test_no_number_spills_into_the_id_of_another_slash(client: Client) -> None:
    for slash in read_all(client, "/slashes?limit=200"):
        task, round_, number = slash["slash"].split("/")
        spilt = [f"{task}/{round_}/{number[:-1]}0{number[-1]}"]
        if task != "0":
            spilt.append(f"{int(task) - 1}/{int(round_) + (1 << 24)}/{number}")
        if number[0] == "v":
            spilt.append(f"{task}/{round_}/{SlashId.VOTERS + int(number[1:])}")
        for other in spilt:
            assert client.get(f"/api/v1/slashes/{other}").status in {404, 422}, other
