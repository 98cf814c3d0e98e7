"""Answers judged at once, with further tries, or with how sure one is; marks to come back; what the page noticed."""

from decimal import Decimal

import pytest

from learnhub.quizzes import queries
from learnhub.quizzes.models import Quiz
from learnhub.quizzes.rules.checking import after_misses, calibration
from tests.quizzes.factories import GIFT, attempt, checked_lesson, hand_in, key_of, save, start
from tests.quizzes.samples import QUESTIONS


@pytest.fixture
def client(make, sign_in):
    return sign_in(make.person(locale="en"))


@pytest.fixture
def begin(session, make, client):
    """Start an attempt at a check that is held so."""

    def begin(gift=GIFT, **settings):
        version = checked_lesson(session, gift=gift)
        session.query(Quiz).filter_by(lesson_id=version.lesson_id).one().settings = settings
        session.commit()
        return start(client, version)

    return begin


def check(client, attempt_id, position):
    return client.post(f"/quizzes/attempts/{attempt_id}/questions/{position}/check")


def page(client, attempt_id):
    return client.get(f"/quizzes/attempts/{attempt_id}").text


def single(session, attempt_id):
    """The place of a single choice, its right answer and a wrong one."""
    for item, worded in queries.items_of(attempt_id):
        if worded.kind == "single_choice":
            right = key_of(session, attempt_id)[item.position]
            return item.position, right, next(key for key in item.option_order if key != right)
    raise AssertionError("no single choice")


@pytest.mark.parametrize("behaviour", ["immediate", "interactive", "certainty"])
def test_an_essay_is_left_to_a_person_while_the_rest_is_judged_at_once(client, session, begin, behaviour):
    attempt_id = begin(gift=QUESTIONS["essay"] + "\n\n" + QUESTIONS["single"], behaviour=behaviour)
    place = {worded.kind.value: item.position for item, worded in queries.items_of(attempt_id)}
    single, essay = place["single_choice"], place["essay"]
    save(client, attempt_id, single, key_of(session, attempt_id)[single])
    save(client, attempt_id, essay, "第一段。")

    before = page(client, attempt_id)
    answers = [check(client, attempt_id, each).status_code for each in (essay, single)]
    after = save(client, attempt_id, essay, "第一段，又一段。", version=1)
    shown = page(client, attempt_id)
    hand_in(client, attempt_id)

    at_once = behaviour != "certainty"
    assert "a person marks it after you hand in" in before.casefold()
    assert f"/questions/{essay}/check" not in before
    assert (f"/questions/{single}/check" in before) is at_once
    assert (f'name="c-{single}"' in before, f'name="c-{essay}"' in before) == (not at_once, False)
    assert answers == [303, 303] if at_once else [409, 409]
    assert after.status_code == 200
    assert ("Right." in shown) is at_once
    assert attempt(session, attempt_id).state == "submitted"


def test_an_answer_judged_at_once_is_explained_and_final(client, session, begin):
    attempt_id = begin(behaviour="immediate")
    position, right, wrong = single(session, attempt_id)
    save(client, attempt_id, position, wrong)

    judged = check(client, attempt_id, position)
    again = save(client, attempt_id, position, right, version=1)

    assert judged.status_code == 303
    assert "Not right; this answer is final." in page(client, attempt_id)
    assert "因为第" in page(client, attempt_id)
    assert (again.status_code, again.json["title"]) == (409, "This answer was checked and stays as it is.")


@pytest.mark.parametrize("behaviour", ["immediate", "interactive"])
def test_what_was_judged_stays_so_while_an_essay_waits_for_its_marker(client, session, begin, behaviour):
    gift = f"{QUESTIONS['essay']}\n\n::b::Which one?{{=right#Well chosen. ~wrong####Because.}}\n\n::c::It is so.{{T}}"
    attempt_id = begin(gift=gift, behaviour=behaviour, tries=1)
    position, right, _ = single(session, attempt_id)
    for place, worded in queries.items_of(attempt_id):
        save(client, attempt_id, place.position, right if place.position == position else [True, "Mine."][
            worded.kind == "essay"
        ])  # fmt: skip
    check(client, attempt_id, position)

    hand_in(client, attempt_id)
    shown = page(client, attempt_id)

    assert "it is being graded" in shown
    assert f"Question {position} of 3 · right" in shown
    assert "Because." in shown
    assert shown.count("of 3 ·") == 1
    assert "It is so." not in shown


