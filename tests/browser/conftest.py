"""A browser, and a scene that every test of the page may look at."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from consort.chain.devnet import start_devnet
from tests.browser.programs import find_browser, running_browser
from tests.browser.scene import Dashboard, Scene, serving
from tests.browser.tab import Tab, opening
from tests.chain.devnet_fixture import prepare_chain


@pytest.fixture(scope="session")
def program() -> Path:
    """Return the browser's program; without one, fail in CI and skip elsewhere."""
    found = find_browser()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("the browser's tests must run in CI: make browser")
    if found is None:
        pytest.skip("the page is not tested without Chromium or Chrome: make browser")
    return found


@pytest.fixture(scope="session")
def browser(program: Path) -> Iterator[Browser]:
    """Run one browser for all tests."""
    with running_browser(program) as running:
        yield running


@pytest.fixture(scope="module")
def scene(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Give a chain of its own, on which round 0 is over: a lie was refuted; another runs."""
    directory = tmp_path_factory.mktemp("scene")
    with start_devnet(state=directory / "chain.json", log=directory / "chain.log") as devnet:
        scene = Scene.start(prepare_chain(devnet, directory), directory)
        scene.run_to_end(0)
        scene.open_round()
        yield scene


@pytest.fixture(scope="module")
def dashboard(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Serve the scene."""
    federation = scene.federation
    directory = tmp_path_factory.mktemp("dashboard")
    with serving(federation.local, directory, federation.directory / "store") as running:
        yield running


@pytest.fixture
def tab(browser: Browser, dashboard: Dashboard) -> Iterator[Tab]:
    """Open a tab; at the end nothing may have gone wrong in it."""
    with opening(browser, dashboard.url) as tab:
        yield tab
        tab.require_clean()
