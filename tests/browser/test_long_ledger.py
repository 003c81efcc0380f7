"""The page over ledgers longer than any page and over an empty one, and where answers fail.

The chains are made up, and answer nothing once they are read: what needs a chain fails by itself.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.made import (
    ACCOUNT,
    CONTRIBUTORS,
    FIRST_CLAIM,
    LIES_ROUND,
    LIVE_TASK,
    ROUNDS,
    VALIDATORS,
    VOID_ROUND,
    change,
    make_long_ledger,
    serving_made,
)
from tests.browser.tab import Tab, opening
from tests.index.made_chain import MadeChain

EXPLAIN = "/accounts/*/explain?*"
EXPLANATION = {
    "enrolment": 0,
    "position": 0,
    "ok": True,
    "summary": "All of it holds.",
    "reward": str(FIRST_CLAIM),
    "cumulative": str(FIRST_CLAIM),
    "claimed": str(FIRST_CLAIM),
    "unclaimed": "0",
    "steps": [],
    "faults": [],
    "sum": None,
    "claim": None,
}
HIDDEN = "Object.defineProperty(document, 'hidden', {get: () => window.isHidden === true})"
TURN = """isHidden => {
  window.isHidden = isHidden;
  document.dispatchEvent(new Event("visibilitychange"));
}"""

NOTE_ASKED = """
  window.asked = [];
  const ask = window.fetch;
  window.fetch = (...given) => { window.asked.push(given[0]); return ask(...given); };
"""
NOTE_LATE = """() => new MutationObserver(() => {
  if (document.body.innerText.includes("http://late")) window.isLateShown = true;
}).observe(document.body, { subtree: true, childList: true, characterData: true })"""


@pytest.fixture(scope="module")
def url(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the long ledger."""
    with serving_made(make_long_ledger(), tmp_path_factory.mktemp("long")) as url:
        yield url


@pytest.fixture
def tab(browser: Browser, url: str) -> Iterator[Tab]:
    """Open a tab; at the end nothing may have gone wrong but what the server refused."""
    with opening(browser, url) as tab:
        tab.page.add_init_script(HIDDEN)
        yield tab
        assert all("Failed to load resource" in error for error in tab.errors), tab.errors


def look_away_and_back(page: Page) -> None:
    """Let a page be hidden and seen again, which refreshes it."""
    page.evaluate(TURN, True)
    page.evaluate(TURN, False)


def turn(tab: Tab, name: str, button: str, number: int) -> None:
    """Turn a list to a part, counted from 1."""
    pages = tab.page.get_by_role("navigation", name=f"Pages of {name}")
    pages.get_by_role("button", name=button).click()
    pages.get_by_text(f"Page {number}").wait_for()


def count_rows(tab: Tab, name: str) -> int:
    return tab.page.locator(f"#list-{name} tbody tr").count()


def test_long_lists_are_turned_over(tab: Tab) -> None:
    tab.open(f"/task/0/round/{LIES_ROUND}")
    first = tab.page.inner_text("#list-members tbody tr:first-child")
    assert count_rows(tab, "members") == 50
    turn(tab, "members", "Next", 2)
    assert count_rows(tab, "members") == CONTRIBUTORS - 50
    assert tab.page.locator("#list-members button", has_text="Next").is_disabled()
    assert tab.audit() == []
    turn(tab, "members", "Previous", 1)
    assert tab.page.inner_text("#list-members tbody tr:first-child") == first
    turn(tab, "slashes", "Next", 2)
    assert count_rows(tab, "slashes") == VALIDATORS - 20
    turn(tab, "events", "Next", 2)
    tab.open("/task/0/models")
    assert count_rows(tab, "versions") == 50
    turn(tab, "versions", "Next", 2)
    assert count_rows(tab, "versions") == ROUNDS + 1 - 50
    tab.open("/")
    turn(tab, "tasks", "Next", 2)
    assert count_rows(tab, "tasks") == LIVE_TASK + 1 - 20


def test_a_turned_page_costs_no_more_and_is_kept(tab: Tab) -> None:
    tab.open("/task/0")
    turn(tab, "rounds", "Next", 2)
    turn(tab, "rounds", "Next", 3)
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    with tab.page.expect_request("**/tasks/0/rounds?*after=*"):
        look_away_and_back(tab.page)
    lists = [address for address in asked if "/tasks/0/rounds?" in address]
    assert len(lists) == 2, "one for the chart, one for the table"

    shown = tab.page.locator("#list-rounds tbody a").first.inner_text()
    tab.page.locator("#list-rounds tbody a").first.click()
    tab.page.get_by_role("heading", name=shown, exact=True).wait_for()
    tab.page.go_back()
    tab.page.locator("#list-rounds").get_by_text("Page 3").wait_for()
    assert tab.page.locator("#list-rounds tbody a").first.inner_text() == shown