@pytest.mark.parametrize("behaviour", ["deferred", "certainty", "immediate"])
def test_while_an_essay_waits_the_review_says_what_is_seen_of_the_rest(client, session, begin, behaviour):
    told = {"before_recall": ["correctness", "marks"], "during": ["correctness"]}
    gift = f"{QUESTIONS['essay']}\n\n{QUESTIONS['partial']}"
    attempt_id = begin(gift=gift, behaviour=behaviour, review=told)
    for place, worded in queries.items_of(attempt_id):
        save(client, attempt_id, place.position, "Mine." if worded.kind == "essay" else ["1"])

    hand_in(client, attempt_id)
    shown = page(client, attempt_id)

    assert "of 2 · partly right: 50 %" in shown
    assert "of 2 · waits for its mark" in shown
    assert "Mine." in shown
    assert "right answer" not in shown
    assert "% of the marks" not in shown


def test_before_it_is_judged_nothing_is_given_away(client, begin):
    shown = page(client, begin(behaviour="immediate"))

    assert "因为第" not in shown
    assert "说得对" not in shown


def test_a_further_try_brings_a_hint_and_costs_a_third(client, session, begin):
    attempt_id = begin(behaviour="interactive", tries=3)
    position, right, wrong = single(session, attempt_id)
    save(client, attempt_id, position, wrong)
    check(client, attempt_id, position)
    hint = page(client, attempt_id)
    save(client, attempt_id, position, right, version=1)
    check(client, attempt_id, position)

    for place, value in key_of(session, attempt_id).items():
        if place != position:
            save(client, attempt_id, place, value)
    hand_in(client, attempt_id)

    assert "Not right. 2 tries left." in hint
    assert "read this section again" in hint
    assert "说得对" not in hint
    assert str(attempt(session, attempt_id).percent) == "93.33"


def test_a_second_press_on_the_same_answer_is_no_further_try(client, session, begin):
    attempt_id = begin(behaviour="interactive", tries=2)
    position, right, wrong = single(session, attempt_id)
    save(client, attempt_id, position, wrong)
    for _ in range(3):
        check(client, attempt_id, position)
    after_presses = page(client, attempt_id)
    save(client, attempt_id, position, right, version=1)
    changed = page(client, attempt_id)
    check(client, attempt_id, position)

    assert "Not right. 1 try left." in after_presses
    assert "Not right. 1 try left." in changed
    assert "Right." in page(client, attempt_id)


def test_where_answers_are_judged_afterwards_none_can_be_checked(client, begin):
    assert check(client, begin(), 1).status_code == 409


def test_how_sure_one_is_is_kept_and_decides_nothing(client, session, begin):
    attempt_id = begin(behaviour="certainty")
    url = f"/quizzes/attempts/{attempt_id}/answers"
    for position, value in key_of(session, attempt_id).items():
        told = client.put(f"{url}/{position}", json={"version": 0, "value": value, "certainty": 1 + position % 3})
        assert told.json["certainty"] == 1 + position % 3
    hand_in(client, attempt_id)

    assert attempt(session, attempt_id).percent == 100
    assert "By your certainty: 11 of 15 points." in page(client, attempt_id)


@pytest.mark.parametrize("certainty", [0, 4, "2", True, 1.5])
def test_a_certainty_that_makes_no_sense_is_refused(client, begin, certainty):
    url = f"/quizzes/attempts/{begin(behaviour='certainty')}/answers/1"

    assert client.put(url, json={"version": 0, "value": None, "certainty": certainty}).status_code == 422


def test_a_mark_to_come_back_stays_and_is_said_before_handing_in(client, begin):
    attempt_id = begin()

    told = client.put(f"/quizzes/attempts/{attempt_id}/flags/2", json={"flagged": True})

    assert told.json == {"flagged": True}
    assert 'aria-pressed="true"' in page(client, attempt_id)
    assert "You wanted to come back to these" in client.get(f"/quizzes/attempts/{attempt_id}/check").text


def test_what_the_page_noticed_is_shown_to_the_person_with_causes_that_fit(client, begin):
    attempt_id = begin()
    url = f"/quizzes/attempts/{attempt_id}/events"

    kept = client.post(url, json={"events": [{"kind": "away", "ago_ms": 5000, "lasted_ms": 90_000}] * 60})
    odd = client.post(url, json={"events": [{"kind": "cheated"}]})
    hand_in(client, attempt_id)

    assert (kept.json, odd.status_code) == ({"kept": 50}, 422)
    assert "The page was not in front" in page(client, attempt_id)
    assert "none of it is a proof of anything" in page(client, attempt_id)


@pytest.mark.once
def test_misses_cost_a_third_each_and_never_more_than_everything():
    worth = [str(after_misses(Decimal(1), misses)) for misses in range(5)]

    assert worth == ["1.00000", "0.66667", "0.33333", "0.00000", "0.00000"]


@pytest.mark.once
def test_certainty_pays_only_for_those_who_know():
    found = calibration([(3, True), (3, False), (1, True), (None, True)])

    assert (found.points, found.most, found.sure_and_wrong, found.unsure_and_right) == (-2, 9, 1, 1)
    assert calibration([(None, True)]) is None
