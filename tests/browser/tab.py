"""A tab of the browser that notes what should not happen: errors, and requests to other hosts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize

AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8")
DESKTOP: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass
class Tab:
    """A page of the dashboard at `url`."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Note errors and requests from the first on."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._on_request)

    def open(self, path: str) -> None:
        """Go to a path, and wait until the page is there."""
        self.page.goto(self.url + path)
        self.wait()

    def wait(self) -> None:
        """Wait until a page is shown, not that it loads; it must be no error."""
        self.page.wait_for_selector("main h1")
        shown = self.page.inner_text("main")
        assert self.page.locator("main[data-ready]").count() == 1, f"{self.page.url}: {shown}"

    def audit(self) -> list[str]:
        """Return what keeps people from reading or using what is shown."""
        faults: list[str] = self.page.evaluate(AUDIT)
        return faults

    def get_overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width

    def press(self, keys: str) -> None:
        """Press keys one after the other."""
        for key in keys.split():
            self.page.keyboard.press(key)

    def get_focused(self) -> str:
        """Return the text of what has the focus."""
        text: str = self.page.evaluate("document.activeElement.textContent.trim()")
        return text

    def tab_to(self, text: str, most: int = 150) -> None:
        """Press Tab until what has the focus begins with a text; each stop must show it."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"no focus to be seen on {self.get_focused()!r}"
            if self.get_focused().startswith(text):
                return
        raise AssertionError(f"{text!r} cannot be reached by keyboard")

    def require_clean(self) -> None:
        """Require that nothing went wrong, and that no other host was asked."""
        assert not self.errors, self.errors
        assert self.hosts == {urlsplit(self.url).netloc}

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _on_request(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme != "blob":
            self.hosts.add(place.netloc)


@contextmanager
def opening(browser: Browser, url: str, **choices: Any) -> Iterator[Tab]:
    """Open a tab with a fresh profile."""
    context = browser.new_context(**{"viewport": DESKTOP, **choices})
    context.set_default_timeout(15_000)
    try:
        yield Tab(context.new_page(), url)
    finally:
        context.close()
