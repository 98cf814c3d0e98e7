"""The reader page as it comes from the server: everything on it works before any script runs."""

import html
import json
import re

import pytest

from learnhub.catalog.queries import sections_of
from learnhub.reading.models import Dwell, Sitting
from tests.reading import factories


@pytest.fixture
def person(make):
    return make.person(locale="en")


@pytest.fixture
def reader(person, sign_in):
    return sign_in(person)


@pytest.fixture
def version(session, make):
    return factories.lesson(session, sections=(600, 600, 600))


def page(reader, version, query=""):
    return reader.get(f"/reading/lessons/{version.lesson_id}{query}").text


def turn(page, which):
    """Where a link of the bar leads; None where it is not offered."""
    (link,) = re.findall(rf'<a id="reading-{which}" href="([^"]*)"( hidden)?>', page)
    return None if link[1] else link[0].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("query", "previous", "following"),
    [
        ("", None, "?section=2#c-1"),
        ("?section=2", "?section=1#c-0", "?section=3#c-2"),
        ("?section=3", "?section=2#c-1", None),
        ("?section=99", "?section=2#c-1", None),
        ("?section=-4", None, "?section=2#c-1"),
        ("?section=<b>", None, "?section=2#c-1"),
    ],
)
def test_without_script_the_bar_leads_from_section_to_section(reader, version, query, previous, following):
    shown = page(reader, version, query)

    address = f"/reading/lessons/{version.lesson_id}"
    assert turn(shown, "previous") == (previous and address + previous)
    assert turn(shown, "next") == (following and address + following)


def test_a_lesson_of_one_section_offers_no_turn(reader, session):
    shown = page(reader, factories.lesson(session))

    assert (turn(shown, "previous"), turn(shown, "next")) == (None, None)


def test_the_page_says_what_is_read_and_how_many_minutes_are_left(reader, person, version, session, time):
    first = sections_of(version.id)[0]
    session.add(Dwell(person_id=person.id, section=first.identity, credited_ms=60_000, last_line_at=time.now))
    session.flush()

    shown = page(reader, version)

    assert "about 16 min, 4 min left" in shown
    plan = json.loads(html.unescape(re.search(r'data-sections="([^"]*)"', shown)[1]))
    assert [(counted, is_read) for _minutes, counted, is_read in plan] == [(60_000, True), (0, False), (0, False)]
    assert ">1/3</span>" in shown


def test_the_way_back_names_the_section_where_one_stopped(reader, person, version, session):
    opened = reader.post("/reading/sittings", json={"lesson_version": version.id}).json
    session.get_one(Sitting, opened["sitting"]).last_section = sections_of(version.id)[1].identity

    shown = page(reader, version)

    assert 'href="#c-1" id="resume"' in shown
    assert "第1节" in shown.partition('id="resume"')[2].partition("</p>")[0]


def test_reading_comfort_is_kept_without_script_and_leads_back(reader, version):
    address = f"http://localhost/reading/lessons/{version.lesson_id}"

    answer = reader.post("/reading/comfort", data={"size": "xl"}, headers={"Referer": address})

    assert (answer.status_code, answer.location) == (303, f"/reading/lessons/{version.lesson_id}")
    assert 'data-size="xl"' in page(reader, version)


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/x", "javascript:alert(1)", "//elsewhere.example"])
def test_reading_comfort_leads_nowhere_else(reader, referer):
    answer = reader.post("/reading/comfort", data={"size": "huge", "tone": "<b>"}, headers={"Referer": referer})

    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert not answer.location.startswith("//")


def test_the_words_of_the_page_are_not_taken_for_the_language_of_the_lesson(reader, version):
    shown = page(reader, version)

    assert '<article class="prose" lang="zh-CN"' in shown
    assert '<footer class="lesson-end" lang="en">' in shown


def test_the_reader_page_takes_the_same_statements_for_any_number_of_sections(reader, session, statements):
    few, many = factories.lesson(session), factories.lesson(session, sections=(300,) * 40)
    counts = []
    for version in (few, many):
        page(reader, version)
        with statements() as seen:
            page(reader, version)
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 11


def test_a_lesson_without_a_rule_or_without_a_check_says_which_of_the_two_is_missing(reader, session):
    checked, unchecked = factories.lesson(session, has_recall=True), factories.lesson(session)

    assert "No rule for class-hours is in force yet" in page(reader, checked)
    assert "This lesson has no check yet" in page(reader, unchecked)


def test_the_contents_of_a_lesson_say_in_which_language_they_are(reader, version):
    shown = page(reader, version)

    assert '<a class="toc-open" href="#c-0"><span><span lang="zh-CN">第0节</span></span>' in shown
