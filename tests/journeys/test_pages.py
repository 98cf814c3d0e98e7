"""Every page of every role: no error, no console message, nothing that axe finds, no sideways scrolling."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "cadre1": [
        "/", "/catalog/", "/catalog/courses/1", "/reading/lessons/1", "/reading/lessons/1/evidence", "/credits/",
        "/requirements/", "/quizzes/lessons/1", "/quizzes/courses/1/test", "/quizzes/notebook", "/assessment/",
        "/inbox",
        "/people/profile", "/people/password",
        "/help", "/accessibility", "/patterns",
        "/search", "/search?q=公文", "/search?q=没有的词",
        "/me/data", "/reading/cases/mine", "/reading/disputes/new", "/reading/disputes/new?lesson=1",
        "/reading/lessons/1/declare", "/reading/lessons/1/changes",
    ],
    "supervisor1": ["/", "/oversight/", "/assessment/reviews", "/assessment/reviews?show=handled", "/people/units"],
    "unitadmin1": [
        "/reading/cases", "/reading/cases?kind=declarations", "/reading/cases?kind=reviews&show=decided",
        "/assessment/objections", "/assessment/objections?show=answered"],
    "trainadmin1": [
        "/", "/assessment/cycles", "/assessment/cycles?show=archived", "/assessment/cycles/2",
        "/assessment/cycles/2/reviewers", "/assessment/objections", "/oversight/", "/people/units", "/people/units/1",
        "/search?q=l", "/search?q=l&kind=person",
        "/quizzes/statistics", "/quizzes/1/statistics", "/quizzes/1/settings", "/quizzes/questions/1/regrade",
        "/people/roster", "/credits/seals", "/quizzes/courses/1/sections", "/quizzes/courses/1/sections?show=without",
    ],
    "author1": [
        "/quizzes/bank", "/quizzes/bank/new", "/quizzes/bank/new?as=gift", "/quizzes/bank/import",
        "/quizzes/bank/clauses", "/quizzes/bank/categories", "/quizzes/bank/questions/1",
    ],
    "operator1": ["/", "/help", "/operations/jobs", "/operations/health"],
    "auditor1": ["/", "/operations/audit", "/credits/seals"],
}  # fmt: skip
# Every page is looked at on the phone in Chinese; the desktop in English and dark repeats those that most people use,
# and all of them in `make long`.
MAIN = {
    "cadre1": [
        "/", "/catalog/", "/catalog/courses/1", "/reading/lessons/1", "/quizzes/lessons/1", "/credits/", "/assessment/",
        "/search?q=公文",
    ],
    "supervisor1": ["/oversight/"],
    "trainadmin1": ["/assessment/cycles/2", "/quizzes/1/statistics"],
    "author1": ["/quizzes/bank"],
}  # fmt: skip
DESKTOP = PAGES if os.environ.get("LEARNHUB_LONG") else MAIN
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def entry_of(page):
    """The address of the newest entry in one's own record."""
    page.goto("/credits/")
    return page.locator("a[href^='/credits/entries/']").first.get_attribute("href")


def walk(page, addresses):
    """What is wrong on any of the pages, each with its address."""
    found = []
    for address in addresses:
        answer = page.goto(address)
        if answer.status >= 400:
            found.append(f"{address}: status {answer.status}")
            continue
        for violation in Axe().run(page, options=RULES).response["violations"]:
            found.append(f"{address}: {violation['id']} {violation['nodes'][0]['html'][:160]}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{address}: {wide} px wider than the window")
        found += [f"{address}: {text}" for text in page.problems]
        page.problems.clear()
    return found


@pytest.mark.parametrize("username", PAGES)
def test_every_page_is_sound_on_the_phone_in_chinese(enter, username):
    page = enter(username, locale="zh-CN", width=390)

    assert walk(page, PAGES[username]) == []


@pytest.mark.parametrize("username", DESKTOP)
def test_pages_are_sound_on_the_desktop_in_english_and_dark(enter, username):
    page = enter(username, locale="en", width=1280, dark=True)

    assert walk(page, DESKTOP[username]) == []


def test_the_sign_in_page_is_sound_in_both_languages(enter):
    found = []
    for locale in ("zh-CN", "en"):
        found += walk(enter(None, locale=locale, width=390), ["/people/sign-in"])

    assert found == []


def test_an_entry_of_the_record_is_sound_and_says_how_it_was_counted(enter):
    page = enter("cadre1", locale="zh-CN", width=390)

    found = walk(page, [entry_of(page)])

    assert found == []
    assert "学时" in page.inner_text("main")


def test_the_pages_of_a_person_are_sound_for_the_administrator(enter):
    page = enter("trainadmin1", locale="zh-CN", width=390)
    page.goto("/people/units/1")
    person = page.locator("#people a").last.get_attribute("href")

    found = walk(page, [person, f"{person}/account", f"{person}/password"])

    assert found == []


def test_a_roster_is_sound_before_it_is_confirmed_and_afterwards(enter, tmp_path):
    file = tmp_path / "花名册.csv"
    file.write_text("工号,姓名,单位\nX1,测试甲,青石镇\nX1,测试乙,青石镇\n", "utf-8")
    page = enter("trainadmin1", locale="zh-CN", width=390)
    page.goto("/people/roster")
    page.set_input_files("input[type=file]", file)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/people/roster/*")

    before = walk(page, [page.url])
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("heading", name="1 人已变动").wait_for(timeout=20_000)

    assert before == []
    assert walk(page, [page.url]) == []
