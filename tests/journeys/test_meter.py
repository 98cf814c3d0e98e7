"""The reading meter in a real browser: it counts while somebody scrolls, and says why when it does not."""

from playwright.sync_api import expect


def test_scrolling_through_a_lesson_is_counted_and_said_so(enter):
    page = enter("cadre2", locale="zh-CN", width=390)
    page.goto("/reading/lessons/1")
    expect(page.locator("#reading-bar")).to_have_attribute("data-state", "paused", timeout=10_000)

    for _ in range(12):
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(1100)
    expect(page.locator("#reading-bar")).to_have_attribute("data-state", "counting", timeout=20_000)

    assert page.inner_text("#reading-words") == "正在计时"
    assert page.inner_text("#reading-saved").startswith("已保存")
    assert page.problems == []


def test_opening_the_lesson_elsewhere_moves_the_sitting_and_says_so(enter):
    first = enter("cadre3", locale="zh-CN")
    first.goto("/reading/lessons/1")
    expect(first.locator("#reading-bar")).to_have_attribute("data-state", "paused", timeout=10_000)

    second = first.context.new_page()
    second.goto("/reading/lessons/1")
    expect(second.locator("#reading-bar")).to_have_attribute("data-state", "paused", timeout=10_000)
    first.bring_to_front()
    first.mouse.wheel(0, 300)
    expect(first.locator("#reading-bar")).to_have_attribute("data-state", "off", timeout=30_000)

    assert first.locator("#reading-saved button").inner_text() == "在这里继续"
