"""A key is put right: who passes or falls by it, what is kept, and what becomes of class-hours."""

import pytest

from learnhub.credits.actions import install_default_rules, turn_key
from learnhub.credits.models import Completion, CreditEntry
from learnhub.credits.rules import Key
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import Invalid
from learnhub.platform.audit import AuditEntry
from learnhub.quizzes import queries
from learnhub.quizzes.models import Attempt, MarkChange, Question, Quiz
from learnhub.quizzes.rules.keys import with_key
from learnhub.quizzes.rules.questions import question_from
from tests.quizzes.factories import attempt, checked_lesson, hand_in, key_of, save, start
from tests.quizzes.samples import QUESTIONS

# One question is keyed wrongly: the file says 错的.
GIFT = "::甲::选哪一个？{~对的 =错的}\n\n::乙::再选一个。{=一 ~二}"


@pytest.fixture
def version(session, make):
    install_default_rules()
    made = checked_lesson(session, gift=GIFT)
    session.query(Quiz).filter_by(lesson_id=made.lesson_id).one().pass_percent = 100
    session.commit()
    return made


@pytest.fixture
def question(session, version):
    return session.query(Question).filter_by(lesson_id=version.lesson_id, name="甲").one()


@pytest.fixture
def county(make):
    return make.unit("县")


@pytest.fixture
def cadre(make, county):
    return make.person("干部", unit=county, locale="en")


@pytest.fixture
def keeper(make, county, sign_in):
    person = make.person("管理员", unit=county, locale="en")
    make.grant(person, Role.TRAINING_ADMINISTRATOR, county)
    return sign_in(person)


@pytest.fixture
def author(make, county, sign_in):
    person = make.person("作者", unit=county, locale="en")
    make.grant(person, Role.AUTHOR, county)
    return sign_in(person)


def sit(client, session, version, question, *, by_file):
    """Take the check with everything right by the file's key, or by the one that should hold."""
    attempt_id = start(client, version)
    for item, worded in queries.items_of(attempt_id):
        value = key_of(session, attempt_id)[item.position]
        if worded.question_id == question.id and not by_file:
            value = next(each["key"] for each in worded.document["choices"] if each["key"] != value)
        assert save(client, attempt_id, item.position, value).status_code == 200
    hand_in(client, attempt_id)
    return attempt_id


def put_right(client, question):
    version = queries.bank_of(question.lesson_id)[question.id]
    right = next(each["key"] for each in version.document["choices"] if "对的" in each["text"]["content"])
    return client.post(f"/quizzes/questions/{question.id}/key", data={"right": right})


def judge(client, question, on_fall="keep", reason="答案标错了。"):
    return client.post(f"/quizzes/questions/{question.id}/regrade", data={"reason": reason, "on_fall": on_fall})


def finish(session, person, version):
    """Read the lesson, so that a pass completes it and pays."""
    turn_key(person.id, version, key=Key.READ, evidence={}, now=clock.now())
    session.commit()


def test_the_preview_names_who_would_pass_and_changes_nothing(keeper, cadre, sign_in, session, version, question):
    attempt_id = sit(sign_in(cadre), session, version, question, by_file=False)

    put_right(keeper, question)
    shown = keeper.get(f"/quizzes/questions/{question.id}/regrade").text

    assert "By this key 1 attempt changes" in shown
    assert "1 would be passed, 0 would no longer be." in shown
    assert "干部" in shown
    assert "not passed → passed" in shown
    assert attempt(session, attempt_id).passed is False


