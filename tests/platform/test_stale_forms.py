"""A form of an earlier sign-in is refused in the reader's language, and what was typed into it is shown again."""

import re

import pytest

WORDS = "学完公文写作第四课，\n和办公室一起改了两份旧通知。"
SENT = {"learned": WORDS, "applied": "One old form was cut to a page.", "version": "3", "password": "雪落 南山"}
SAID = {
    "zh-CN": ("这份表单属于上一次登录，没有保存", "请复制你写的内容", "<h1>这份表单没有保存</h1>", "重新打开页面"),
    "en": (
        "The form belongs to an earlier sign-in, so nothing was saved.",
        "Copy what you typed",
        "<h1>This form was not saved</h1>",
        "Open the page again",
    ),
}


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))[1]


def send_old_form(app, make, sign_in, monkeypatch, locale, **more):
    """What the second sign-in is answered that sends the form of the first one."""
    person = make.person(locale=locale)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    old = token_of(sign_in(person).get("/people/profile"))
    return sign_in(person).post("/assessment/summaries/1/words", data={**SENT, "csrf_token": old}, **more)


@pytest.mark.parametrize("locale", SAID)
def test_a_form_of_an_earlier_sign_in_says_what_to_do_and_shows_what_was_typed(app, make, sign_in, monkeypatch, locale):
    came_from = "http://localhost/assessment/summaries/1"

    answer = send_old_form(app, make, sign_in, monkeypatch, locale, headers={"Referer": came_from})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert all(words in page for words in SAID[locale])
    assert WORDS in page
    assert SENT["applied"] in page
    assert SENT["password"] not in page
    assert 'href="/assessment/summaries/1"' in page


def test_words_sent_from_another_site_are_not_shown(app, make, sign_in, monkeypatch):
    answer = send_old_form(app, make, sign_in, monkeypatch, "en", headers={"Referer": "http://elsewhere.example/"})

    assert answer.status_code == 400
    assert WORDS not in answer.get_data(as_text=True)


@pytest.mark.parametrize("locale", SAID)
def test_a_program_is_told_the_same(app, make, sign_in, monkeypatch, locale):
    answer = send_old_form(app, make, sign_in, monkeypatch, locale, headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert SAID[locale][0] in answer.json["title"]
