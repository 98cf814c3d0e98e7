"""One sitting a person, moved with one click; reading by keys alone, and by ear."""

import re

from playwright.sync_api import expect

from learnhub.quizzes import queries
from learnhub.quizzes.models import Attempt
from learnhub.quizzes.rules.questions import ChoiceQuestion, question_from
from tests.journeys.conftest import HASTE
from tests.journeys.reading_pages import SHORT, bar, begin, says, scroll, sittings

# A tab that was opened behind the present one, until the test brings it to the front.
BEHIND = """Object.defineProperty(document, "visibilityState", {
  get: () => globalThis.front ? "visible" : "hidden",
});"""
# Notes each text that a screen reader would be given.
EAR = (
    HASTE
    + """
globalThis.spoken = [];
const LIVE = "[role=status], [role=alert], [aria-live]";
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const region = (target.nodeType === 1 ? target : target.parentElement)?.closest(LIVE);
    if (region?.textContent.trim()) spoken.push(region.textContent.trim());
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
)


def states(site, username):
    return [state for state, _, _ in sittings(site, username)]


def test_a_second_tab_takes_the_sitting_and_the_first_takes_it_back_with_one_click(device, own_site):
    first = device("reader11")
    begin(first)

    second = first.context.new_page()
    second.goto(SHORT)
    bar(second, "paused")
    says(first, r"Since \d\d:\d\d you have been reading on another device or in another window")
    assert states(own_site, "reader11") == ["moved", "open"]
    first.get_by_role("button", name="Continue here").click()
    bar(first, "paused")
    scroll(first)
    bar(first, "counting")

    says(second, r"Since \d\d:\d\d you have been reading on another device")
    assert states(own_site, "reader11") == ["moved", "moved", "open"]
    assert first.evaluate("document.activeElement.id") == "reading-bar"


def test_another_device_says_why_its_counting_has_ended(device, own_site):
    office = device("reader12", width=1280)
    begin(office)
    phone = device("reader12", width=390, locale="zh-CN")

    begin(phone)

    says(office, "another device")
    expect(office.locator("#reading-said")).to_have_text(re.compile("another device"))
    office.get_by_role("button", name="Continue here").click()
    bar(office, "paused")
    says(phone, "你在另一台设备或另一个窗口阅读")
    button = phone.get_by_role("button", name="在这里继续")
    expect(button).to_be_visible()
    assert button.bounding_box()["height"] >= 32
    assert states(own_site, "reader12").count("open") == 1


def test_what_was_read_offline_before_the_move_counts_up_to_the_move(device, own_site):
    train = device("reader13")
    begin(train)
    train.context.set_offline(True)
    bar(train, "offline")
    scroll(train, 2)
    before = sittings(own_site, "reader13")

    office = device("reader13")
    begin(office)
    train.context.set_offline(False)

    says(train, "another device")
    after = sittings(own_site, "reader13")
    assert [state for state, _, _ in after] == ["moved", "open"]
    assert after[0][2] > before[0][2]


def test_a_page_opened_in_the_background_takes_nothing_away(device, own_site):
    page = device("reader14")
    begin(page)
    behind = page.context.new_page()
    behind.add_init_script(BEHIND)

    behind.goto(SHORT)
    behind.wait_for_timeout(1500)
    assert states(own_site, "reader14") == ["open"]
    behind.evaluate("globalThis.front = true; document.dispatchEvent(new Event('visibilitychange'))")
    bar(behind, "paused")

    assert states(own_site, "reader14") == ["moved", "open"]


def focus(page, selector):
    """Go on with Tab until the focus stands there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def right_answers(site, attempt_id):
    """The places of the right options, by position."""

    def find(session):
        found = {}
        for item, worded in queries.items_of(attempt_id):
            asked = question_from(worded.document)
            if isinstance(asked, ChoiceQuestion):
                found[item.position] = [item.option_order.index(key) + 1 for key in asked.key]
            else:
                found[item.position] = [1 if asked.truth else 2]
        return found

    return site.ask(find)


def test_a_lesson_is_read_and_completed_with_the_keyboard_alone(device, own_site):
    page = device("reader15")
    page.goto(SHORT)
    bar(page, "paused")

    for _ in range(4):
        page.keyboard.press("j")
        page.wait_for_timeout(1100)
    page.keyboard.press("End")
    for _ in range(12):
        if page.inner_text("#reading-count") == "4/4":
            break
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(1100)
        page.keyboard.press("k")
    expect(page.locator("#reading-count")).to_have_text("4/4")
    expect(page.locator("#reading-said")).to_have_text("All sections are read")
    focus(page, ".lesson-end a.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quizzes/lessons/1")
    focus(page, ".page-action button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quizzes/attempts/*")
    attempt_id = int(page.url.rsplit("/", 1)[1])
    for position, places in right_answers(own_site, attempt_id).items():
        focus(page, f"#question-{position} input")
        for place in places:
            page.keyboard.press(str(place))
        expect(page.locator(f"#question-{position} .save-state")).to_have_text(re.compile("Saved ✓"))
    focus(page, ".submit-row button")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/quizzes/attempts/{attempt_id}")
    expect(page.locator("h1")).to_have_text(re.compile("5 of 5 right"))
    assert own_site.ask(lambda session: session.get(Attempt, attempt_id).passed)
    page.goto(SHORT)
    expect(page.locator("#lesson header")).to_contain_text("Completed on")


def test_a_screen_reader_hears_what_matters_and_not_every_beat(device):
    page = device("reader16", script=EAR)
    begin(page)
    scroll(page, 3)
    calm = page.evaluate("spoken.splice(0)")

    page.context.set_offline(True)
    bar(page, "offline")
    scroll(page, 3)
    away = page.evaluate("spoken.splice(0)")
    page.context.set_offline(False)
    bar(page, "counting")
    scroll(page, 2)
    back = page.evaluate("spoken.splice(0)")

    assert calm == []
    assert away == ["No connection: read on, nothing is lost"]
    assert back == ["Connected again, everything is sent"]
    region = page.locator("#reading-said")
    assert region.get_attribute("role") == "status"  # polite: it waits until the sentence that is being read has ended
    assert page.locator("[aria-live=assertive], [role=alert]").count() == 0
    expect(page.get_by_role("complementary", name="Reading time")).to_be_visible()
    expect(page.get_by_role("navigation", name="In this lesson").first).to_be_visible()
    assert page.get_by_role("article").get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("article").get_by_role("heading", level=2).count() == 2
