"""The page in a real browser, on a chain where validators lied about round 0."""

import json
import re
import subprocess
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from safetensors import safe_open

from consort.spec.rewards import compute_reward_tree
from consort.spec.types import Phase
from tests.browser.scene import Dashboard, Scene
from tests.browser.tab import DESKTOP, PHONE, Tab, opening
from tests.cli.commands_running import CONSORT

STATIC = Path(__file__).parents[2] / "consort" / "dashboard" / "static"
CONTRIBUTOR = "contributor-1"
WIDEST = 100

Paths = dict[str, str]


@pytest.fixture(scope="module")
def paths(scene: Scene, dashboard: Dashboard) -> Paths:
    """Return every page there is, and a text that only it shows."""
    task, account = f"/task/{scene.task}", scene.get_account(CONTRIBUTOR)
    [slash] = dashboard.get("/slashes")["items"]
    return {
        "/": "What has just happened",
        task: "Who takes part",
        f"{task}/round/0": "Somebody lied here, and was caught",
        f"{task}/round/1": "Who committed",
        f"{task}/round/0/update/{account}": "The reward was earned",
        f"{task}/models": "Versions",
        f"/account/{account}": "explained",
        f"/account/{scene.get_account('validator-0')}": "Roles",
        f"/slash/{slash['slash']}": "Evidence",
        "/network": "Contracts",
    }


def test_every_page_can_be_read(tab: Tab, paths: Paths) -> None:
    for path, text in paths.items():
        tab.open(path)
        assert text in tab.page.inner_text("main"), path
        assert tab.audit() == [], path
        tab.page.emulate_media(color_scheme="dark")
        tab.page.wait_for_selector("html[data-theme=dark]")
        assert tab.audit() == [], path
        tab.page.set_viewport_size(PHONE)
        assert tab.get_overflow() == 0, path
        assert tab.audit() == [], path
        tab.page.set_viewport_size(DESKTOP)
        tab.page.emulate_media(color_scheme="light")
        tab.page.wait_for_selector("html[data-theme=light]")


