"""What docker-compose.yml and the Dockerfile promise, without an engine."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from consort.cli.net.containers import PLAN
from deploy.docker.compose import format_compose
from tests.containers.composition import (
    COMPOSE,
    DOCKERFILE,
    ROOT,
    read_compose,
    read_stages,
    run_quietly,
)

SERVICES: dict[str, dict[str, Any]] = read_compose()["services"]
STAGES = read_stages()


def test_the_file_is_fresh() -> None:
    assert COMPOSE.read_text() == format_compose(), "run: python -m deploy.docker.compose"


def test_hadolint_has_nothing_to_say() -> None:
    assert run_quietly(str(Path(sys.executable).parent / "hadolint"), str(DOCKERFILE)) == ""


def test_everybody_is_there() -> None:
    assert len(PLAN.kubo_names) == 3
    parts = {"chain", "deployer", *PLAN.kubo_names, *PLAN.node_names, "dashboard"}
    assert {*SERVICES} == {"prepare", *parts}


def test_only_chain_and_dashboard_are_published_and_on_loopback_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {
        "chain": ["127.0.0.1:8545:8545"],
        "dashboard": ["127.0.0.1:8642:8642"],
    }
    assert read_compose()["networks"]["net"] == {"internal": True}
    outside = {name for name, service in SERVICES.items() if service["networks"] != ["net"]}
    assert outside == {*published}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_power_that_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "privileged" not in service
    assert "user" not in service  # the image's
    assert re.fullmatch(r"on-failure:\d+", service["restart"])


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"prepare"}))
def test_a_container_sees_its_own_volume_and_the_record(name: str) -> None:
    mounts = SERVICES[name]["volumes"]
    mode = "" if name == "deployer" else ":ro"
    others = [] if name.startswith(("chain", "kubo")) else [f"deployments:/net/deployments{mode}"]
    assert mounts == [f"{name}:/net/{name}", *others]


def test_volumes_are_named_and_belong_to_the_images_user() -> None:
    volumes = {*read_compose()["volumes"]}
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service["volumes"]}
    assert used == volumes
    (setup,) = [line for line in STAGES["consort"].find("RUN") if "/net/" in line]
    made = re.search(r"for name in ([\w\s-]+);", setup)
    assert made is not None
    assert {*made[1].split()} == volumes


def test_each_waits_for_what_it_needs() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            is_checked = "healthcheck" in SERVICES[other]
            expected = "service_healthy" if is_checked else "service_completed_successfully"
            assert how == {"condition": expected}, (name, other)
    assert {*SERVICES["deployer"]["depends_on"]} == {"prepare", "chain", "kubo-0"}
    assert {*SERVICES["validator-2"]["depends_on"]} == {"prepare", "deployer", "kubo-2"}


def test_images_are_built_from_pinned_bases_and_run_without_root() -> None:
    assert {service["build"]["target"] for service in SERVICES.values()} <= {*STAGES}
    bases = {stage.base for stage in STAGES.values()} - {*STAGES}
    assert all(re.fullmatch(r"\w+:\d+\.\d+\.\d+-[\w-]+", base) for base in bases), bases
    assert STAGES["consort"].find("USER") == ["10001:10001"]
    assert not any(STAGES[name].find("USER") for name in ("chain", "kubo"))
    assert (STAGES["chain"].base, STAGES["kubo"].base) == ("consort", "consort")


def test_what_is_copied_is_sent_to_the_engine() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    copied = {
        word.rstrip("/")
        for stage in STAGES.values()
        for line in stage.find("COPY")
        if not line.startswith("--from")
        for word in line.split()[:-1]
    }
    assert copied == sent
    assert all((ROOT / path).exists() for path in sent)
