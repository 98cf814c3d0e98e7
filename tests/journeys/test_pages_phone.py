"""Every page of those who keep the site is sound on the phone in Chinese; the cadre's are in another file."""

import pytest

from tests.journeys.pages import PAGES, walk


@pytest.mark.parametrize("username", [username for username in PAGES if username != "cadre1"])
def test_every_page_is_sound_on_the_phone_in_chinese(enter, username):
    page = enter(username, locale="zh-CN", width=390)

    assert walk(page, PAGES[username]) == []
