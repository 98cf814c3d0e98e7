"""The pages of every role, and what must not be on any: errors, messages, findings of axe, sideways scrolling."""

import os

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
# What passes is not written out: that takes axe longer than finding what does not.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page):
    """What axe finds wrong on the page that is open."""
    return Axe().run(page, options=RULES).response["violations"]


def walk(page, addresses):
    """What is wrong on any of the pages, each with its address."""
    found = []
    for address in addresses:
        answer = page.goto(address)
        if answer.status >= 400:
            found.append(f"{address}: status {answer.status}")
            continue
        for violation in violations(page):
            found.append(f"{address}: {violation['id']} {violation['nodes'][0]['html'][:160]}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{address}: {wide} px wider than the window")
        found += [f"{address}: {text}" for text in page.problems]
        page.problems.clear()
    return found
