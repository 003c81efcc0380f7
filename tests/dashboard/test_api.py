"""The API over a real chain: what it says is what the chain says."""

from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from safetensors.torch import load_file

from consort.chain.deployment import load_deployment
from consort.chain.interface import CONTRACTS
from consort.spec.params import PROTOCOL_VERSION
from consort.spec.types import NOBODY
from consort.training import build_model
from tests.dashboard.stage import Stage
from tests.roles.federation import STAKE

READ = [
    *("/status", "/network", "/tasks", "/tasks/0", "/tasks/0/rounds", "/tasks/0/rounds/0"),
    *("/tasks/0/rounds/0/commitments", "/tasks/0/versions", "/tasks/0/accounts", "/slashes"),
    *("/events", "/deployment.json", "/abi/Coordinator.json", "/openapi.json"),
]
STEADY = [path for path in READ if path not in {"/status", "/network", "/tasks/0", "/events"}]


def test_status_is_the_chains(stage: Stage) -> None:
    status, chain = stage.client.api("/status"), stage.federation.owner
    assert status["chain_id"] == chain.chain_id
    assert status["coordinator"] == chain.deployment.get_address("Coordinator")
    assert status["protocol"] == PROTOCOL_VERSION
    assert status["hash"] == f"0x{chain.get_block_hash(status['block']).hex()}"
    assert status["events"] == len(chain.at(status["block"]).get_all_events())
    assert (status["chain_ok"], status["chain_fault"], status["measured"]) == (True, None, False)


def test_rewards_are_those_of_the_ledger(stage: Stage) -> None:
    federation = stage.federation
    account = federation.local.accounts["contributor-0"].address
    rewards = stage.client.api(f"/accounts/{account}/rewards?task=0")["items"]
    [leaf] = federation.read_history().rewards.values()
    assert sum(int(reward["amount"]) for reward in rewards) == leaf.cumulative
    earned = {
        each["account"]: each["earned"] for each in stage.client.api("/tasks/0/accounts")["items"]
    }
    assert earned[account] == str(leaf.cumulative)
    [role] = stage.client.api(f"/accounts/{account}")["roles"]
    assert (role["stake"], role["earned"]) == (str(STAKE), str(leaf.cumulative))


def test_account_may_be_written_in_lower_case(stage: Stage) -> None:
    account = stage.federation.local.accounts["contributor-0"].address
    assert stage.client.api(f"/accounts/{account.lower()}")["account"] == account


def test_live_part_is_where_the_task_stands(stage: Stage) -> None:
    live = stage.client.api("/tasks/0")["live"]
    chain, task = stage.federation.owner, stage.federation.task
    number = chain.get_head(task)[0].next_round - 1
    record = chain.get_round(task, number)
    assert (live["round"], live["phase"]) == (number, stage.federation.phase.name)
    assert live["ends_at"] == record.header.commit_ends
    assert live["validator_stake"] == str(STAKE)
    depth = chain.get_depth(task, number)
    assert live["open_rounds"][-1] == {"round": number, "phase": "COMMIT", "depth": depth}