def test_audit_sees_faults(tab: Tab) -> None:
    tab.open("/")
    tab.page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
        "<button></button><h1>x</h1><table><tr><th>x</th></tr></table><p class=pale>pale</p>")"""
    )
    tab.page.evaluate("document.querySelector('.pale').style.color = '#bbb'")
    tab.page.evaluate("document.querySelector('.column.rest').style.stroke = 'none'")
    faults = " ".join(tab.audit())
    pale = ("<p> pale", "column rest of a chart")
    for fault in ("no name: <button>", "not one h1", "no caption", "no scope", *pale):
        assert fault in faults


def test_slash_is_shown_with_its_evidence(tab: Tab, scene: Scene, dashboard: Dashboard) -> None:
    [slash] = dashboard.get("/slashes")["items"]
    tab.open(f"/task/{scene.task}/round/0")
    assert tab.page.locator(".badge", has_text="refuted").count() == 1
    tab.page.get_by_role("link", name="See the evidence").click()
    tab.page.get_by_role("heading", name="Wrong aggregate").wait_for()

    shown = tab.page.inner_text("main")
    assert slash["evidence"]["function"] in shown
    evidence = slash["evidence"]["transaction"]
    sent = scene.federation.owner.rpc.request("eth_getTransactionByHash", evidence)
    deployment = scene.federation.local.deployment
    assert sent["to"] == deployment.get_address(slash["evidence"]["contract"]).lower()
    command = tab.page.locator(".command pre", has_text="cast tx").inner_text()
    assert evidence in command
    tab.page.get_by_role("button", name=re.compile("^Copy 0x")).first.wait_for()


def test_explained_reward_adds_up_to_the_chains(tab: Tab, scene: Scene) -> None:
    account = scene.get_account(CONTRIBUTOR)
    tab.open(f"/account/{account}?task={scene.task}&round=0")
    steps = tab.page.locator("#explain .steps > li")
    assert steps.count() >= 5
    assert tab.page.locator("#explain .steps > li.bad").count() == 0

    terms = tab.page.locator("#explain .sum tr.term [data-units]").all()
    units = [int(row.get_attribute("data-units") or 0) for row in terms]
    total = int(tab.page.get_attribute("#explain tr.chain [data-units]", "data-units") or 0)
    history = scene.federation.read_history()
    assert compute_reward_tree(history.rewards).root.hash == history.head.reward_root
    [index] = [index for index, held in history.contributors.items() if held == account]
    assert total == history.rewards[index].cumulative > 0
    assert sum(units) == total


def test_newcomer_follows_one_update_by_keyboard(tab: Tab, scene: Scene) -> None:
    tab.open("/")
    tab.press("Tab")
    assert tab.get_focused() == "Skip to content"
    tab.press("Enter")
    assert tab.page.evaluate("document.activeElement.id") == "main"

    tab.tab_to("Follow an update")
    tab.press("Enter")
    tab.page.get_by_role("heading", name="One update's life").wait_for()
    headings = tab.page.locator(".steps h2").all_inner_texts()
    assert headings == [
        "The round opened",
        "The update was committed",
        "Validators voted",
        "A result was proposed",
        "The reward was earned",
        "The reward was claimed",
    ]
    tab.tab_to("how to claim")
    tab.press("Enter")
    tab.page.wait_for_selector("#claim:focus")


def test_chart_can_be_read_by_keyboard(tab: Tab, scene: Scene) -> None:
    tab.open(f"/task/{scene.task}")
    tab.page.get_by_role("group", name=re.compile("^Participation")).focus()
    tab.press("ArrowRight")
    tip = tab.page.locator("consort-chart [role=status]:not(:empty)")
    assert tip.inner_text() == "Round 0\n2 of 2 included"
    tab.press("Escape")
    tip.wait_for(state="detached")
    tab.page.get_by_role("group", name=re.compile("^Participation")).focus()
    tab.press("Home Enter")
    tab.page.wait_for_url(f"**/task/{scene.task}/round/0")
    tab.wait()


def test_theme_is_chosen_and_kept(tab: Tab) -> None:
    def get_theme() -> object:
        return tab.page.evaluate("document.documentElement.dataset.theme")

    tab.open("/")
    assert get_theme() == "light"
    for name, theme in (("auto", "light"), ("light", "dark")):
        tab.page.get_by_role("button", name=f"Theme: {name}").click()
        assert get_theme() == theme
    tab.open("/network")
    assert get_theme() == "dark"


def test_amounts_are_copied_exactly(browser: Browser, dashboard: Dashboard, scene: Scene) -> None:
    rights = ["clipboard-read", "clipboard-write"]
    with opening(browser, dashboard.url, permissions=rights) as tab:
        account = scene.get_account(CONTRIBUTOR)
        tab.open(f"/account/{account}")
        [role] = dashboard.get(f"/accounts/{account}")["roles"]
        tab.page.locator(".figures .amount").first.click()
        assert tab.page.evaluate("navigator.clipboard.readText()") == role["earned"]
        tab.require_clean()


def test_model_is_downloaded(tab: Tab, scene: Scene, tmp_path: Path) -> None:
    tab.open(f"/task/{scene.task}/models")
    with tab.page.expect_download() as download:
        tab.page.get_by_role("link", name="Download version 1").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with safe_open(file, "pt") as tensors:
        assert set(tensors.keys())


def test_hostile_text_stays_text(browser: Browser, dashboard: Dashboard, paths: Paths) -> None:
    hostile = "<img src=/x onerror=window.harmed=1>\u202e';$(touch x)`"
    with opening(browser, dashboard.url) as tab:
        tab.page.route("**/api/v1/**", lambda route: answer_with(route, poison(hostile, FIELDS)))
        commands, silent = 0, []
        for path in paths:
            tab.open(path)
            assert tab.page.locator("main img, main script").count() == 0
            assert tab.page.evaluate("window.harmed") is None
            for command in tab.page.locator("pre").all_text_contents():
                assert "touch" not in command
                commands += 1
            if hostile[:6] not in tab.page.inner_text("main"):
                silent.append(path)
        assert commands
        assert len(silent) <= 1, "a validator that was not slashed shows no text of others"

        tab.page.route("**/api/v1/**", lambda route: answer_with(route, poison(hostile, CALLED)))
        tab.open(next(path for path in paths if path.startswith("/slash/")))
        assert "touch" not in tab.page.locator("pre", has_text="cast tx").inner_text()
        tab.errors = [error for error in tab.errors if "404" not in error]  # no such contract
        tab.require_clean()


CALLED = {"function", "name"}
FIELDS = CALLED | {
    *("event", "kind", "account", "owner", "accuser", "asker", "proof", "url", "text", "summary"),
    *("model_cid", "cid", "transaction", "calldata", "contract", "RewardLedger"),
}


def poison(hostile: str, fields: Collection[str]) -> Callable[[str, object], object]:
    """Return what replaces the texts that somebody else may have chosen."""
    return lambda name, value: hostile if name in fields and isinstance(value, str) else value


def answer_with(route: Route, change: Callable[[str, object], object]) -> None:
    """Answer with the server's own document, each field changed."""
    if "stream" in route.request.url:
        route.continue_()
        return
    response = route.fetch()

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        return {name: change(name, value) for name, value in found}

    route.fulfill(response=response, json=json.loads(response.text(), object_pairs_hook=pairs))


