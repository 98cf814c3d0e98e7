"""The signed cookie: what is genuine is believed, what is not is nobody's, and requests do not see each other's."""

import pytest
from flask import Flask, Response, flash, get_flashed_messages, session

from learnhub.platform.web import Sessions

pytestmark = pytest.mark.once


@pytest.fixture
def site() -> Flask:
    made = Flask(__name__)
    made.secret_key = "one"
    made.session_interface = Sessions()

    @made.get("/set/<word>")
    def set_word(word: str) -> str:
        session["word"] = word
        return word

    @made.get("/get")
    def get_word() -> str:
        return str(session.get("word"))

    @made.get("/say")
    def say() -> str:
        flash("said")
        return ""

    @made.get("/hear")
    def hear() -> str:
        return ",".join(get_flashed_messages())

    return made


def _cookie(answer: Response) -> str:
    return answer.headers["Set-Cookie"].split(";")[0]


def test_what_was_put_in_comes_back_each_time(site: Flask) -> None:
    cookie = _cookie(site.test_client().get("/set/甲"))

    answers = [site.test_client(use_cookies=False).get("/get", headers={"Cookie": cookie}).text for _ in range(3)]

    assert answers == ["甲"] * 3


def test_a_forged_cookie_is_nobodys(site: Flask) -> None:
    cookie = _cookie(site.test_client().get("/set/甲"))
    client = site.test_client(use_cookies=False)
    client.get("/get", headers={"Cookie": cookie})

    assert client.get("/get", headers={"Cookie": cookie[:-2] + "xx"}).text == "None"
    assert client.get("/get", headers={"Cookie": "session=nonsense"}).text == "None"


def test_another_key_believes_nothing_that_the_first_one_signed(site: Flask) -> None:
    cookie = _cookie(site.test_client().get("/set/甲"))
    client = site.test_client(use_cookies=False)
    client.get("/get", headers={"Cookie": cookie})

    site.secret_key = "two"

    assert client.get("/get", headers={"Cookie": cookie}).text == "None"


def test_what_one_request_changes_is_not_seen_through_the_old_cookie(site: Flask) -> None:
    first = _cookie(site.test_client().get("/set/甲"))
    client = site.test_client(use_cookies=False)
    client.get("/set/乙", headers={"Cookie": first})

    assert client.get("/get", headers={"Cookie": first}).text == "甲"


def test_a_message_is_heard_once(site: Flask) -> None:
    client = site.test_client()
    client.get("/say")
    client.get("/say")

    assert client.get("/hear").text == "said,said"
    assert client.get("/hear").text == ""


def test_what_a_stranger_makes_up_is_not_remembered(site: Flask) -> None:
    genuine = _cookie(site.test_client().get("/set/甲"))
    client = site.test_client(use_cookies=False)
    proved = site.session_interface._proved  # type: ignore[attr-defined]
    before = proved.cache_info().currsize

    for number in range(5):
        client.get("/get", headers={"Cookie": f"session=made.up.{number}"})
        client.get("/get", headers={"Cookie": genuine + "!" * (5000 + number)})

    assert proved.cache_info().currsize == before
