"""Finding one's way in a lesson in a real browser: by links, by keys, by touch, without script, on paper."""

import re

from playwright.sync_api import expect

LESSON = "/reading/lessons/1"


def current(page):
    """The section that the contents mark, among those that are on screen."""
    return page.locator(".toc a[aria-current]").get_attribute("href")


def anchors(page):
    return [each.get_attribute("href") for each in page.locator(".toc [data-toc] a").all()]


def top_of(page, anchor):
    return page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", anchor.lstrip("#"))


def letters(page):
    return page.evaluate("parseFloat(getComputedStyle(document.querySelector('.prose section p')).fontSize)")


def test_keys_lead_from_section_to_section_and_can_be_turned_off(enter):
    page = enter("cadre5", locale="en")
    page.goto(LESSON)
    places = anchors(page)

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert current(page) == places[2]
    assert 0 <= top_of(page, places[2]) < 100
    page.keyboard.press("k")
    assert current(page) == places[1]
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.getAttribute('href')") == places[1]

    page.keyboard.press("?")
    expect(page.locator("#reading-keys .keys")).to_be_visible()
    page.locator("#reading-keys-on").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#reading-keys .keys")).to_be_hidden()
    page.keyboard.press("j")
    assert current(page) == places[1]
    page.reload()
    before = current(page)
    page.keyboard.press("j")
    assert current(page) == before
    assert page.problems == []


def test_the_links_of_the_bar_work_by_touch(enter):
    page = enter("cadre5", locale="zh-CN", width=390)
    page.goto(LESSON)
    link = page.locator("#reading-next")
    box = link.bounding_box()

    link.tap()
    page.wait_for_url(re.compile("#.+$"))  # the way back is a swipe: the link for it stands in wider windows only
    second = page.url
    link.tap()

    assert box["height"] >= 44
    assert re.search(r"#.+$", second)
    assert page.url != second
    assert page.locator("#reading-keys").is_hidden()


def test_without_script_every_section_is_two_steps_away(enter):
    page = enter("cadre5", locale="en")
    plain = page.context.browser.new_context(
        base_url=page.evaluate("location.origin"), java_script_enabled=False,
        storage_state=page.context.storage_state(),
    ).new_page()  # fmt: skip
    plain.goto(LESSON)

    plain.locator("#reading-next").click()
    plain.locator("#reading-next").click()

    assert "section=3#" in plain.url
    assert "section=2#" in plain.locator("#reading-previous").get_attribute("href")
    assert plain.locator("#print").is_hidden()
    assert plain.locator("#reading-keys").is_hidden()
    plain.locator(".comfort > summary").click()
    plain.locator(".comfort button[value=xl]").click()
    assert plain.locator("html").get_attribute("data-size") == "xl"
    plain.context.close()


def settled(page):
    """Where the page stands once it has come to rest."""
    before, now = -1, page.evaluate("scrollY")
    while now != before:
        page.wait_for_timeout(300)
        before, now = now, page.evaluate("scrollY")
    return now


def test_coming_back_leads_to_the_paragraph_where_one_stopped(enter):
    page = enter("cadre6", locale="en")
    page.goto(LESSON)
    expect(page.locator("#reading-bar")).to_have_attribute("data-state", "paused", timeout=10_000)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 500)
    left = settled(page)
    page.goto("/catalog/")
    page.wait_for_timeout(500)

    page.goto(LESSON)
    page.locator("#resume").click()

    assert abs(settled(page) - left) < 250
    assert page.problems == []


def test_size_and_colour_change_at_once_and_stay(enter):
    page = enter("cadre6", locale="zh-CN", width=390)
    page.goto(LESSON)
    before = letters(page)

    page.locator(".comfort > summary").tap()
    page.locator(".comfort button[value=l]").tap()
    page.locator(".comfort button[value=sepia]").tap()
    page.wait_for_timeout(300)
    page.reload()

    assert letters(page) > before
    assert page.locator("html").get_attribute("data-tone") == "sepia"


def test_on_paper_there_is_the_lesson_and_nothing_else(enter):
    page = enter("cadre6", locale="zh-CN")
    page.goto(LESSON)
    expect(page.locator("#print")).to_be_visible()

    page.emulate_media(media="print")

    for gone in (".bar", ".toc", ".notes", "#reading-bar", ".lesson-end", ".foot", ".crumbs"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#lesson h1")).to_be_visible()
