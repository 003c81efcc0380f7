"""Server and chain go away and come back under an open page, which says so and goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from consort.chain.devnet import start_devnet
from consort.spec.types import Phase
from tests.browser.scene import Scene, serve
from tests.browser.tab import opening
from tests.chain.devnet_fixture import LocalChain, prepare_chain

SERVER_AWAY = "The dashboard does not answer."
CHAIN_AWAY = "The chain is away."


@pytest.fixture
def scene(program: Path, tmp_path: Path) -> Iterator[Scene]:
    """Give a task whose first round has just opened, on a chain that the test may end."""
    devnet = start_devnet(state=tmp_path / "chain.json", log=tmp_path / "chain.log")
    scene = Scene.start(prepare_chain(devnet, tmp_path), tmp_path)
    scene.open_round()
    yield scene
    scene.federation.local.devnet.stop()


def test_open_page_survives_server_and_chain(
    browser: Browser, scene: Scene, tmp_path: Path
) -> None:
    local, store = scene.federation.local, tmp_path / "store"
    dashboard = serve(local, tmp_path, store)
    port = int(dashboard.url.rsplit(":", 1)[1])
    with opening(browser, dashboard.url) as tab:
        tab.open(f"/task/{scene.task}")
        tab.page.evaluate("window.isSame = true")
        banner = tab.page.locator(".banner")
        dashboard.stop()
        banner.get_by_text(SERVER_AWAY).wait_for()
        scene.run_to(Phase.VOTE)
        again = serve(local, tmp_path, store, port)
        try:
            banner.wait_for(state="detached")
            tab.page.locator(".phases .now strong", has_text="Vote").wait_for()

            local.devnet.stop()
            banner.get_by_text(CHAIN_AWAY).wait_for()
            assert "Round 0" in tab.page.inner_text("main")
            restart_chain(local, tmp_path)
            banner.wait_for(state="detached")
            scene.run_to(Phase.PROPOSE)
            tab.page.locator(".phases .now strong", has_text="Propose").wait_for()
            assert tab.page.evaluate("window.isSame")
        finally:
            again.stop()


def restart_chain(local: LocalChain, directory: Path) -> None:
    """Resume the chain from its saved state, at the address where it was."""
    port = int(local.rpc_url.rsplit(":", 1)[1])
    started = start_devnet(port, state=directory / "chain.json", log=directory / "again.log")
    object.__setattr__(local, "devnet", started)
