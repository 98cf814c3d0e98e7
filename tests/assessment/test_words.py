"""Whatever people type into a summary comes back as they typed it, tidied, and never as markup."""

import html
import json

import pytest

from learnhub.kernel.text import normalise
from tests.assessment.factories import office, open_cycle, summary_of, words
from tests.real_data import real_data

OUR_OWN = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%(name)s %s {count}",
    "' OR 1=1 --",
    "第一行\r\n第二行\u2028第三行",
    "e\u0301 é 𠮷野家 👩‍👩‍👧‍👦",
    "\u202e从右到左",
    "\x00\x07零与铃",
    "字" * 4000,
)


@pytest.mark.parametrize("text", OUR_OWN, ids=range(len(OUR_OWN)))
def test_words_come_back_unchanged(make, sign_in, text):
    made = office(make)
    open_cycle(make, made)
    summary, client = summary_of(make, made.cadre), sign_in(made.cadre)

    client.post(f"/assessment/summaries/{summary.id}/words", data=words(1, learned=text))

    page = client.get(f"/assessment/summaries/{summary.id}").text
    assert summary_of(make, made.cadre).learned == normalise(text)
    assert html.escape(normalise(text)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page


def test_naughty_strings_come_back_unchanged(make, sign_in):
    strings = json.loads((real_data("naughty-strings") / "blns.json").read_text(encoding="utf-8"))
    made = office(make)
    open_cycle(make, made)
    summary, client = summary_of(make, made.cadre), sign_in(made.cadre)

    wrong = [text for text in strings if _kept(make, made, client, summary.id, text) != normalise(text)]

    assert wrong == []


def _kept(make, made, client, summary_id, text):
    version = summary_of(make, made.cadre).version
    client.post(f"/assessment/summaries/{summary_id}/words", data=words(version, learned=text))
    return summary_of(make, made.cadre).learned


def test_too_long_a_text_is_refused_with_what_was_typed(make, sign_in):
    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)

    answer = sign_in(made.cadre).post(f"/assessment/summaries/{summary.id}/words", data=words(1, learned="字" * 4001))

    assert answer.status_code == 422
    assert "字" * 4001 in answer.text
