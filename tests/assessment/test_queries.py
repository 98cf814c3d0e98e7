"""What a summary says by itself: figures out of the ledger, frozen at the hand-in, late entries carried forward."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from learnhub.articles.rules.states import State
from learnhub.assessment import actions, policies, queries
from learnhub.credits import actions as credits
from learnhub.credits.models import CreditHead
from learnhub.credits.rules import Form, Key
from learnhub.kernel import clock
from learnhub.kernel.periods import Quarter
from learnhub.platform.db import transaction
from learnhub.requirements import actions as requirements
from tests.articles.factories import released
from tests.assessment.factories import office, open_cycle, summary_of, words
from tests.reading.factories import lesson

NEXT_QUARTER = datetime(2027, 2, 1, 1, 0, tzinfo=UTC)
IN_OCTOBER = date(2026, 10, 20)


def study(make, person):
    """Complete a lesson today; it pays half a class-hour."""
    version = lesson(make.session, has_recall=True)
    with transaction():
        credits.install_default_rules()
        for key in (Key.READ, Key.RECALL):
            credits.turn_key(person.id, version, key=key, evidence={}, now=clock.now())
    return version


def credit(person, hours, on, name):
    """A class-hour entry of centralised training."""
    with transaction():
        credits.append_entry(
            person,
            form=Form.OFF_JOB,
            hours=Decimal(hours),
            earned_on=on,
            now=clock.now(),
            rule_id=None,
            source="test",
            external_id=name,
            evidence={},
            title=name,
        )


def page_of(make, person):
    summary = summary_of(make, person)
    return queries.summary_page(summary, policies.facts(make.actor(person), summary), clock.today())


def hand_in(make, person):
    summary, by = summary_of(make, person), make.actor(person)
    parts = {name: value for name, value in words(0, learned="学到了").items() if name != "version"}
    with transaction():
        actions.save_words(summary, parts, [], version=summary.version, by=by, now=clock.now())
        actions.submit(summary, by=by, now=clock.now())


@pytest.fixture
def request_context(app):
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("request_context")
def test_a_summary_writes_itself_from_what_was_studied(make):
    made = office(make)
    requirements.install_default_rules()
    version = study(make, made.cadre)
    credit(made.cadre, "6", IN_OCTOBER, "集中轮训")
    open_cycle(make, made)

    figures = page_of(make, made.cadre).figures

    assert [(line.form, line.hours) for line in figures.hours] == [
        ("脱产培训", Decimal("6.00")),
        ("网络自学", Decimal("0.50")),
    ]
    assert [(line.kind, line.title, line.lesson_id) for line in figures.completed] == [
        ("course", "公文写作", None),
        ("lesson", "公文的结构", version.lesson_id),
    ]
    assert figures.head_hash == make.session.get_one(CreditHead, made.cadre.id).hash


def withdraw(article):
    article.state, article.withdrawn_at = State.WITHDRAWN, clock.now()


@pytest.mark.usefixtures("request_context")
def test_released_articles_stand_under_the_title_that_readers_have_until_they_are_withdrawn(make):
    made = office(make)
    article, gone = released(make.session, made.cadre, title="一次告知"), released(make.session, made.cadre)
    article.title = "还没审的新标题"
    withdraw(gone)
    open_cycle(make, made)

    assert [(line.id, line.title) for line in page_of(make, made.cadre).figures.articles] == [
        (f"article:{article.id}", "一次告知")
    ]

    hand_in(make, made.cadre)
    withdraw(article)

    assert [line.title for line in page_of(make, made.cadre).figures.articles] == ["一次告知"]


@pytest.mark.usefixtures("request_context")
def test_figures_freeze_when_the_summary_is_handed_in(make):
    made = office(make)
    credit(made.cadre, "6", IN_OCTOBER, "集中轮训")
    open_cycle(make, made)
    hand_in(make, made.cadre)

    credit(made.cadre, "3", IN_OCTOBER, "迟到的补记")

    assert page_of(make, made.cadre).figures.total == Decimal("6.00")


@pytest.mark.usefixtures("request_context")
def test_late_entries_stand_in_the_next_quarter_and_do_not_count_there(make, time):
    made = office(make)
    open_cycle(make, made)
    hand_in(make, made.cadre)
    credit(made.cadre, "3", IN_OCTOBER, "迟到的补记")
    time.set(NEXT_QUARTER)
    by = make.actor(made.administrator)
    with transaction():
        cycle = actions.create_cycle(
            Quarter(2027, 1), unit_id=made.county.id, cut_off_on=date(2027, 3, 25), by=by, now=clock.now()
        )
        actions.open_cycle(cycle, by=by, now=clock.now())

    figures = page_of(make, made.cadre).figures

    assert [line.title for line in figures.adjustments] == ["迟到的补记"]
    assert figures.total == 0


def test_a_line_left_out_is_not_shown_to_the_reviewer(make, sign_in):
    made = office(make)
    study(make, made.cadre)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    line = next(line.id for line in _completed(make, made) if line.kind == "lesson")
    sign_in(made.cadre).post(
        f"/assessment/summaries/{summary.id}/submit", data={**words(1, learned="学到了"), "hidden": [line, "due:R4"]}
    )
    chief = sign_in(made.supervisor)
    chief.post(f"/assessment/summaries/{summary.id}/open")

    text = chief.get(f"/assessment/summaries/{summary.id}").text

    assert "公文的结构" not in text
    assert "公文写作" in text
    assert summary_of(make, made.cadre).hidden == [line]


def test_a_completed_line_leads_to_its_evidence_and_shows_no_minutes(make, sign_in):
    made = office(make)
    version = study(make, made.cadre)
    open_cycle(make, made)
    hand_in(make, made.cadre)
    address = f"/assessment/summaries/{summary_of(make, made.cadre).id}"
    chief = sign_in(made.supervisor)
    chief.post(f"{address}/open")

    own, others = sign_in(made.cadre).get(address).text, chief.get(address).text

    assert f"/reading/lessons/{version.lesson_id}/evidence" in own
    assert f"/oversight/people/{made.cadre.id}" in others
    assert "分钟" not in own + others


def _completed(make, made):
    summary = summary_of(make, made.cadre)
    document = queries.live_document(summary, make.session.get_one(_cycle_table(), summary.cycle_id), clock.today())
    return queries.figures_of(document, [], all_lines=True).completed


def _cycle_table():
    from learnhub.assessment.models import Cycle

    return Cycle


def test_a_page_takes_the_same_number_of_statements_however_much_was_studied(make, sign_in, statements):
    made = office(make)
    open_cycle(make, made)
    summary, client = summary_of(make, made.cadre), sign_in(made.cadre)
    study(make, made.cadre)
    address = f"/assessment/summaries/{summary.id}"
    client.get(address)
    make.session.expunge_all()
    with statements() as few:
        client.get(address)
    for _ in range(4):
        study(make, made.cadre)
    make.session.expunge_all()

    with statements() as many:
        client.get(address)

    assert len(many) == len(few)
    assert len(many) <= 30


def test_the_queue_takes_the_same_number_of_statements_for_one_and_for_many(make, sign_in, statements):
    made = office(make)
    for number in range(5):
        make.person(f"干部{number}", unit=made.section)
    open_cycle(make, made)
    chief = sign_in(made.supervisor)
    hand_in(make, made.cadre)
    chief.get("/assessment/reviews")
    make.session.expunge_all()
    with statements() as one:
        chief.get("/assessment/reviews")
    _hand_in_all(make)
    make.session.expunge_all()

    with statements() as six:
        chief.get("/assessment/reviews")

    assert len(six) == len(one)


def _hand_in_all(make):
    from learnhub.people.models import Person

    for person in make.session.query(Person).filter(Person.name.like("干部_")).all():
        hand_in(make, person)
