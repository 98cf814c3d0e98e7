"""The search in a real browser: by keyboard alone, on the phone, and what is kept of it."""

import pytest
from playwright.sync_api import TimeoutError as TooLate

from tests.journeys.pages import violations


def typed_until_offered(page, box, words, offered):
    """Type anew until something is offered: the job that knows how titles are spoken may still be at work."""
    for _ in range(30):
        box.fill("")
        box.press_sequentially(words, delay=20)
        try:
            page.get_by_role("option", name=offered).first.wait_for(timeout=1000)
        except TooLate:
            continue
        return
    pytest.fail(f"{words} offers no {offered}")


def test_keys_alone_lead_from_any_page_to_a_course(enter):
    page = enter("cadre1", locale="en", width=1280)
    page.goto("/catalog/")
    page.keyboard.press("/")
    box = page.locator("input[role=combobox]")
    typed_until_offered(page, box, "gw", "公文写作")

    page.keyboard.press("ArrowDown")
    marked = page.locator("[role=option][aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/catalog/courses/*")
    assert page.get_by_role("heading", level=1).inner_text() == "公文写作"
    assert page.problems == []


def test_on_the_phone_the_field_takes_the_bar_and_a_search_is_kept_until_it_is_erased(enter):
    page = enter("cadre2", locale="zh-CN", width=390)
    page.goto("/catalog/")
    page.get_by_role("link", name="搜索").click()
    box = page.locator("input[role=combobox]")
    field = box.bounding_box()
    assert (field["width"] > 290, field["height"] >= 44) == (True, True)
    box.fill("请示")
    with page.expect_response("**/search/recent") as kept:
        box.press("Enter")
    assert kept.value.status == 204
    assert page.locator("mark").first.inner_text() == "请示"

    page.get_by_text("缩小范围").click()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (violations(page), wide) == ([], 0)
    page.goto("/search")
    page.get_by_role("button", name="清除“请示”").click()

    page.get_by_text("已清除").wait_for()
    assert page.get_by_role("link", name="请示").count() == 0
    assert page.problems == []


def test_a_result_leads_to_its_section_without_a_script(site, chromium, enter):
    signed = enter("cadre1", locale="zh-CN", width=390)
    context = chromium.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 390, "height": 844},
        storage_state=signed.context.storage_state(),
    )  # fmt: skip
    page = context.new_page()
    page.goto("/catalog/")
    page.get_by_role("link", name="搜索").click()
    page.get_by_label("搜索课程和课文").fill("附件说明")
    page.get_by_role("button", name="搜索").click()

    section = page.locator(".result-section a").first
    anchor = section.get_attribute("href").partition("#")[2]
    section.click()

    assert page.locator(f"[id='{anchor}']").count() == 1
    assert page.url.endswith(f"#{anchor}")
    context.close()
