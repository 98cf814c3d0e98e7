"""A real site with its demo organisation in a throw-away folder, and a real Chromium to walk through it."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import share_templates, shared_folder
from tests.journeys.own_site import OwnSite

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long walk after dinner"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for Chromium, or for a page in it, needs the browser."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


# What the first start does, and the index of the search, which the worker would otherwise build meanwhile.
PREPARE = (
    "from wsgi import app; from learnhub.platform import serve; serve.prepare(app); "
    "app.app_context().push(); from learnhub.platform.db import transaction; "
    "from learnhub.search.actions.rebuilding import rebuild; rebuild(transaction)"
)


def _environment(instance: Path, **more: str) -> dict[str, str]:
    mine = {"LEARNHUB_INSTANCE": str(instance), "LEARNHUB_DEMO_PASSWORD": PASSWORD, **more}
    return {**{name: value for name, value in os.environ.items() if name != "LEARNHUB_DATABASE_URL"}, **mine}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after the first start: made once, and shared by the processes that run tests side by side."""
    shared = shared_folder(tmp_path_factory)
    folder, done = shared / "prepared", shared / "prepared.done"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            share_templates(folder)
            subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=_environment(folder), check=True)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[str]:
    """The address of a site started the way `make run` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    instance = tmp_path_factory.mktemp("site")
    shutil.copytree(prepared, instance, symlinks=True, dirs_exist_ok=True)
    environment = _environment(instance, PORT=str(port), HOST="127.0.0.1")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "platform", "start"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; a plain message says what to install where it is absent."""
    # The one that draws no windows takes half the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail("Chromium is not installed; install the package chromium and run again")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def enter(site: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`enter("cadre1", locale="zh-CN", width=390)` opens a browser in which that account is signed in."""
    opened: list[BrowserContext] = []

    def open_page(username: str | None, *, locale: str = "zh-CN", width: int = 1280, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale=locale,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
        )
        opened.append(context)
        context.add_cookies([{"name": "lh_lang", "value": locale, "url": site}])
        page = context.new_page()
        page.problems = []  # type: ignore[attr-defined]  # collected here, looked at by the test
        page.on("console", lambda message: _note(page, message))
        page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
        if username is not None:
            page.goto("/people/sign-in")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_load_state()
            assert "/people/sign-in" not in page.url, page.inner_text("main")
        return page

    yield open_page
    for context in opened:
        context.close()


# Beats every second instead of every fifteen, so that a test takes seconds; nothing else of the meter is touched.
HASTE = """
const slow = setTimeout;
globalThis.setTimeout = (work, ms, ...more) => slow(work, ms === 15000 ? 1000 : ms, ...more);
"""


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnSite]:
    """A small site that tests kill and start again."""
    folder = tmp_path_factory.mktemp("own")
    share_templates(folder)
    made = OwnSite(folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def device(own_site: OwnSite, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`device("reader1")` is a browser of its own in which that reader of the small site has signed in."""
    opened: list[BrowserContext] = []

    def take(username: str, *, width: int = 1280, locale: str = "en", script: str = HASTE) -> Page:
        context = chromium.new_context(
            base_url=own_site.address, locale=locale, viewport={"width": width, "height": 800}, has_touch=width < 600
        )
        opened.append(context)
        context.add_init_script(script)
        context.add_cookies(
            [own_site.sign_in(username), {"name": "lh_lang", "value": locale, "url": own_site.address}]  # type: ignore[list-item]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"the page failed: {error}"))
        return page

    yield take
    for context in opened:
        context.close()


def _note(page: Page, message: Any) -> None:
    if message.type == "error":
        page.problems.append(message.text)  # type: ignore[attr-defined]


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the site ended while it was starting")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the site did not start within 60 s")