def test_record_and_interfaces_are_as_in_their_files(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(stage.client.get("/api/v1/deployment.json").body)
    assert load_deployment(file) == stage.federation.local.deployment
    for contract in CONTRACTS:
        assert isinstance(stage.client.api(f"/abi/{contract}.json"), list)
    for name in ("Nothing", "sources", "__init__", "..%2Fsecret"):
        assert stage.client.get(f"/api/v1/abi/{name}.json").status in {404, 422}


def place(item: dict[str, Any]) -> tuple[int, int]:
    """Return where an event is; whether it is final changes by itself."""
    return item["block"], item["log_index"]


def test_pages_join_to_the_whole_list(stage: Stage) -> None:
    whole = stage.client.api("/events?limit=200")
    assert whole["next"] is None
    joined, after = [], ""
    while after is not None:
        page = stage.client.api(f"/events?limit=7{after and f'&after={after}'}")
        assert len(page["items"]) <= 7
        joined += page["items"]
        after = page["next"]
    assert [place(item) for item in joined] == [place(item) for item in whole["items"]]


@pytest.mark.parametrize("query", ["task=0&kind=Voted", "kind=Committed", "round=0&task=0"])
def test_events_are_filtered(stage: Stage, query: str) -> None:
    items = stage.client.api(f"/events?limit=200&{query}")["items"]
    kind = query.partition("kind=")[2]
    assert items
    assert {item["event"] for item in items} == {kind} or not kind


@pytest.mark.parametrize("path", READ)
def test_what_has_not_changed_is_not_sent_again(stage: Stage, path: str) -> None:
    first = stage.client.get(f"/api/v1{path}")
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["etag"].startswith('"')
    if path in STEADY:
        again = stage.client.get(f"/api/v1{path}", If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert stage.client.get(f"/api/v1{path}", If_None_Match='"other"').status == 200


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/tasks/7", 404, "UnknownTask"),
        ("/tasks/9007199254740991", 404, "UnknownTask"),
        ("/tasks/0/rounds/99", 404, "NoSuchRound"),
        ("/tasks/0/versions/99/model", 404, "UnknownVersion"),
        ("/accounts/0x12", 422, "invalid-parameter"),
        ("/accounts/0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", 422, "BadAddress"),
        ("/tasks/-1", 422, "invalid-parameter"),
        ("/tasks/9007199254740992", 422, "invalid-parameter"),
        (f"/tasks/{'9' * 500}", 422, "invalid-parameter"),
        ("/tasks/0x0", 422, "invalid-parameter"),
        ("/events?limit=0", 422, "invalid-parameter"),
        ("/events?limit=-1", 422, "invalid-parameter"),
        ("/events?limit=201", 422, "invalid-parameter"),
        (f"/events?limit={'9' * 400}", 422, "invalid-parameter"),
        ("/events?limit=1e2", 422, "invalid-parameter"),
        ("/events?after=%27%20OR%201%3D1--", 422, "BadPage"),
        (f"/events?after={'a' * 257}", 422, "invalid-parameter"),
        ("/events?kind=Voted%27--", 422, "invalid-parameter"),
        ("/events?kind=Nothing", 422, "UnknownEvent"),
        ("/events?task=0&task=x", 422, "invalid-parameter"),
        ("/nothing", 404, "not-found"),
        ("/tasks/", 404, "not-found"),
    ],
)
def test_bad_requests_are_problems(stage: Stage, path: str, status: int, problem: str) -> None:
    reply = stage.client.get(f"/api/v1{path}")
    assert (reply.status, reply.problem) == (status, problem)
    assert len(reply.body) < 2_000


HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE blocks;--", "\u202e\u0000\n\r", "%s%n{0}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_come_back_harmless(stage: Stage, text: str) -> None:
    """Nothing that a client says is repeated as anything but a JSON string."""
    quoted = "".join(f"%{byte:02x}" for byte in text.encode())
    for path in (f"/accounts/{quoted}", f"/events?kind={quoted}", f"/events?after={quoted}"):
        reply = stage.client.get(f"/api/v1{path}")
        assert reply.status in {404, 422}
        assert reply.problem
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert stage.client.api("/status")["events"] > 0


def test_an_account_that_never_did_anything_has_nothing(stage: Stage) -> None:
    document = stage.client.api(f"/accounts/{NOBODY}")
    assert document["roles"] == []
    assert stage.client.api(f"/accounts/{NOBODY}/rewards") == {"items": [], "next": None}


def test_reward_is_explained_as_on_the_command_line(stage: Stage) -> None:
    account = stage.federation.local.accounts["contributor-0"].address
    rewards = stage.client.api(f"/accounts/{account}/rewards")["items"]
    explained = stage.client.api(f"/accounts/{account}/explain?task=0&round={rewards[0]['round']}")
    assert (explained["ok"], explained["faults"]) == (True, [])
    assert explained["reward"] == rewards[0]["amount"]
    assert explained["sum"]["ok"] is True
    assert {step["ok"] for step in explained["steps"]} <= {True, None}


