"""Pages on the desktop in English and dark, and those that take more than their address to reach."""

import pytest

from tests.journeys.pages import DESKTOP, walk


def entry_of(page):
    """The address of the newest entry in one's own record."""
    page.goto("/credits/")
    return page.locator("a[href^='/credits/entries/']").first.get_attribute("href")


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
