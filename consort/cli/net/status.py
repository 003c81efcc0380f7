"""Where a net stands: each of its processes, and its task."""

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from consort.cli.actions.connection import connect
from consort.cli.net.directory import Net, NetDirectory
from consort.cli.net.logs import read_last
from consort.cli.net.marks import SUPERVISOR, find_marked
from consort.cli.net.plan import CHAIN, DASHBOARD
from consort.cli.net.service import RUNNING, ServiceStatus, State
from consort.cli.output import Document, Output, format_table
from consort.cli.settings import Network
from consort.errors import ConsortError
from consort.node.round_view import ChainClock, read_view
from consort.spec.types import TaskId

_LONGEST: Final = 60


def show_status(output: Output, directory: Path) -> None:
    """Show a net; raises NoNetThere, NetUnreadable."""
    place = NetDirectory(directory.absolute())
    net = place.load()
    is_up, services = _look(place, net)
    task = _read_task(place, net, services)
    shown = [_describe(place, net, service) for service in services]
    document = {"directory": str(place.path), "up": is_up, "services": shown, "task": task}
    headings = ("process", "state", "pid", "restarts", "up for", "at", "last said")
    lines = [
        f"net in {place.path}: {'up' if is_up else 'down'}",
        format_table(headings, [_make_row(one) for one in shown]),
        *([_format_task(task)] if task else []),
        *(f"the ledger is at {one['address']}" for one in shown if _is_page(one)),
    ]
    output.show(document, "\n".join(lines))


def _look(place: NetDirectory, net: Net) -> tuple[bool, list[ServiceStatus]]:
    """Return whether a supervisor runs, and the services; without one, those that are left."""
    services = place.read_status()
    if find_marked(net.token, SUPERVISOR):
        return True, services
    return False, [_correct(service, net) for service in services]


def _correct(service: ServiceStatus, net: Net) -> ServiceStatus:
    """Return what is true of a service whose supervisor is gone."""
    if service.state not in RUNNING:
        return service
    left = find_marked(net.token, service.name)
    if not left:
        return replace(service, state=State.STOPPED, pid=None, since=None)
    return replace(service, state=State.LEFT, pid=left[0].pid)


def _read_task(place: NetDirectory, net: Net, services: Sequence[ServiceStatus]) -> Document | None:
    """Return where the task stands; None while the chain cannot tell."""
    chain_runs = any(one.name == CHAIN and one.state is State.HEALTHY for one in services)
    layout = place.get_layout(net)
    if not chain_runs or not layout.record.exists():
        return None
    network = Network((layout.rpc_url,), layout.record)
    try:
        view = read_view(connect(network), TaskId(0), ChainClock(time.monotonic))
    except ConsortError:
        return None
    return {
        "task": 0,
        "round": view.number if view.last else None,
        "phase": view.phase.name,
        "version": view.head.version,
        "contributors": view.roster.contributors,
        "validators": view.roster.validators,
    }


def _describe(place: NetDirectory, net: Net, service: ServiceStatus) -> Document:
    """Return what there is to know of a service; `uptime` in seconds, `address` of its own page."""
    has_port = service.name in net.ports
    return asdict(service) | {
        "uptime": None if service.since is None else max(0, int(time.time() - service.since)),
        "address": place.get_layout(net).get_url(service.name) if has_port else None,
        "said": "".join(read_last(place.get_log(service.name), 1)),
    }


def _make_row(shown: Document) -> tuple[object, ...]:
    uptime = "" if shown["uptime"] is None else format_age(int(str(shown["uptime"])))
    said = str(shown["said"])[:_LONGEST]
    values = (shown["name"], shown["state"], shown["pid"] or "", shown["restarts"])
    return (*values, uptime, shown["address"] or "", said)


def _is_page(shown: Document) -> bool:
    return shown["name"] == DASHBOARD and shown["state"] == State.HEALTHY


def _format_task(task: Document) -> str:
    round_ = f"round {task['round']} {task['phase']}"
    at = "before its first round" if task["round"] is None else round_
    parties = f"{task['contributors']} contributors, {task['validators']} validators"
    return f"task {task['task']}: {at}, model version {task['version']}, {parties}"


def format_age(seconds: int) -> str:
    """Return a time in its two largest units."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    shown = [f"{value}{unit}" for value, unit in parts if value]
    return " ".join(shown[:2]) or "0s"