@pytest.mark.parametrize(
    ("query", "status", "problem"),
    [
        ("task=0", 422, "invalid-parameter"),
        ("task=7&round=0", 404, "UnknownTask"),
        ("task=0&round=99", 404, "NoSuchRound"),
    ],
)
def test_what_cannot_be_explained_is_named(
    stage: Stage, query: str, status: int, problem: str
) -> None:
    account = stage.federation.local.accounts["contributor-0"].address
    reply = stage.client.get(f"/api/v1/accounts/{account}/explain?{query}")
    assert (reply.status, reply.problem) == (status, problem)
    stranger = stage.client.get(f"/api/v1/accounts/{NOBODY}/explain?task=0&round=0")
    assert (stranger.status, stranger.problem) == (404, "NeverEnrolled")


def test_types_are_there_for_programs(stage: Stage) -> None:
    reply = stage.client.get("/api/v1/types.ts")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert b"export " in reply.body


def test_model_is_the_one_of_the_chain(stage: Stage, tmp_path: Path) -> None:
    reply = stage.client.get("/api/v1/tasks/0/versions/1/model")
    version = stage.client.api("/tasks/0/versions")["items"][-2]
    assert version["version"] == 1
    assert reply.headers["etag"] == f'"{version["model_root"][2:]}"'
    assert "task-0-version-1.safetensors" in reply.headers["content-disposition"]
    file = tmp_path / "model.safetensors"
    file.write_bytes(reply.body)
    build_model(stage.federation.app).load_state_dict(load_file(file))
    again = stage.client.get(
        "/api/v1/tasks/0/versions/1/model", If_None_Match=reply.headers["etag"]
    )
    assert (again.status, again.body) == (304, b"")
    assert stage.client.get("/api/v1/tasks/0/versions/0/model").body != reply.body


def test_parts_of_a_model_can_be_had(stage: Stage) -> None:
    path = "/api/v1/tasks/0/versions/1/model"
    whole = stage.client.get(path).body
    part = stage.client.get(path, Range="bytes=8-15")
    assert (part.status, part.body) == (206, whole[8:16])
    beyond = stage.client.get(path, Range=f"bytes={len(whole)}-")
    assert (beyond.status, beyond.problem) == (416, "bad-range")
    assert beyond.headers["content-range"] == f"bytes */{len(whole)}"
    for odd in ("bytes=x", "lines=1-2", "bytes=9-3", "\u00ff"):
        reply = stage.client.get(path, Range=odd)
        assert (reply.status, reply.problem) == (400, "bad-range")


def test_many_ask_at_once(stage: Stage) -> None:
    """Every answer is of one state of the index, whoever else asks."""
    expected = {path: stage.client.api(path) for path in STEADY}
    wrong: list[str] = []

    def ask() -> None:
        wrong.extend(path for path in STEADY if stage.client.api(path) != expected[path])

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_figures_are_there_for_prometheus(stage: Stage) -> None:
    reply = stage.client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = dict(line.rsplit(" ", 1) for line in reply.body.decode().splitlines() if line[0] != "#")
    versions = stage.client.api("/tasks/0")["versions"]
    assert float(lines['consort_task_version{task="0"}']) == versions > 0
    assert float(lines['consort_check{check="chain"}']) == 1
    assert float(lines["consort_index_blocks_behind"]) >= 0
    stage.client.api("/tasks/0")
    route = 'consort_dashboard_requests_total{route="/tasks/{task}",status="200"}'
    before = float(lines.get(route, 0))
    after = stage.client.get("/metrics").body.decode()
    [line] = [line for line in after.splitlines() if line.startswith(route)]
    assert float(line.rsplit(" ", 1)[1]) > before


def test_healthy_server_says_so(stage: Stage) -> None:
    for path in ("/healthz", "/ready"):
        assert stage.client.get(path).json == {"ok": True, "faults": {}}


def test_everything_is_documented(stage: Stage) -> None:
    document = stage.client.api("/openapi.json")
    operations = [(path, way["get"]) for path, way in document["paths"].items()]
    for path, operation in operations:
        assert operation["description"], path
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description") or parameter["schema"].get("description"), path
    described = document["components"]["schemas"]
    assert all(schema.get("description") for schema in described.values()), described.keys()


def test_there_is_no_other_host_in_it(stage: Stage) -> None:
    """FastAPI's own pages load scripts from elsewhere: they are switched off."""
    assert stage.client.get("/docs").body == stage.client.get("/redoc").body
    assert b"swagger" not in stage.client.get("/docs").body