def test_who_was_right_all_along_passes_is_paid_and_is_told(keeper, cadre, sign_in, session, version, question):
    client = sign_in(cadre)
    finish(session, cadre, version)
    attempt_id = sit(client, session, version, question, by_file=False)
    put_right(keeper, question)

    judged = judge(keeper, question)

    now = attempt(session, attempt_id)
    session.refresh(now)
    change = session.query(MarkChange).one()
    assert judged.status_code == 303
    assert (now.state, now.passed, now.percent) == ("regraded", True, 100)
    assert (change.old_percent, change.new_percent, change.old_passed, change.new_passed) == (50, 100, False, True)
    assert session.query(CreditEntry).filter_by(person_id=cadre.id, status="verified").count() == 1
    assert "is passed" in session.query(Notice).filter_by(person_id=cadre.id).one().message
    assert session.query(AuditEntry).filter_by(action="quizzes.regrade").count() == 2
    assert "答案标错了。" in client.get(f"/quizzes/attempts/{attempt_id}").text


def test_a_pass_by_the_key_of_that_day_stands_unless_decided_otherwise(
    keeper, cadre, sign_in, session, version, question
):
    client = sign_in(cadre)
    finish(session, cadre, version)
    attempt_id = sit(client, session, version, question, by_file=True)
    put_right(keeper, question)

    judge(keeper, question)

    now = attempt(session, attempt_id)
    session.refresh(now)
    assert (now.percent, now.passed) == (50, True)
    assert session.query(CreditEntry).filter_by(person_id=cadre.id).count() == 1
    assert "Your pass stands" in session.query(Notice).filter_by(person_id=cadre.id).one().message


def test_a_pass_that_falls_takes_its_hours_back_by_a_further_entry_and_passing_again_earns_them(
    keeper, cadre, sign_in, session, version, question, time
):
    client = sign_in(cadre)
    finish(session, cadre, version)
    sit(client, session, version, question, by_file=True)
    put_right(keeper, question)

    judge(keeper, question, on_fall="take_back")

    entries = session.query(CreditEntry).filter_by(person_id=cadre.id).order_by(CreditEntry.seq).all()
    done = session.query(Completion).filter_by(person_id=cadre.id).one()
    assert [entry.status for entry in entries] == ["verified", "reversed"]
    assert sum(entry.hours for entry in entries) == 0
    assert (done.completed_at, done.recall_at) == (None, None)
    assert done.read_at is not None
    time.pass_(minutes=11)
    sit(sign_in(cadre), session, version, question, by_file=True)
    hours = session.query(CreditEntry).filter_by(person_id=cadre.id).all()
    assert sum(entry.hours for entry in hours) == entries[0].hours


def test_an_author_puts_keys_right_but_takes_nothing_back(author, cadre, sign_in, session, version, question):
    sit(sign_in(cadre), session, version, question, by_file=True)
    put_right(author, question)

    assert judge(author, question, on_fall="take_back").status_code == 403
    assert judge(author, question).status_code == 303


def test_nobody_judges_their_own_attempts(make, county, sign_in, session, version, question):
    person = make.person("兼任", unit=county, locale="en")
    make.grant(person, Role.TRAINING_ADMINISTRATOR, county)
    client = sign_in(person)
    attempt_id = sit(client, session, version, question, by_file=False)

    put_right(client, question)
    shown = client.get(f"/quizzes/questions/{question.id}/regrade").text
    judge(client, question)

    assert "Your own attempts are left out" in shown
    assert attempt(session, attempt_id).passed is False


def test_an_open_attempt_keeps_its_words_and_is_judged_by_the_new_key(
    keeper, cadre, sign_in, session, version, question
):
    client = sign_in(cadre)
    attempt_id = start(client, version)
    asked = {item.id: item.question_version_id for item, _ in queries.items_of(attempt_id)}
    for item, worded in queries.items_of(attempt_id):
        value = key_of(session, attempt_id)[item.position]
        if worded.question_id == question.id:
            value = next(each["key"] for each in worded.document["choices"] if each["key"] != value)
        save(client, attempt_id, item.position, value)
    put_right(keeper, question)
    judge(keeper, question)

    hand_in(client, attempt_id)

    session.expire_all()
    assert {item.id: item.question_version_id for item, _ in queries.items_of(attempt_id)} == asked
    assert session.get(Attempt, attempt_id).percent == 100


