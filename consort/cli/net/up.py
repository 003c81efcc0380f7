"""Bringing a net up: made if it is new, supervised, and waited for."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final, NoReturn

from consort.chain.devnet import PROGRAMS
from consort.cli.net.directory import Net, NetDirectory
from consort.cli.net.logs import read_last
from consort.cli.net.marks import SUPERVISOR, end_all, find_marked, make_mark
from consort.cli.net.plan import NetPlan
from consort.cli.net.prepare import prepare
from consort.cli.net.running import PATIENCE
from consort.cli.net.service import READY, ServiceStatus, State
from consort.cli.net.status import show_status
from consort.cli.output import Output
from consort.errors import NetBusy, NetDiffers, NetNotReady, NoNetThere, ServiceFailed
from consort.storage.kubo_program import find_ipfs

_POLL: Final = 0.2


def bring_up(
    output: Output, directory: Path, *, foreground: bool, patience: float, **choices: Any
) -> None:
    """Start what does not run, and return once everything is healthy.

    Raises NetNotYours, NotEmpty, NetDiffers, NetBusy, ServiceFailed, NetNotReady, and what
    `prepare` raises.
    """
    place = NetDirectory(directory.absolute())
    if choices["app"]:
        choices["app"] = _anchor(choices["app"])
    place.require_room()
    lock = place.lock(make=True)
    if lock is None:
        _require_same(place, _load_running(place).plan, choices)
    else:
        net = _open(place, choices)
        end_all(find_marked(net.token), PATIENCE)  # what a killed supervisor left running
        place.forget_status()
        if foreground:
            _become_supervisor(place, net, lock)
        _start_supervisor(place, net, lock)
    _wait_until_ready(output, place, patience)
    show_status(output, place.path)


def _load_running(place: NetDirectory) -> Net:
    """Return the net that another process holds; raises NetBusy where it is just being made."""
    try:
        return place.load()
    except NoNetThere:
        raise NetBusy(str(place.path)) from None


def _open(place: NetDirectory, choices: Mapping[str, Any]) -> Net:
    """Return the net that is there, or a new one as chosen; prepare whatever it lacks."""
    try:
        net = place.load()
    except NoNetThere:
        net = place.make(_require_programs(_plan(choices)))
    else:
        _require_same(place, net.plan, choices)
    prepare(net.plan, place.get_layout(net))
    return net


def _anchor(app: str) -> str:
    """Return an app's name with the path in it absolute: everybody loads it from elsewhere."""
    location, separator, name = app.partition(":")
    return f"{Path(location).absolute()}{separator}{name}" if location.endswith(".py") else app


def _plan(choices: Mapping[str, Any]) -> NetPlan:
    """Return a plan; what was not chosen is its default."""
    return replace(NetPlan(), **{name: value for name, value in choices.items() if _is_made(value)})


def _is_made(choice: object) -> bool:
    return choice not in {None, ()}


def _require_programs(plan: NetPlan) -> NetPlan:
    """Return the plan if what runs it is there; raises ChainProgramMissing, KuboMissing."""
    PROGRAMS[plan.chain].find()
    if plan.kubo_names:
        find_ipfs()
    return plan


def _require_same(place: NetDirectory, plan: NetPlan, choices: Mapping[str, Any]) -> None:
    for name in (field.name for field in fields(plan)):
        kept, asked = getattr(plan, name), choices.get(name)
        if _is_made(asked) and asked != kept:
            option = f"--{name.replace('_', '-')}"
            raise NetDiffers(str(place.path), option, str(kept), str(asked))


def _compose(place: NetDirectory, net: Net, lock: int) -> tuple[list[str], dict[str, str]]:
    """Return the supervisor's command and environment."""
    module = "consort.cli.net.supervisor"
    command = [sys.executable, "-P", "-m", module, str(place.path), str(lock)]
    return command, {**os.environ, **make_mark(net.token, SUPERVISOR)}


def _become_supervisor(place: NetDirectory, net: Net, lock: int) -> NoReturn:
    command, environment = _compose(place, net, lock)
    os.set_inheritable(lock, True)
    os.execve(sys.executable, command, environment)  # noqa: S606 - a list of arguments, no shell


def _start_supervisor(place: NetDirectory, net: Net, lock: int) -> None:
    """Start it in a session of its own: it outlives this command, and the terminal."""
    command, environment = _compose(place, net, lock)
    with place.get_log(SUPERVISOR).open("ab") as log:
        subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(lock,),
            start_new_session=True,
        )
    os.close(lock)


def _wait_until_ready(output: Output, place: NetDirectory, patience: float) -> None:
    """Return once every service is healthy or done; tell of each that becomes so."""
    deadline = time.monotonic() + patience
    told: set[str] = set()
    while True:
        services = place.read_status()
        missing = [service for service in services if service.state not in READY]
        for service in services:
            if service.state in READY and service.name not in told:
                told.add(service.name)
                output.note(f"{service.name}: {service.state}")
        _require_hope(place, missing)
        if services and not missing:
            return
        if time.monotonic() > deadline:
            names = ", ".join(service.name for service in missing) or SUPERVISOR
            raise NetNotReady(names, patience)
        time.sleep(_POLL)


def _require_hope(place: NetDirectory, missing: list[ServiceStatus]) -> None:
    """Raise ServiceFailed for what was given up, or if the supervisor is gone."""
    for service in missing:
        if service.state is State.FAILED:
            raise _explain(place, service.name, service.exit)
    lock = place.lock()
    if lock is not None:
        os.close(lock)
        raise _explain(place, SUPERVISOR, None)


def _explain(place: NetDirectory, name: str, status: int | None) -> ServiceFailed:
    log = place.get_log(name)
    said = " ".join(read_last(log, 1)) or "it wrote nothing."
    return ServiceFailed(name, "unknown" if status is None else str(status), said, str(log))
