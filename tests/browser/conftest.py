"""A real browser on a live site: silent console, clean policy, nothing for axe to find."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
PASSWORD = "correct horse battery staple"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM.exists():
        for item in items:
            if "tests/browser" in str(item.path):
                item.add_marker(pytest.mark.skip(reason=f"there is no browser at {CHROMIUM}"))


@dataclass
class Visit:
    """A page of the live site, and what its console said."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status == 200, path

    def sign_in(self, username: str) -> None:
        self.go("/accounts/login/")
        self.page.get_by_label("Login").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        self.page.get_by_role("heading", name="Matters").wait_for()

    def faults(self) -> list[str]:
        """What axe finds on the page as it stands: rule and place."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run()")
        return [
            f"{fault['id']}: {node['target']} {node['html'][:120]}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        found: int = self.page.evaluate(width)
        return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # The driver's event loop lives in this thread, where the tests use the database too.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A desktop in light colours, or what the test's parameter gives as context options."""
    options = getattr(request, "param", {"viewport": DESKTOP, "color_scheme": "light"})
    context: BrowserContext = browser.new_context(**options)
    context.set_default_timeout(30_000)
    page = context.new_page()
    visit = Visit(page, live_server.url)
    page.on("console", lambda message: visit.said.append(message.text))
    page.on("pageerror", lambda error: visit.said.append(str(error)))
    yield visit
    context.close()
