"""Decisions about passwords, waiting and devices."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.people.rules import devices, passwords, throttle

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        *(
            "password",
            "Password1",
            "P@ssw0rd",
            "12345678",
            "87654321",
            "qwertyuiop",
            "1qaz2wsx",
            "abcdefgh",
            "aaaaaaaa",
        ),
        *(
            "woaini520",
            "woaini1314",
            "admin123456",
            "19900101",
            "1990-01-01",
            "abcabcabc",
            "a1b2a1b2",
            "iloveyou!",
            "xuexi2026",
        ),
    ],
)
def test_what_everybody_tries_first_is_refused(password):
    assert passwords.fault(password) == passwords.TOO_COMMON


@pytest.mark.parametrize(
    "password",
    ["窗外的雨下了一整夜", "correct horse battery", "t7#kQ9!z", "我 的 猫 会 弹 琴", "x" * 3 + "yz" * 30 + "?k"],
)
def test_long_or_rare_passwords_of_any_characters_are_welcome(password):
    assert passwords.fault(password) is None


def test_length_is_counted_in_characters():
    assert passwords.fault("雨" * 3 + "雪月花") == passwords.TOO_SHORT
    assert passwords.fault("k3#" + "雨雪月花" * 32) == passwords.TOO_LONG


@pytest.mark.parametrize(
    "password",
    [
        "shenjia and the sea",
        "SHENJIA-7#kQ9",
        "沈佳的猫会弹钢琴",
        "县委组织部的窗户",
        "LearnHub forever",
        "tel13800138000",
    ],
)
def test_the_own_words_do_not_make_a_password(password):
    own = ("沈佳", "shenjia", "县委组织部", "13800138000", "Li")

    assert passwords.fault(password, own_words=own) == passwords.OWN_WORDS


def test_a_very_short_latin_word_is_an_accident_and_no_reason():
    assert passwords.fault("a quiet lizard sleeps", own_words=("li",)) is None


@given(st.text(), st.lists(st.text(), max_size=4))
def test_every_text_gets_an_answer(password, own):
    fault = passwords.fault(password, own_words=own)

    assert fault is None or fault.endswith(".")


def test_the_list_of_first_guesses_is_long_enough_to_matter():
    assert len(passwords.first_guesses()) > 10_000


def test_below_the_limit_nobody_waits():
    assert throttle.wait([NOON] * 9, throttle.ACCOUNT, NOON) == 0


def test_the_wait_ends_when_the_oldest_failure_that_matters_is_forgotten():
    failures = [NOON + timedelta(minutes=minute) for minute in range(10)]

    assert throttle.wait(failures, throttle.ACCOUNT, NOON + timedelta(minutes=10)) == 5 * 60
    assert throttle.wait(failures, throttle.ACCOUNT, NOON + timedelta(minutes=15)) == 0


@given(st.lists(st.integers(0, 3600), max_size=40), st.integers(0, 3600))
def test_after_the_wait_a_try_is_welcome_and_before_it_is_not(seconds, later):
    failures = [NOON + timedelta(seconds=second) for second in seconds if second <= later]
    now = NOON + timedelta(seconds=later)

    wait = throttle.wait(failures, throttle.ACCOUNT, now)

    assert throttle.wait(failures, throttle.ACCOUNT, now + timedelta(seconds=wait)) == 0
    if wait > 1:
        assert throttle.wait(failures, throttle.ACCOUNT, now + timedelta(seconds=wait - 1)) > 0


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537 MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8.0", ""),
        (None, ""),
    ],
)
def test_a_device_is_named_in_words_that_a_person_knows(agent, words):
    assert devices.device(agent) == words
