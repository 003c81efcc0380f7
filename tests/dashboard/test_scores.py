"""What models score: measured by a process of its own, kept in a file, never part of the index."""

import json
import math
from pathlib import Path

import pytest

from consort.dashboard.scores import Scores, get_scores_path
from tests.chain.devnet_fixture import LocalChain
from tests.dashboard.server import Client
from tests.dashboard.stage import Stream, enter, show, wait_until

ROOT, OTHER = b"\x01" * 32, b"\x02" * 32
APP = "tests.app.apps:app"
BROKEN = """
import os
import time

from tests.app.apps import app as whole
from consort import App


def evaluate(model, data):
    os._exit(7)


app = App(whole.model, whole.train, evaluate, whole.data, whole.test_data)
"""


def test_scores_are_kept_for_the_app_that_they_are_of(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "scores.json"
    Scores(path, APP).put_all({ROOT: {"accuracy": 0.5}})
    Scores(path, APP).put_all({OTHER: {"accuracy": 0.75}})
    assert Scores(path, APP).get(ROOT) == Scores(path, None).get(ROOT) == {"accuracy": 0.5}
    assert Scores(path, APP).count == 2
    assert Scores(path, "other:app").get(ROOT) is None


@pytest.mark.parametrize(
    "damage", ["", "[]", "{", '{"schema": 9}', '{"schema": 1, "app": 1, "metrics": {"x": 1}}']
)
def test_a_file_without_sense_is_begun_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "scores.json"
    path.write_text(damage)
    scores = Scores(path, APP)
    assert scores.count == 0
    scores.put_all({ROOT: {"accuracy": 1.0}})
    assert json.loads(path.read_text())["app"] == APP


def test_a_model_that_diverged_does_not_break_the_answer(tmp_path: Path) -> None:
    scores = Scores(tmp_path / "scores.json", APP)
    scores.put_all({ROOT: {"accuracy": 0.1, "loss": math.nan, "norm": math.inf}})
    assert scores.get(ROOT) == {"accuracy": 0.1}


def list_metrics(client: Client) -> list[dict[str, float] | None]:
    return [each["metrics"] for each in client.api("/tasks/0/versions")["items"]]


def test_versions_are_measured_once_and_shown_after_a_restart(
    local_chain: LocalChain, tmp_path: Path
) -> None:
    federation, index = enter(local_chain, tmp_path), tmp_path / "index.db"
    with show(federation, index, app=APP) as client:
        stream = Stream(client)
        assert client.api("/status")["measured"] is True
        wait_until(lambda: all(list_metrics(client)), "metrics of every version")
        assert stream.wait_for("metrics", task=0)["metrics"] in list_metrics(client)
        measured = list_metrics(client)
        assert {name for each in measured for name in each or ()} >= {"accuracy"}
    assert get_scores_path(index).exists()
    with show(federation, index) as client:
        assert client.api("/status")["measured"] is False
        assert list_metrics(client) == measured


@pytest.mark.slow
def test_an_app_that_ends_its_process_ends_nothing_else(
    local_chain: LocalChain, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = tmp_path / "broken.py"
    app.write_text(BROKEN)
    federation = enter(local_chain, tmp_path)
    with show(federation, tmp_path / "index.db", app=f"{app}:app") as client:
        wait_until(lambda: "is not measured" in caplog.text)
        assert list_metrics(client) == [None] * len(list_metrics(client))
        assert client.get("/api/v1/tasks/0/versions/0/model").status == 200


@pytest.mark.slow
def test_who_downloads_does_not_wait_for_what_is_measured(
    local_chain: LocalChain, tmp_path: Path
) -> None:
    app, begun = tmp_path / "slow.py", tmp_path / "begun"
    app.write_text(BROKEN.replace("os._exit(7)", f"open({str(begun)!r}, 'w'); time.sleep(600)"))
    federation = enter(local_chain, tmp_path)
    with show(federation, tmp_path / "index.db", app=f"{app}:app") as client:
        wait_until(begun.exists)
        assert client.get("/api/v1/tasks/0/versions/0/model").status == 200


def test_a_model_that_nobody_has_is_a_problem(local_chain: LocalChain, tmp_path: Path) -> None:
    federation = enter(local_chain, tmp_path)
    with show(federation, tmp_path / "index.db") as client:
        (tmp_path / "store" / "blocks").rename(tmp_path / "store" / "lost")
        reply = client.get("/api/v1/tasks/0/versions/1/model")
        assert (reply.status, reply.problem) == (503, "FileNotObtainable")
        assert reply.headers["retry-after"] == "5"
        assert str(tmp_path) not in reply.body.decode()
