"""A check where the network fails: answers stay in the browser until the server has them, and none is lost."""

import re

import pytest
from playwright.sync_api import expect

from learnhub.kernel import clock
from learnhub.people.models import AuthSession, Person
from tests.journeys.own_site import PASSWORD
from tests.journeys.reading_pages import LONG, answers, bar, kept

SAVED = re.compile(r"Saved ✓ \d\d:\d\d:\d\d")
CHECK = "/quizzes/lessons/2"


@pytest.fixture
def begin(device):
    """Open the check and start an attempt."""

    def start(username):
        page = device(username)
        page.goto(CHECK)
        page.locator(".page-action button, .page-action a").first.click()
        expect(page.locator("fieldset.question").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        return page

    return start


def state(page, position):
    return page.locator(f"#question-{position} .save-state")


def choose(page, position, place=0):
    page.locator(f"#question-{position} label.answer").nth(place).click()


def chosen(page, position, place=0):
    return page.locator(f"#question-{position} label.answer input").nth(place)


def banner(page):
    return page.locator("#quiz-offline")


def test_answers_given_offline_survive_a_lost_page_and_go_out_in_order(begin, own_site):
    page = begin("reader21")
    attempt = page.url
    page.context.set_offline(True)
    for position in (3, 1, 2):
        choose(page, position)
        expect(state(page, position)).to_have_text("Not sent yet")
    choose(page, 1, 1)
    expect(banner(page)).to_contain_text("kept in this browser and sent in order")
    assert kept(page) == 3

    page.goto("about:blank")
    page.context.set_offline(False)
    sent = []
    page.on("request", lambda request: sent.append(request.url[-1]) if "/answers/" in request.url else None)
    page.goto(attempt)
    for position in (1, 2, 3):
        expect(state(page, position)).to_have_text(SAVED)

    expect(chosen(page, 1, 1)).to_be_checked()
    expect(banner(page)).to_be_hidden()
    assert sent == ["3", "2", "1"]
    assert kept(page) == 0
    assert answers(own_site, "reader21")[3:] == [None, None]


def test_a_lesson_sends_the_answers_of_a_check_that_was_left_offline(begin, own_site):
    page = begin("reader22")
    page.context.set_offline(True)
    choose(page, 1)
    expect(state(page, 1)).to_have_text("Not sent yet")
    page.goto("about:blank")

    page.context.set_offline(False)
    page.goto(LONG)
    bar(page, "paused")
    page.wait_for_load_state("networkidle")

    assert kept(page) == 0
    assert answers(own_site, "reader22")[0] is not None


def test_handing_in_waits_until_everything_is_sent(begin, own_site):
    page = begin("reader23")
    for position in range(1, 5):
        choose(page, position)
        expect(state(page, position)).to_have_text(SAVED)
    own_site.kill()
    choose(page, 5)
    expect(state(page, 5)).to_have_text("Not sent yet")

    page.get_by_role("button", name="Hand in").click()
    expect(banner(page)).to_contain_text("Handing in waits until everything is sent.")
    own_site.start()

    expect(page.locator("h1")).to_have_text(re.compile(r"\d of 5 right|% of the marks"), timeout=20_000)
    assert None not in answers(own_site, "reader23")


def test_both_values_are_shown_when_another_page_answered_meanwhile(begin, own_site):
    page = begin("reader24")
    page.context.set_offline(True)
    choose(page, 1, 1)
    expect(state(page, 1)).to_have_text("Not sent yet")
    attempt = page.url
    page.goto("about:blank")
    page.context.set_offline(False)
    elsewhere = page.context.browser.new_context(base_url=own_site.address, locale="en")
    elsewhere.add_cookies([own_site.sign_in("reader24"), {"name": "lh_lang", "value": "en", "url": own_site.address}])
    other = elsewhere.new_page()
    other.goto(attempt)
    choose(other, 1, 0)
    expect(state(other, 1)).to_have_text(SAVED)
    elsewhere.close()

    page.goto(attempt)
    expect(state(page, 1)).to_contain_text(re.compile(r"There: A( B)?\. Here: B\."))
    page.get_by_role("button", name="Hand in").click()
    expect(state(page, 1).get_by_role("button", name="Keep the other answer")).to_be_focused()
    state(page, 1).get_by_role("button", name="Take this answer").click()

    expect(state(page, 1)).to_have_text(SAVED)
    page.reload()
    expect(chosen(page, 1, 1)).to_be_checked()
    assert kept(page) == 0


def test_a_sign_in_that_ended_keeps_the_answers_and_leads_back(begin, own_site):
    page = begin("reader25")

    def end_it(session):
        person = session.query(Person).filter_by(username="reader25").one()
        session.query(AuthSession).filter_by(person_id=person.id).one().ended_at = clock.now()

    own_site.change(end_it)
    choose(page, 2)
    expect(banner(page)).to_contain_text("Signed out: your answers are kept in this browser.")
    banner(page).get_by_role("link", name="Sign in and go on").click()
    page.fill("input[name=username]", "reader25")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")

    expect(state(page, 2)).to_have_text(SAVED)
    expect(chosen(page, 2)).to_be_checked()
    assert answers(own_site, "reader25")[1] is not None
