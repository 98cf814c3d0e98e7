"""Reading where the network fails: in a real browser, with a real server that is killed and started again."""

import contextlib
import re
from datetime import timedelta

from playwright.sync_api import Error, expect

from learnhub.kernel import clock
from learnhub.people.models import AuthSession, Person
from learnhub.reading import actions
from tests.journeys.conftest import HASTE
from tests.journeys.own_site import PASSWORD
from tests.journeys.reading_pages import LONG, SHORT, bar, begin, kept, says, scroll, sittings

# A lid that was closed: the page's clock has gone on, and nothing ran meanwhile.
LID = HASTE + "const ran = performance.now.bind(performance); performance.now = () => ran() + (globalThis.slept ?? 0);"
BLOCKED = (
    HASTE
    + 'Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } });'
)


class Network:
    """The connection of one page: slow (a third of a second each way, 50 kB a second), cut, and back."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def slow(self, *, offline=False):
        conditions = {"offline": offline, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
        self.session.send("Network.emulateNetworkConditions", conditions)

    def cut(self):
        self.slow(offline=True)


def test_reading_goes_on_without_a_network_and_is_sent_when_it_is_back(device, own_site):
    page = device("reader1")
    network = Network(page)
    network.slow()
    begin(page)

    network.cut()
    says(page, "nothing is lost")
    scroll(page, 2)
    expect(page.locator("#reading-saved")).to_contain_text(re.compile(r"until it is back: 0:0[2-9]"))
    before = sittings(own_site, "reader1")
    assert kept(page) >= 2
    network.slow()
    bar(page, "counting")

    expect(page.locator("#reading-saved")).to_contain_text("Saved at")
    expect(page.locator("#reading-said")).to_have_text("Connected again, everything is sent")
    assert kept(page) <= 1  # the beat that is on its way just now
    after = sittings(own_site, "reader1")
    assert len(after) == 1
    assert after[0][2] >= before[0][2] + 2000


def test_a_server_that_is_killed_and_started_again_loses_nothing(device, own_site):
    page = device("reader2")
    begin(page)

    own_site.kill()
    bar(page, "offline")
    scroll(page, 2)
    own_site.start()
    bar(page, "counting")

    ((state, _, credited),) = sittings(own_site, "reader2")
    assert state == "open"
    assert credited >= 3000


def test_a_page_that_crashed_while_offline_is_sent_first_at_the_next_visit_to_any_lesson(device, own_site):
    page = device("reader3")
    begin(page)
    page.context.set_offline(True)
    bar(page, "offline")
    scroll(page, 2)
    before = sittings(own_site, "reader3")

    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()
    again = page.context.new_page()
    again.context.set_offline(False)
    again.goto(SHORT)
    bar(again, "paused")

    expect(again.locator("#reading-saved")).to_contain_text(re.compile(r"Sent from before: 0:0[2-9]"))
    after = sittings(own_site, "reader3")
    assert [state for state, _, _ in after] == ["moved", "open"]
    assert after[0][2] >= before[0][2] + 2000


def test_a_reload_without_a_network_shows_the_browsers_own_page_and_loses_nothing(device, own_site):
    page = device("reader10")
    begin(page)
    page.context.set_offline(True)
    bar(page, "offline")
    scroll(page)
    before = sittings(own_site, "reader10")

    with contextlib.suppress(Error):
        page.reload()
    assert page.locator("#lesson").count() == 0
    page.context.set_offline(False)
    page.goto(LONG)
    bar(page, "paused")

    after = sittings(own_site, "reader10")
    assert after[0][2] >= before[0][2] + 1000
    assert kept(page) <= 1


def test_a_closed_lid_is_no_reading_and_reading_goes_on_after_it(device, own_site):
    page = device("reader4", script=LID)
    begin(page)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data_json) if "/beats" in request.url else None)

    page.evaluate("globalThis.slept = 40 * 60 * 1000")
    own_site.change(lambda _session: actions.expire_sittings(now=clock.now() + timedelta(minutes=31)))
    says(page, "Counting starts with your first scroll")
    scroll(page)
    bar(page, "counting")

    asleep = [to - start for beat in sent for start, to in beat.get("hidden", [])]
    seen = [to - start for beat in sent for _, start, to, _ in beat.get("seen", [])]
    assert max(asleep) > 39 * 60 * 1000
    assert max(seen) < 60_000
    assert [state for state, _, _ in sittings(own_site, "reader4")] == ["moved", "open"]


def test_a_sign_in_that_ended_keeps_the_reading_and_leads_back(device, own_site):
    page = device("reader5")
    begin(page)

    def end_it(session):
        person = session.query(Person).filter_by(username="reader5").one()
        session.query(AuthSession).filter_by(person_id=person.id).one().ended_at = clock.now()

    own_site.change(end_it)
    says(page, "Signed out: what you read is kept")
    scroll(page, 2)
    before = sittings(own_site, "reader5")
    page.get_by_role("link", name="Sign in and go on").click()
    page.fill("input[name=username]", "reader5")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")

    assert page.url.endswith(LONG)
    bar(page, "paused")
    expect(page.locator("#reading-saved")).to_contain_text("Sent from before")
    assert sittings(own_site, "reader5")[0][2] >= before[0][2] + 1500


def test_signing_out_in_another_tab_erases_what_is_kept_here(device):
    page = device("reader6")
    begin(page)
    page.route("**/beats*", lambda route: route.abort())
    page.route("**/beats/*", lambda route: route.abort())
    bar(page, "offline")
    assert kept(page) > 0

    other = page.context.new_page()
    other.goto("/people/profile")
    other.locator("details[data-menu] > summary").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/people/sign-in*")

    says(page, "You are signed out")
    expect(page.get_by_role("link", name="Sign in and go on")).to_be_visible()
    page.wait_for_timeout(1500)
    assert kept(other) == 0


def test_what_one_person_left_is_erased_when_another_reads_here(device, own_site):
    page = device("reader7")
    begin(page)
    page.context.set_offline(True)
    bar(page, "offline")
    page.goto("about:blank")
    page.context.set_offline(False)

    page.context.add_cookies([own_site.sign_in("reader8")])
    page.goto(LONG)
    bar(page, "paused")

    assert kept(page) == 0
    assert len(sittings(own_site, "reader8")) == 1


def test_a_browser_that_keeps_nothing_says_so_and_still_sends_it(device, own_site):
    page = device("reader9", script=BLOCKED, width=390, locale="zh-CN")
    begin(page)

    page.context.set_offline(True)
    bar(page, "offline")
    expect(page.locator("#reading-saved")).to_contain_text("仅存于本页，请勿关闭")
    expect(page.locator("#reading-saved")).to_be_visible()
    page.context.set_offline(False)
    bar(page, "counting")

    assert sittings(own_site, "reader9")[0][2] >= 1000