def test_every_slash_has_its_page(tab: Tab, url: str) -> None:
    tab.open(f"/task/0/round/{LIES_ROUND}")
    turn(tab, "slashes", "Next", 2)
    tab.page.locator("#list-slashes tbody tr").last.get_by_role("link", name="False input").click()
    tab.page.wait_for_url(f"{url}/slash/0/{LIES_ROUND}/v0")
    tab.page.get_by_role("heading", name="Evidence").wait_for()
    tab.open(f"/task/0/round/{VOID_ROUND}")
    tab.page.get_by_role("link", name="Transaction and proof").click()
    tab.page.get_by_role("heading", name="Wrong sum").wait_for()


def test_overview_shows_the_task_at_work(tab: Tab) -> None:
    tab.open("/")
    with tab.page.expect_request(f"**/api/v1/tasks/{LIVE_TASK}"):
        look_away_and_back(tab.page)


def test_what_can_be_copied_in_a_table_is_one_stop(tab: Tab) -> None:
    tab.open("/task/0")
    for table in tab.page.locator("table:visible:has([data-copy])").all():
        assert table.locator("[data-copy]:not([tabindex='-1'])").count() == 1
    copyable = tab.page.locator("#list-accounts [data-copy]")
    copyable.first.focus()
    tab.press("ArrowRight ArrowDown")
    assert copyable.nth(2).evaluate("button => button === document.activeElement")
    tab.press("ArrowLeft ArrowUp ArrowUp")
    assert copyable.first.evaluate("button => button === document.activeElement")


def test_a_void_round_is_told_as_over(tab: Tab) -> None:
    tab.open(f"/task/0/round/{VOID_ROUND}")
    assert "open" not in tab.page.locator("#list-members .badge").all_inner_texts()
    tab.open(f"/task/0/round/{VOID_ROUND}/update/{ACCOUNT}")
    story = tab.page.inner_text(".steps")
    assert "was a lie (Wrong sum)" in story
    assert "ended without a result" in story
    assert "can still be challenged" not in story


def test_votes_are_told_only_as_far_as_known(tab: Tab) -> None:
    tab.open(f"/task/0/round/0/update/{ACCOUNT}")
    assert f"{VALIDATORS} of {VALIDATORS} validators voted." in tab.page.inner_text(".steps")
    assert "lets it in" not in tab.page.inner_text(".steps")
    tab.page.route(f"**/api/v1{EXPLAIN}", lambda route: route.fulfill(json=EXPLANATION))
    tab.open(f"/task/0/round/0/update/{ACCOUNT}")
    assert "nobody excepted this one" in tab.page.inner_text(".steps")
    assert "lets it in" in tab.page.inner_text(".steps")


def test_the_first_of_many_claims_is_found(tab: Tab) -> None:
    tab.page.route(f"**/api/v1{EXPLAIN}", lambda route: route.fulfill(json=EXPLANATION))
    tab.open(f"/task/0/round/0/update/{ACCOUNT}")
    assert "0.0001 CSRT were paid out" in tab.page.inner_text(".steps > li:last-child")


def test_the_last_explanation_is_kept(tab: Tab) -> None:
    def explain(route: Route) -> None:
        route.fulfill(json=EXPLANATION)

    tab.page.route(f"**/api/v1{EXPLAIN}", explain)
    tab.open(f"/account/{ACCOUNT}?task=0&round=0")
    assert "All of it holds." in tab.page.inner_text("#explain")
    tab.page.unroute(f"**/api/v1{EXPLAIN}", explain)
    look_away_and_back(tab.page)
    tab.page.locator("#explain", has_text="Service Unavailable").wait_for()
    assert "All of it holds." in tab.page.inner_text("#explain")
    last = ROUNDS - 1
    tab.page.get_by_role("link", name=f"Explain the reward of round {last}").click()
    tab.page.get_by_role("heading", name=f"The reward of round {last}, explained").wait_for()
    assert "Service Unavailable" in tab.page.inner_text("main")
    assert "All of it holds." not in tab.page.inner_text("main")


