"""Pictures of the page for the documents: `make screenshots` runs a real demo with an attack.

The overview is taken while rounds run, the others from the chain that the demo has kept.
"""

import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from tests.browser.programs import find_browser, running_browser
from tests.browser.scene import Dashboard
from tests.browser.tab import Tab, opening
from tests.cli.commands_running import CONSORT, start

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"
APP: Final = ("--app", "consort.apps.digits:app")
MOST_BYTES: Final = 200_000
PATIENCE: Final = 300.0
DEMO: Final = (str(CONSORT), "demo", "--attack", "collude", "--json", "--keep", "kept")
LIVE_ROUND: Final = 5
LEAST_MEASURED: Final = 4
RUNNING: Final = ("COMMIT", "VOTE", "PROPOSE", "CHALLENGE")
LISTENING: Final = re.compile(r"Listening on ([\d.:]+)")


def main() -> None:
    """Write all pictures."""
    program = find_browser()
    if program is None:
        raise SystemExit("No browser: run `make browser`.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="consort-screenshots-") as path,
        running_browser(program) as browser,
    ):
        directory = Path(path)
        demo = subprocess.Popen(DEMO, cwd=directory, stdout=subprocess.DEVNULL)
        try:
            _take_live(browser, directory)
        finally:
            assert demo.wait(PATIENCE) == 0
        _take_kept(browser, directory)


def _take_live(browser: Browser, directory: Path) -> None:
    """Take what is shown while rounds run."""
    with _showing(_attach(directory / "kept"), directory) as dashboard:
        _until(lambda: _is_live(dashboard))
        with opening(browser, dashboard.url) as tab:
            _shoot(tab, "/", "overview", 900)


def _take_kept(browser: Browser, directory: Path) -> None:
    """Take what is shown of the demo that was kept."""
    with _showing(["--data", "kept"], directory) as dashboard:
        _until(lambda: _is_measured(dashboard))
        slashes = dashboard.get("/slashes")["items"]
        assert slashes, "the watcher was too late: this machine has too much else to do"
        number = slashes[0]["round"]
        account = dashboard.get(f"/tasks/0/rounds/{number}/commitments")["items"][0]["account"]
        round_ = f"/task/0/round/{number}"
        with opening(browser, dashboard.url) as tab:
            _shoot(tab, round_, "round", 1000)
            _shoot(tab, f"{round_}/update/{account}", "update", 1400, width=960)
            _shoot(tab, f"/account/{account}?task=0&round={number}#explain", "reward", 900)
        with opening(browser, dashboard.url, color_scheme="dark") as tab:
            _shoot(tab, "/task/0/models", "models-dark", 900)


def _attach(kept: Path) -> list[object]:
    """Return the options that show a demo while it runs, once its task has a model."""
    _until(lambda: any((kept / "store").rglob("*")))
    [record] = kept.glob("deployments/*.json")
    found = LISTENING.search((kept / "chain.log").read_text())
    assert found is not None
    place = ["--rpc-url", f"http://{found[1]}", "--deployment", record]
    return [*place, "--store", f"directory:{kept}/store"]


def _is_live(dashboard: Dashboard) -> bool:
    """Tell whether a later round runs, and some versions have been measured."""
    tasks = dashboard.get("/tasks")["items"]
    live = dashboard.get("/tasks/0")["live"] if tasks else None
    is_running = live is not None and live["round"] >= LIVE_ROUND and live["phase"] in RUNNING
    return is_running and len(_list_measured(dashboard)) >= LEAST_MEASURED


def _is_measured(dashboard: Dashboard) -> bool:
    versions = dashboard.get("/tasks/0/versions")["items"]
    return len(_list_measured(dashboard)) == len(versions)


def _list_measured(dashboard: Dashboard) -> list[object]:
    versions = dashboard.get("/tasks/0/versions")["items"]
    return [version for version in versions if version["metrics"]]


@contextmanager
def _showing(place: list[object], directory: Path) -> Iterator[Dashboard]:
    """Run the dashboard, in a state directory of its own."""
    state = {"XDG_STATE_HOME": str(directory / "xdg")}
    running = start(["dashboard", "--json", "--port", 0, *APP, *place], directory, state)
    dashboard = Dashboard(running, running.wait_for("Ready")["url"])
    dashboard.wait()
    try:
        yield dashboard
    finally:
        dashboard.stop()


def _shoot(tab: Tab, path: str, name: str, height: int, width: int = 1200) -> None:
    """Write a picture of the top of a page; raises AssertionError where it is too large."""
    tab.page.set_viewport_size({"width": width, "height": height})
    tab.open(path)
    tab.page.wait_for_timeout(500)
    file = IMAGES / f"{name}.png"
    tab.page.screenshot(path=file)
    assert file.stat().st_size < MOST_BYTES, f"{file} has {file.stat().st_size} bytes"
    tab.require_clean()
    print(f"{file.name}: {file.stat().st_size // 1000} kB")


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "the demo did not come that far"
        time.sleep(0.2)


if __name__ == "__main__":
    main()
