"""Every entry point and health check of docker-compose.yml, run for real without an engine."""

import os
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from consort.errors import KuboMissing
from consort.storage.kubo_program import find_ipfs
from tests.cli.test_help import get_example
from tests.containers.layout import Machine

pytestmark = [
    pytest.mark.kubo,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8"),
]

NUMBERED = r"\b(kubo|validator|contributor)-\d"
ONE_OF_EACH = (
    *("chain", "kubo-0", "deployer"),
    *("validator-0", "contributor-0", "watcher", "dashboard"),
)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Give a machine for containers; it ends them all."""
    try:
        find_ipfs()
    except KuboMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the containers' test must run in CI: {missing}")
        pytest.skip(f"not tested without Kubo: {missing}")
    choose = random.SystemRandom().randrange
    machine = Machine(tmp_path, f"{choose(1, 255)}.{choose(1, 255)}")
    yield machine
    machine.stop()


def test_one_of_each_kind_runs_and_is_healthy(machine: Machine) -> None:
    run_all(machine, ONE_OF_EACH)
    killed = machine.running.pop("kubo-0")
    killed.kill()
    killed.wait()
    assert not machine.is_healthy("kubo-0")  # a check that cannot fail would say nothing
    assert not machine.is_healthy("kubo-1")


def test_the_first_one_runs_the_example_of_its_help(machine: Machine) -> None:
    command = ["consort", *machine.services["prepare"]["command"]]
    assert command == get_example(("net", "prepare")).split()


def test_the_others_differ_in_their_names_only(machine: Machine) -> None:
    services = machine.services
    for name in services.keys() - {*ONE_OF_EACH, "prepare"}:
        first = services[f"{name.partition('-')[0]}-0"]
        assert re.sub(NUMBERED, r"\1-0", str(services[name])) == str(first), name


@pytest.mark.slow
def test_all_containers_run_and_are_healthy(machine: Machine) -> None:
    run_all(machine, [name for name in machine.services if name != "prepare"])


def run_all(machine: Machine, names: list[str] | tuple[str, ...]) -> None:
    """Start containers as their `depends_on` asks, each once what it needs is ready."""
    machine.run_to_its_end("prepare")
    machine.resolve_names()
    for name in names:
        needed = {*machine.services[name]["depends_on"]} - {"prepare"}
        assert needed <= {*names[: names.index(name)]}
        if "healthcheck" in machine.services[name]:
            machine.start(name)
            machine.wait_until_healthy(name)
        else:
            machine.run_to_its_end(name)
