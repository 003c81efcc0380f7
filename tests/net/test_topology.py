"""The topology: who uses what, and that a net on one machine and in containers is the same."""

from ipaddress import ip_address
from pathlib import Path

import pytest

from consort.cli.net.layout import CONTAINED, Layout
from consort.cli.net.plan import DASHBOARD, DEPLOYER, WATCHER, NetPlan
from consort.cli.net.ports import choose_ports
from consort.cli.net.prepare import make_config
from consort.cli.net.topology import make_services

SHARED = NetPlan(store="kubo")
OWN = NetPlan(store="kubo", kubo_nodes="participant")


def test_validators_have_a_kubo_node_each_and_others_share_them() -> None:
    assert SHARED.kubo_names == ["kubo-0", "kubo-1", "kubo-2"]
    assert [SHARED.find_kubo(name) for name in SHARED.validator_names] == SHARED.kubo_names
    used = [SHARED.find_kubo(name) for name in SHARED.contributor_names]
    assert used == ["kubo-0", "kubo-1", "kubo-2", "kubo-0", "kubo-1"]


def test_or_everybody_has_one() -> None:
    assert [OWN.find_kubo(name) for name in OWN.node_names] == OWN.kubo_names
    assert OWN.find_kubo(DEPLOYER) == "kubo-0"
    assert len(OWN.kubo_names) == len(OWN.node_names) == 9


@pytest.mark.parametrize("plan", [NetPlan(), SHARED, OWN], ids=["directory", "shared", "own"])
def test_what_is_needed_comes_first_and_is_there(plan: NetPlan) -> None:
    seen: set[str] = set()
    for service in make_services(plan, Layout(CONTAINED)):
        assert seen.issuperset(service.after), service.name
        assert (service.probe is None) == (service.name == DEPLOYER)
        seen.add(service.name)


def test_one_machine_and_containers_differ_in_places_only(tmp_path: Path) -> None:
    here = Layout(tmp_path, choose_ports(SHARED))
    there = Layout(CONTAINED)
    for mine, theirs in zip(make_services(SHARED, here), make_services(SHARED, there), strict=True):
        assert (mine.name, mine.after, mine.command[:2]) == (
            theirs.name,
            theirs.after,
            theirs.command[:2],
        )


def test_everything_that_listens_has_a_port_of_its_own() -> None:
    ports = choose_ports(OWN)
    assert len(set(ports.values())) == len(ports) == 2 + 9 + 9 + 9


def test_only_containers_listen_for_others(tmp_path: Path) -> None:
    for layout, is_loopback in (
        (Layout(tmp_path, choose_ports(SHARED)), True),
        (Layout(CONTAINED), False),
    ):
        address = str(make_config(SHARED, layout, WATCHER)["node"]["health"])
        assert ip_address(address.partition(":")[0]).is_loopback is is_loopback
        (chain, *_, dashboard) = make_services(SHARED, layout)
        assert ("--host" in chain.command) is not is_loopback
        host = dashboard.command[dashboard.command.index("--host") + 1]
        assert ip_address(host).is_loopback is is_loopback


def test_who_only_shows_has_no_key(tmp_path: Path) -> None:
    layout = Layout(tmp_path, choose_ports(OWN))
    assert {*make_config(OWN, layout, DASHBOARD)} == {"chain", "store", "app"}
    assert OWN.find_kubo(DASHBOARD) == "kubo-0"
