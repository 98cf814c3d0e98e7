"""Every hostile text in every field of articles, in a real browser: `python -m tests.articles.attacks`.

A site is started, and people write through its addresses as the pages do: each text becomes the title, tags, summary,
text and file names of an article, a remark, a reason, an answer, a comment, a message to the author, and the title,
foreword, part and reason of a collection; it comes in by Word, Markdown and zip; collections of all are bound. Every
page that shows one of them is opened in Chromium. Nothing may happen: no dialog, no violation of the content security
policy, no request elsewhere, no other address than was asked for, nothing in the page that would run.
"""

import argparse
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, TimeoutError, sync_playwright

from learnhub.kernel.actor import Role
from tests.articles import attacks_books, attacks_writing
from tests.articles.attacks_writing import AT_ONCE, Hands
from tests.articles.hostile import Attack, attacks, what_runs
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.own_site import OwnSite
from tests.make import Make

READERS = 60  # so that nobody writes more comments than one may in five minutes
WATCH = """
globalThis.hostileReports = [];
document.addEventListener("securitypolicyviolation", (event) => hostileReports.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  globalThis[name] = (...said) => { hostileReports.push(`${name}(${said.join()})`); };
}
"""


class Watched:
    """One signed-in browser and everything suspicious that happened in it."""

    def __init__(self, browser: Browser, site: OwnSite, username: str) -> None:
        self.site, self.opened = site, 0
        self.found: Counter[str] = Counter()
        self.context: BrowserContext = browser.new_context(
            base_url=site.address, locale="zh-CN", viewport={"width": 1280, "height": 200}
        )
        self.context.add_init_script(WATCH)
        self.context.add_cookies([site.sign_in(username)])  # type: ignore[list-item]
        self.page: Page = self.context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self._note("page error", str(error)))
        self.page.on("console", self._console)
        self.context.on("request", self._request)

    def open(self, path: str, *, wait: str = "", status: int = 200) -> None:
        """Open a page, let it come to rest, and look at what it has become."""
        answer = self.page.goto(path, timeout=180_000)
        self.opened += 1
        if answer is None or answer.status != status:
            self._note("status", f"{answer.status if answer else None} {path}")
        if wait:
            try:
                self.page.locator(wait).first.wait_for(state="attached", timeout=60_000)
            except TimeoutError:
                self._note("missing", f"{path}: {wait}")
        if self.page.url.partition("#")[0] != self.site.address + path.partition("#")[0]:
            self._note("moved", f"{path} -> {self.page.url}")
        for each in self.page.evaluate("globalThis.hostileReports"):
            self._note("reported", each)
        for each in what_runs(self.page.content()):
            self._note("would run", f"{path}: {each}")

    def _dialog(self, dialog: Any) -> None:
        self._note("dialog", dialog.message)
        dialog.dismiss()

    def _console(self, said: Any) -> None:
        # An address that leads nowhere on this site is no harm.
        if said.type == "error" and "status of 404" not in said.text:
            self._note("console", said.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.site.address + "/", "data:", "blob:")):
            self._note("request elsewhere", request.url)

    def _note(self, what: str, words: str) -> None:
        said = f"{what}: {words[:160]}"
        if said not in self.found:
            print(f"  ! {said}", flush=True)
        self.found[said] += 1


@contextmanager
def running_site() -> Iterator[OwnSite]:
    """A site in a folder of its own, where nobody is told to write more slowly."""
    os.environ |= {"LEARNHUB_WRITES_A_MINUTE": "1000000", "LEARNHUB_COSTLY_PAGES_A_MINUTE": "1000000"}
    folder = Path(tempfile.mkdtemp(prefix="learnhub-attacks-"))
    site = OwnSite(folder)
    try:
        site.change(_people)
        site.start()
        yield site
    finally:
        site.stop()
        shutil.rmtree(folder)


def _people(session: Any) -> None:
    make = Make(session)
    county = make.unit("县")
    for name, role in (("writer", None), ("first", Role.REVIEWER), ("second", Role.REVIEWER), ("editor", Role.AUTHOR)):
        person = make.person(name, unit=county, username=name, locale="zh-CN")
        if role is not None:
            make.grant(person, role, county)
    for number in range(READERS):
        make.person(f"cadre{number}", unit=county, username=f"cadre{number}", locale="zh-CN")


def look_around(watched: dict[str, Watched], count: int) -> None:
    """The lists that show all of them."""
    for page in range(1, count // 20 + 2):
        watched["editor"].open(f"/articles/?page={page}")
    for each in watched.values():
        each.open("/inbox")
        each.open("/articles/collections/")
    watched["writer"].open("/articles/mine")
    watched["first"].open("/articles/reviews")


def run(driver: Playwright, cases: list[Attack]) -> int:
    """Everything; prints what was opened and what was found, and returns how much of the latter."""
    began = perf_counter()
    with ExitStack() as stack:
        site = stack.enter_context(running_site())
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = stack.enter_context(driver.chromium.launch(executable_path=path, args=ARGUMENTS))
        watched = {name: Watched(browser, site, name) for name in ("writer", "first", "second", "editor")}
        hands = Hands(driver, site, [*watched, *(f"cadre{number}" for number in range(READERS))])
        for start in range(0, len(cases), AT_ONCE):
            some = cases[start : start + AT_ONCE]
            readers = [f"cadre{(start + number) % READERS}" for number in range(len(some))]
            try:
                attacks_writing.write(hands, some, readers, watched)
            except attacks_writing.Unexpected as answer:
                watched["writer"].found[f"{some[0].name} and following: {str(answer)[:300]}"] += 1
            print(f"  {start + len(some)} texts, {perf_counter() - began:.0f} s, {_sum(watched)} findings", flush=True)
        look_around(watched, len(cases))
        brought = attacks_writing.bring_all(hands, cases, watched["writer"])
        faults = attacks_books.look_into(hands, cases, watched["editor"], browser)
        found = sum((each.found for each in watched.values()), Counter()) + faults
        opened = sum(each.opened for each in watched.values())
    print(f"{len(cases)} texts, {hands.sent} writes, {brought} documents brought in, {opened} pages opened, "
          f"{perf_counter() - began:.0f} s")  # fmt: skip
    for what, count in found.most_common(60):
        print(f"{count:>6}  {what}")
    print(f"findings: {found.total()}")
    return found.total()


def _sum(watched: dict[str, Watched]) -> int:
    return sum(each.found.total() for each in watched.values())


def main() -> None:
    """Run it; the exit status says whether anything was found."""
    options = argparse.ArgumentParser()
    options.add_argument("--every", type=int, default=1, help="take only every so many-th file")
    options.add_argument("--first", type=int, default=0, help="begin with this file, so that several runs share them")
    chosen = options.parse_args()
    with sync_playwright() as driver:
        raise SystemExit(run(driver, attacks()[chosen.first :: chosen.every]) > 0)


if __name__ == "__main__":
    main()
