"""An exam on a phone, by keyboard, with a clock: the server is killed in the middle and started again."""

import re

from playwright.sync_api import expect

from learnhub.kernel import clock
from learnhub.people.models import Person
from learnhub.quizzes.actions import bank
from learnhub.quizzes.models import Quiz
from learnhub.quizzes.rules.bank import Status
from learnhub.quizzes.rules.outline import outline
from learnhub.quizzes.rules.source import read_one
from tests.journeys.reading_pages import answers

IS_ON_TOP = """banner => {
    const box = banner.getBoundingClientRect();
    return banner.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""
SAVED = re.compile(r"已保存 ✓ \d\d:\d\d:\d\d")


def hold(session):
    """Six minutes, one question a page."""
    quiz = session.query(Quiz).filter_by(lesson_id=2).one()
    quiz.settings = {"minutes": 6, "layout": "one"}


def test_an_exam_on_a_phone_survives_a_killed_server_and_keeps_its_clock(device, own_site):
    own_site.change(hold)
    page = device("reader28", locale="zh-CN", width=390)
    page.goto("/quizzes/lessons/2")
    expect(page.locator(".page-head")).to_contain_text(re.compile(r"现在开始，\d\d:\d\d 结束"))
    page.locator(".page-action button").click()
    clock, map_of = page.locator("[data-clock]"), page.locator("[data-map]")
    expect(clock).to_have_text(re.compile(r"剩余 5:\d\d"))
    expect(page.locator("fieldset.question:visible")).to_have_count(1)

    for position in (1, 2):
        field = page.locator(f"#question-{position}")
        field.locator("input[name^='q-']").first.focus()
        page.keyboard.press("a")
        expect(field.locator(".save-state")).to_have_text(SAVED)
        page.keyboard.press("Enter")
        expect(page.locator(f"#question-{position + 1}")).to_be_visible()
    own_site.kill()
    page.locator("#question-3 label.answer").first.tap()
    expect(page.locator("#quiz-offline")).to_be_visible()
    assert page.locator("#quiz-offline").evaluate(IS_ON_TOP), "the clock stands before the banner"
    page.get_by_role("button", name="稍后再看").locator("visible=true").tap()
    expect(map_of.nth(2)).to_have_class(re.compile("flagged"))
    own_site.start()
    expect(page.locator("#question-3 .save-state")).to_have_text(SAVED, timeout=20_000)
    page.get_by_role("button", name="隐藏计时").click()
    page.reload()

    expect(page.locator("#question-3")).to_be_visible()
    expect(map_of.nth(2)).to_have_class(re.compile("flagged"))
    expect(clock).to_be_hidden()
    expect(page.locator("[data-map].answered")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    map_of.nth(3).click()
    expect(page.locator("#question-4")).to_be_visible()
    page.get_by_role("button", name="交卷").click()
    expect(page.locator("h1")).to_have_text(re.compile("2 题"))
    page.get_by_role("button", name="就这样交卷").click()
    expect(page.locator("h1")).to_have_text(re.compile("题"))
    assert sum(each is not None for each in answers(own_site, "reader28")) == 3


def ask_for_words(session):
    """One essay and nothing else."""
    wording = bank.word(outline(read_one("::论述::谈谈看法。{}"), source_format="gift"))
    owner = session.query(Person.id).order_by(Person.id).limit(1).scalar()
    new = bank.New(wording, bank.About(), key="essay")
    (asked,) = bank.add_questions([new], owner_id=owner, by_id=owner, now=clock.now())
    asked.status = Status.REVIEWED
    quiz = session.query(Quiz).filter_by(lesson_id=1).one()
    quiz.settings = {"parts": [{"questions": [asked.id], "owner": owner}]}


def test_words_are_there_after_a_reload_in_the_middle_of_typing_and_go_out_while_somebody_writes_on(device, own_site):
    own_site.change(ask_for_words)
    page = device("reader29", locale="zh-CN", width=390)
    page.goto("/quizzes/lessons/1")
    page.locator(".page-action button").click()
    words, state = page.locator("textarea.essay"), page.locator(".save-state")
    words.focus()

    page.keyboard.type("先登记，")
    expect(state).to_have_text("正在保存……")
    page.reload()
    expect(state).to_have_text(SAVED)
    words.press("End")
    page.keyboard.type("再受理，" * 6, delay=250)

    # Never a pause of more than a second, and yet the server has most of it.
    saved = answers(own_site, "reader29")[0]
    assert words.input_value() == "先登记，" + "再受理，" * 6
    assert len(saved) > len("先登记，")
    expect(state).to_have_text(SAVED)
    assert answers(own_site, "reader29")[0] == words.input_value()
