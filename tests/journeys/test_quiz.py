"""A check in a real browser: answers are saved as they are given, kept when the network fails, handed in by choice."""

import re

import pytest
from playwright.sync_api import expect

SAVED = re.compile(r"Saved ✓ \d\d:\d\d:\d\d")


@pytest.fixture
def begin(enter):
    """Open the check of a lesson and start an attempt; each test takes a person and a lesson of its own."""

    def start(username, lesson, *, locale="en", width=1280):
        page = enter(username, locale=locale, width=width)
        page.goto(f"/quizzes/lessons/{lesson}")
        page.locator(".page-action button, .page-action a").first.click()
        expect(page.locator("fieldset.question").first).to_be_visible()
        return page

    return start


def question(page, position):
    return page.locator(f"#question-{position}")


def options(page, position):
    return question(page, position).locator("label.answer input")


def choose(page, position, place=0):
    """Choose an option of a question by its words, as a pointer does."""
    question(page, position).locator("label.answer").nth(place).click()


def state(page, position):
    return question(page, position).locator(".save-state")


def questions(page):
    return page.locator("fieldset.question").count()


def test_an_answer_is_saved_as_it_is_given_and_a_reload_keeps_it(begin):
    page = begin("cadre7", 16)

    choose(page, 1)
    expect(state(page, 1)).to_have_text(SAVED)
    expect(page.locator("[data-map='1']")).to_have_class(re.compile("answered"))
    receipt = state(page, 1).inner_text()
    page.reload()

    expect(options(page, 1).first).to_be_checked()
    assert state(page, 1).inner_text()[:10] == receipt[:10]
    assert page.problems == []


def test_a_server_that_fails_loses_nothing_and_is_said_in_words(begin):
    page = begin("cadre7", 2)
    page.route("**/answers/*", lambda route: route.fulfill(status=500, body="<h1>no</h1>"))

    choose(page, 1)
    expect(state(page, 1)).to_have_text("Not sent yet")
    expect(page.locator("#quiz-offline")).to_contain_text("Your answers are kept in this browser")
    expect(options(page, 1).first).to_be_checked()
    page.unroute("**/answers/*")

    expect(state(page, 1)).to_have_text(SAVED, timeout=10_000)
    expect(page.locator("#quiz-offline")).to_be_hidden()
    page.reload()
    expect(options(page, 1).first).to_be_checked()


def test_without_network_the_answer_waits_and_goes_out_when_it_is_back(begin):
    page = begin("cadre7", 3)
    page.context.set_offline(True)

    choose(page, 1)
    expect(state(page, 1)).to_have_text("Not sent yet")
    page.context.set_offline(False)

    expect(state(page, 1)).to_have_text(SAVED, timeout=10_000)


def test_two_pages_ask_which_answer_holds(begin):
    page = begin("cadre7", 4)
    other = page.context.new_page()
    other.goto(page.url)
    choose(page, 1, 0)
    expect(state(page, 1)).to_have_text(SAVED)

    choose(other, 1, 1)
    expect(state(other, 1)).to_contain_text("Another page has answered this question since.")
    state(other, 1).get_by_role("button", name="Take this answer").click()

    expect(state(other, 1)).to_have_text(SAVED)
    page.reload()
    expect(options(page, 1).nth(1)).to_be_checked()


def test_handing_in_first_shows_what_is_not_answered(begin):
    page = begin("cadre8", 16)
    count = questions(page)
    choose(page, 1)
    expect(state(page, 1)).to_have_text(SAVED)

    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("h1")).to_have_text(f"{count - 1} questions are not answered")
    listed = page.locator("main .question-map a").all_inner_texts()
    page.get_by_role("link", name="Answer them").click()
    expect(options(page, 1).first).to_be_checked()

    assert [text.split()[-1] for text in listed] == [str(number) for number in range(2, count + 1)]
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.locator("h1")).to_have_text(re.compile(rf"\d of {count} right"))
    assert page.problems == []


def test_a_whole_check_can_be_taken_with_the_keyboard_alone(begin):
    page = begin("cadre8", 2, locale="zh-CN")
    count = questions(page)

    for number in range(1, count + 1):
        options(page, number).first.focus()
        page.keyboard.press("b")
        expect(state(page, number)).to_have_text(re.compile(r"已保存 ✓ \d\d:\d\d:\d\d"))
        expect(options(page, number).nth(1)).to_be_checked()
        assert page.evaluate("document.activeElement.closest('fieldset').dataset.position") == str(number)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.submit-row button')"):
            break
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(re.compile(rf"{count} 题|得分率"))
    assert "/check" not in page.url
    assert page.problems == []


def test_a_check_fits_the_phone_and_works_by_touch(begin):
    page = begin("cadre8", 3, locale="zh-CN", width=390)

    label = question(page, 1).locator("label.answer").first
    label.tap()

    expect(state(page, 1)).to_have_text(re.compile("已保存 ✓"))
    assert label.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_script_the_form_hands_everything_in(begin):
    page = begin("cadre8", 4)
    plain = page.context.browser.new_context(
        base_url=page.evaluate("location.origin"), java_script_enabled=False,
        storage_state=page.context.storage_state(),
    ).new_page()  # fmt: skip
    plain.goto(page.url)
    count = questions(plain)
    for number in range(1, count + 1):
        choose(plain, number)

    plain.get_by_role("button", name="Hand in").click()

    expect(plain.locator("h1")).to_have_text(re.compile(rf"\d of {count} right|% of the marks"))
    plain.context.close()
