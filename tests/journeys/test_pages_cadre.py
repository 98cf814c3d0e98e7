"""Every page of a cadre is sound on the phone in Chinese, and axe does find what is wrong."""

from tests.journeys.pages import PAGES, violations, walk


def test_every_page_of_a_cadre_is_sound_on_the_phone_in_chinese(enter):
    page = enter("cadre1", locale="zh-CN", width=390)

    assert walk(page, PAGES["cadre1"]) == []


def test_what_is_wrong_on_a_page_is_found(enter):
    page = enter("cadre1", locale="zh-CN", width=390)
    page.goto("/help")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/assets/none.png\">')")

    assert "image-alt" in [violation["id"] for violation in violations(page)]
