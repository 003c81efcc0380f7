"""The page over a real demo with an attack, as `consort dashboard --data DIR` reopens it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.scene import Dashboard
from tests.browser.tab import Tab, opening
from tests.cli.commands_running import CONSORT, start

pytestmark = pytest.mark.slow

SIZE = ("--contributors", "2", "--validators", "3", "--rounds", "3", "--seed", "3")
PATIENCE = 240
FALSE_ROUND = 1


@pytest.fixture(scope="module")
def directory(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demo with an attack; what it keeps is in `kept`."""
    directory = tmp_path_factory.mktemp("demo")
    command = [str(CONSORT), "demo", *SIZE, "--attack", "collude", "--keep", "kept", "--json"]
    subprocess.run(command, cwd=directory, check=True, capture_output=True, timeout=PATIENCE)
    return directory


@pytest.fixture(scope="module")
def dashboard(directory: Path) -> Iterator[Dashboard]:
    """Reopen what was kept."""
    command = ["dashboard", "--data", "kept", "--app", "consort.apps.digits:app", "--port", "0"]
    running = start([*command, "--json"], directory, {})
    dashboard = Dashboard(running, running.wait_for("Ready")["url"])
    dashboard.wait()
    yield dashboard
    dashboard.stop()


@pytest.fixture
def tab(browser: Browser, dashboard: Dashboard) -> Iterator[Tab]:
    """Open a tab; at the end nothing may have gone wrong in it."""
    with opening(browser, dashboard.url) as tab:
        yield tab
        tab.require_clean()


def test_attack_is_shown(tab: Tab) -> None:
    tab.open("/")
    tab.page.get_by_role("link", name="Wrong aggregate").click()
    tab.page.get_by_role("heading", name="Evidence").wait_for()
    assert "badCohort" in tab.page.inner_text("main")
    tab.open(f"/task/0/round/{FALSE_ROUND}")
    assert "Somebody lied here, and was caught" in tab.page.inner_text("main")


def test_every_contributor_can_see_why_it_earned_what_it_earned(
    tab: Tab, dashboard: Dashboard
) -> None:
    accounts = dashboard.get("/tasks/0/accounts")["items"]
    contributors = [each for each in accounts if each["role"] == "CONTRIBUTOR"]
    assert len(contributors) == 2
    for each in contributors:
        tab.open(f"/account/{each['account']}")
        assert tab.page.locator("#explain .steps > li.bad").count() == 0
        for row in ("chain", "paid"):
            shown = tab.page.get_attribute(f"#explain tr.{row} [data-units]", "data-units")
            assert shown == each["earned"] == each["claimed"]


def test_accuracy_is_measured_and_drawn(tab: Tab, dashboard: Dashboard) -> None:
    tab.open("/task/0/models")
    version = dashboard.get("/tasks/0/versions")["items"][0]["version"]
    points = f"document.querySelectorAll('consort-chart .dot').length === {version + 1}"
    tab.page.wait_for_function(points, timeout=60_000)
    metrics = dashboard.get("/tasks/0/versions")["items"][0]["metrics"]
    assert f"{100 * metrics['accuracy']:.2f} %" in tab.page.inner_text("main")