def test_an_overtaken_answer_is_dropped(tab: Tab) -> None:
    tab.open("/network")
    tab.page.evaluate(NOTE_LATE)
    asked: list[Route] = []

    def answer_all_but_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            answer_with_node(route, tab.url, f"http://{len(asked)}")

    tab.page.route("**/api/v1/network", answer_all_but_the_first)
    with tab.page.expect_request("**/api/v1/network"):
        look_away_and_back(tab.page)
    look_away_and_back(tab.page)
    tab.page.locator("main", has_text="http://2").wait_for()
    answer_with_node(asked[0], tab.url, "http://late")
    look_away_and_back(tab.page)
    tab.page.locator("main", has_text=f"http://{len(asked) + 1}").wait_for()
    assert tab.page.evaluate("window.isLateShown") is None


def test_a_busy_server_is_asked_when_it_says(tab: Tab) -> None:
    tab.page.clock.install()
    tab.page.add_init_script(NOTE_ASKED)
    tab.page.route("**/api/v1/stream", lambda route: route.abort())
    busy = {"status": 503, "headers": {"Retry-After": "5"}, "json": {"title": "Busy"}}
    tab.page.route("**/api/v1/network", lambda route: route.fulfill(**busy))
    tab.page.goto(f"{tab.url}/network")
    tab.page.get_by_role("heading", name="Busy").wait_for()
    for passed, count in ((4_500, 1), (1_000, 2)):
        tab.page.clock.run_for(passed)
        asked = tab.page.evaluate("window.asked")
        assert asked.count("/api/v1/network") == count


def test_times_name_their_zone(browser: Browser, url: str) -> None:
    with opening(browser, url, timezone_id="Asia/Tokyo") as tab:
        tab.open("/task/0")
        title = tab.page.locator("main time").first.get_attribute("title")
        assert title is not None
        assert title.endswith("GMT+9")


def test_without_a_block_none_is_named(tab: Tab) -> None:
    tab.page.route("**/api/v1/stream", lambda route: route.abort())
    for is_well in (False, True):
        change(tab.page, "/status", block=None, time=None, chain_ok=is_well)
        tab.open("/network")
        tab.page.locator("#footer", has_text="Chain").wait_for()
        assert tab.page.locator(".banner", has_text="No block was read yet").count() != is_well
        assert "null" not in tab.page.inner_text("body")


@pytest.mark.parametrize(
    ("page_host", "node", "is_named"),
    [
        ("", "http://127.0.0.1:8545", True),
        ("", "https://mainnet.infura.io", False),
        ("https://ledger.example", "http://127.0.0.1:8545", False),
    ],
)
def test_a_node_is_named_only_where_it_is_the_visitors(
    tab: Tab, page_host: str, node: str, is_named: bool
) -> None:
    if page_host:
        tab.page.route(f"{page_host}/**", lambda route: ask_instead(route, tab.url))
    answer = partial(answer_with_node, url=tab.url, node=node)
    tab.page.route("**/api/v1/network", answer)
    tab.page.goto(f"{page_host or tab.url}/account/{ACCOUNT}")
    tab.page.wait_for_selector("#claim")
    commands = " ".join(tab.page.locator("#claim pre").all_inner_texts())
    assert (node in commands) == is_named
    assert ('--rpc-url "$ETH_RPC_URL"' in commands) != is_named
    assert ("Set ETH_RPC_URL" in tab.page.inner_text("#claim")) != is_named


def ask_instead(route: Route, url: str) -> None:
    """Answer for another host, as a proxy does."""
    place = urlsplit(route.request.url)
    if place.path.endswith("/stream"):
        route.abort()
    else:
        route.fulfill(response=route.fetch(url=f"{url}{place.path}?{place.query}"))


def answer_with_node(route: Route, url: str, node: str) -> None:
    """Answer as a server that reads from another node."""
    document = route.fetch(url=f"{url}/api/v1/network").json()
    document["rpc"]["url"] = node
    route.fulfill(json=document)


def test_many_tabs_leave_each_other_connections(browser: Browser, url: str) -> None:
    """A browser has six connections to a server: each stream that is open takes one."""
    with opening(browser, url) as first:
        first.page.context.add_init_script(HIDDEN)
        tabs = [first, *(Tab(first.page.context.new_page(), url) for _ in range(6))]
        for tab in tabs:
            tab.open("/network")
            tab.page.locator("#pulse[data-state=away], #pulse[data-state=live]").wait_for()
            if tab is not tabs[-1]:
                tab.page.evaluate(TURN, True)
        with first.page.expect_request("**/api/v1/stream"):
            first.page.evaluate(TURN, False)


def test_an_empty_ledger_says_so(browser: Browser, tmp_path: Path) -> None:
    with serving_made(MadeChain(), tmp_path) as url, opening(browser, url) as tab:
        tab.open("/")
        assert "No task yet." in tab.page.inner_text("main")
        assert "Nothing has happened yet." in tab.page.inner_text("main")
        assert tab.audit() == []
        tab.require_clean()
