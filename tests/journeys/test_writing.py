"""Writing an article in a real browser, on the phone and in Chinese."""


def test_what_was_typed_is_there_again_after_the_page_is_loaded_anew(enter):
    page = enter("cadre1", locale="zh-CN", width=390)
    page.goto("/articles/new")
    page.locator("#title").fill("一次告知怎么落地")
    page.get_by_role("button", name="开始写").click()
    page.locator("#source").click()
    page.keyboard.insert_text("群众反映办事要跑三趟。")
    page.keyboard.press("Control+s")
    page.locator("#draft-state[data-state=saved]").wait_for()

    page.context.set_offline(True)
    page.keyboard.insert_text("离线写的一句。")
    page.keyboard.press("Control+s")
    page.locator("#draft-state[data-state=offline]").wait_for()
    page.context.set_offline(False)
    page.reload()
    page.locator("#draft-state[data-state=saved]").wait_for()
    page.reload()

    assert page.locator("#source").input_value() == "群众反映办事要跑三趟。离线写的一句。"
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_what_was_typed_before_the_scripts_came_is_saved_too(enter):
    page = enter("cadre1", locale="zh-CN", width=390)
    page.goto("/articles/new")
    page.locator("#title").fill("脚本来得晚")
    page.route("**/js/editor.js", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.get_by_role("button", name="开始写").click(no_wait_after=True)
    page.locator("#source").fill("先写下的一句。")

    page.locator("#draft-state[data-state=saved]").wait_for()
    page.reload()

    assert page.locator("#source").input_value() == "先写下的一句。"