@pytest.mark.parametrize("checked", ["before", "after"])
def test_an_answer_checked_in_an_open_attempt_is_judged_by_the_key_that_holds(
    keeper, cadre, sign_in, session, version, question, checked
):
    session.query(Quiz).filter_by(lesson_id=version.lesson_id).one().settings = {"behaviour": "immediate"}
    session.commit()
    client = sign_in(cadre)
    attempt_id = start(client, version)
    item, worded = next(each for each in queries.items_of(attempt_id) if each[1].question_id == question.id)
    position, keyed = item.position, key_of(session, attempt_id)[item.position]
    save(client, attempt_id, position, next(each["key"] for each in worded.document["choices"] if each["key"] != keyed))
    check = f"/quizzes/attempts/{attempt_id}/questions/{position}/check"

    if checked == "before":
        client.post(check)
    put_right(keeper, question)
    judge(keeper, question)
    if checked == "after":
        client.post(check)

    assert "Right." in client.get(f"/quizzes/attempts/{attempt_id}").text


def test_an_attempt_that_waits_for_a_marker_is_judged_by_the_new_key(keeper, cadre, sign_in, session, make, county):
    mixed = checked_lesson(session, gift=f"{GIFT}\n\n{QUESTIONS['essay']}".replace("// markers: 2\n", ""))
    wrongly = session.query(Question).filter_by(lesson_id=mixed.lesson_id, name="甲").one()
    attempt_id = sit(sign_in(cadre), session, mixed, wrongly, by_file=False)
    put_right(keeper, wrongly)

    judge(keeper, wrongly)
    essay = next(item.id for item, worded in queries.items_of(attempt_id) if worded.kind == "essay")
    keeper.post(f"/quizzes/essays/{essay}", data={"points-1": "4", "points-2": "6", "remark": ""})

    assert (attempt(session, attempt_id).state, attempt(session, attempt_id).percent) == ("graded", 100)


def test_another_spelling_stays_right_when_it_is_judged_again(keeper, cadre, sign_in, session):
    spelt = checked_lesson(session, gift="::丙::哪部条例？{=信访工作条例}")
    asked = session.query(Question).filter_by(lesson_id=spelt.lesson_id, name="丙").one()
    client = sign_in(cadre)
    attempt_id = start(client, spelt)
    save(client, attempt_id, 1, "信訪工作條例")
    hand_in(client, attempt_id)
    before = attempt(session, attempt_id).percent

    judge(keeper, asked)

    assert (before, attempt(session, attempt_id).percent) == (100, 100)


def test_a_reason_is_asked_for(keeper, cadre, sign_in, session, version, question):
    sit(sign_in(cadre), session, version, question, by_file=False)
    put_right(keeper, question)

    assert judge(keeper, question, reason="").status_code == 422
    assert session.query(MarkChange).count() == 0


def test_the_same_key_again_is_refused(keeper, question):
    put_right(keeper, question)

    assert put_right(keeper, question).status_code == 409


@pytest.mark.parametrize("right", [set(), {"9"}, {"1", "2"}])
def test_a_key_that_cannot_be_is_refused(session, question, right):
    asked = question_from(queries.bank_of(question.lesson_id)[question.id].document)

    with pytest.raises(Invalid):
        with_key(asked, right)


def test_the_preview_takes_the_same_statements_for_any_number(
    keeper, make, county, sign_in, session, version, question, statements
):
    url = f"/quizzes/questions/{question.id}/regrade"
    for number in range(2):
        sit(sign_in(make.person(f"甲{number}", unit=county)), session, version, question, by_file=False)
    put_right(keeper, question)
    keeper.get(url)
    with statements() as few:
        keeper.get(url)
    for number in range(3):
        sit(sign_in(make.person(f"乙{number}", unit=county)), session, version, question, by_file=False)
    keeper.get(url)

    with statements() as many:
        keeper.get(url)

    assert len(few) == len(many)