def test_unknown_places_are_told(tab: Tab) -> None:
    for path, text in {
        "/nothing": "There is no such page",
        "/account/0x12": "That is no address",
        "/slash/0/0/77": "No such slash",
        "/slash/7": "There is no such page",
    }.items():
        tab.page.goto(tab.url + path)
        tab.page.get_by_role("heading", name=text).wait_for()
        assert tab.audit() == []
    assert all("404" in error for error in tab.errors)
    tab.errors.clear()


def test_no_code_writes_markup() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
        r"|setAttribute\(\"on|style=|https?://(?!www\.w3\.org/2000/svg)[a-z]"
    )
    sources = [path for path in STATIC.rglob("*") if path.suffix in {".html", ".js", ".css"}]
    assert len(sources) > 20
    found = [path.name for path in sources if forbidden.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_code_is_not_wider_than_elsewhere() -> None:
    lines = [
        (path.name, number)
        for path in STATIC.rglob("*.js")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert lines == []


def test_live_round_and_claim(tab: Tab, scene: Scene, dashboard: Dashboard) -> None:
    """What follows changes the scene: it comes last."""
    scene.open_round()
    number = scene.federation.owner.get_head(scene.federation.task)[0].next_round - 1
    tab.open(f"/task/{scene.task}")
    tab.page.evaluate("window.isSame = true")
    for phase, title in ((Phase.VOTE, "Vote"), (Phase.CHALLENGE, "Challenge")):
        scene.run_to(phase)
        tab.page.locator(".phases .now strong", has_text=title).wait_for()
        tab.page.locator("#announcer", has_text=title).wait_for(state="attached")
    scene.run_to_end(number)
    tab.page.locator(f"tr[data-key=round-{number}] .badge.good").wait_for()
    assert tab.page.evaluate("window.isSame")

    account = scene.get_account(CONTRIBUTOR)
    tab.open(f"/task/{scene.task}/round/{number}/update/{account}")
    assert "Not yet" in tab.page.inner_text(".steps > li:last-child")
    claim_as_the_page_says(tab, scene, dashboard, account)
    tab.open(f"/task/{scene.task}/round/{number}/update/{account}")
    tab.page.locator(".steps > li:last-child", has_text="were paid out").wait_for()
    assert tab.page.locator(".steps > li.good").count() == 6


def require_castable(tab: Tab, scene: Scene) -> None:
    """Require that the chain takes the call for cast that the page shows."""
    words = tab.page.locator(".command pre", has_text="cast send").inner_text().split()
    chain = scene.federation.owner
    assert words[2] == chain.deployment.get_address("RewardLedger")
    call = {"from": chain.address, "to": words[2], "data": words[3]}
    assert int(str(chain.rpc.request("eth_estimateGas", call)), 16) > 0


def claim_as_the_page_says(tab: Tab, scene: Scene, dashboard: Dashboard, account: str) -> None:
    """Run the page's own command, in a directory with the record and a key."""
    local, directory = scene.federation.local, scene.federation.directory
    scene.settle()
    dashboard.wait(scene.federation.owner.clock().block)
    tab.open(f"/account/{account}?task={scene.task}")
    command = tab.page.locator(".command pre", has_text="consort claim").inner_text().split()
    require_castable(tab, scene)
    (directory / "deployment.json").write_text(json.dumps(dashboard.get("/deployment.json")))
    (directory / "me.json").symlink_to(local.get_keystore(CONTRIBUTOR))
    password = directory / "password"
    password.touch(mode=0o600)
    done = subprocess.run(
        [str(CONSORT), *command[1:], "--password-file", str(password), "--yes"],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tab.page.locator("#claim .badge", has_text="nothing left to claim").wait_for()
