"""Quizzes that draw from the question bank: who may choose what, what is drawn, and that nothing needs a lesson."""

import pytest

from learnhub.catalog.models import Lesson
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.queries import actor_on
from learnhub.quizzes import queries
from learnhub.quizzes.actions import bank as actions
from learnhub.quizzes.models import Question, QuestionVersion, Quiz
from learnhub.quizzes.queries.notebook import notebook
from learnhub.quizzes.rules.bank import Status, Tag, TagKind
from learnhub.quizzes.rules.outline import outline
from learnhub.quizzes.rules.source import read_one
from tests.quizzes.factories import checked_lesson, hand_in, start, take
from tests.quizzes.test_final_test import take as take_test
from tests.quizzes.test_holding import FORM
from tests.quizzes.test_notebook import finish


@pytest.fixture
def county(make):
    return make.unit("县")


@pytest.fixture
def keeper(make, county):
    person = make.person("管理员", unit=county, locale="en")
    make.grant(person, Role.TRAINING_ADMINISTRATOR, county)
    return person


@pytest.fixture
def cadre(make, county):
    return make.person("干部", unit=county, locale="en")


@pytest.fixture
def author(make, county):
    return make.person("作者", unit=county)


@pytest.fixture
def version(session, make):
    return checked_lesson(session)


@pytest.fixture
def quiz(session, version):
    return session.query(Quiz).filter_by(lesson_id=version.lesson_id).one()


@pytest.fixture
def bank(session, author):
    """Six reviewed questions of the bank in a category below another one, half of them hard, and a draft."""
    category = actions.category_at(["公文", "请示"])
    found = []
    for number in range(7):
        wording = actions.word(
            outline(read_one(f"// section: 别课\n::{number}::题库第{number}题？{{=对 ~错}}"), source_format="gift")
        )
        tags = (Tag(TagKind.LEVEL, "hard"),) if number % 2 else (Tag(TagKind.CLAUSE, "条例 第十二条"),)
        new = actions.New(wording, actions.About(category, tags), key=str(number))
        (question,) = actions.add_questions([new], owner_id=author.id, by_id=author.id, now=clock.now())
        question.status = Status.REVIEWED if number < 6 else Status.DRAFT
        found.append(question)
    session.commit()
    return found


@pytest.fixture
def page(sign_in, keeper, quiz):
    """The page of the settings: what it answers to lines, and what it shows."""
    client = sign_in(keeper)

    def settle(parts, by=client):
        return by.post(f"/quizzes/{quiz.id}/settings", data={**FORM, "parts": parts})

    return settle


def drawn(session, attempt_id):
    return [session.get_one(Question, worded.question_id) for _, worded in queries.items_of(attempt_id)]


def of_bank(session, attempt_id):
    return {each.name for each in drawn(session, attempt_id) if each.lesson_id is None}


def test_parts_draw_reviewed_questions_of_a_category_by_level_and_clause_and_named_ones(
    page, bank, session, sign_in, cadre, version
):
    answer = page(f'2 category:公文 level:hard\n1 category:公文/请示 topic:"条例 第十二条"\nquestions: {bank[0].id}\n1')
    again = page(f'2 category:公文 level:hard\n1 category:公文/请示 topic:"条例 第十二条"\nquestions: {bank[0].id}\n1')

    found = drawn(session, start(sign_in(cadre), version))

    assert (answer.status_code, again.status_code) == (303, 303)
    names = sorted(each.name for each in found if each.lesson_id is None)
    assert len(found) == 5
    assert len(names) == 4
    assert "0" in names
    assert len({"1", "3", "5"} & set(names)) == 2


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ("1\n\n7 bank", "Line 3 asks for 7 questions, but only 6 can be drawn."),
        ("4 category:公文/请示 level:hard", "Line 1 asks for 4 questions, but only 3 can be drawn."),
        ("4 bank\n3 category:公文 level:hard", "Together the lines ask for 7 questions, but only 6 can be drawn."),
        ("2 category:没有", "Line 1: the bank has no category “没有”."),
        ("questions: 999999", "Line 1: these questions cannot be drawn: 999999."),
    ],
)
def test_a_part_that_asks_for_more_than_there_is_is_refused(page, bank, session, quiz, parts, told):
    answer = page(parts)

    session.refresh(quiz)
    assert answer.status_code == 422
    assert told in answer.text
    assert quiz.edited_at is None


def test_the_page_tells_what_each_line_can_draw_from(page, bank, sign_in, keeper, quiz):
    page("2 category:公文 level:hard")

    shown = sign_in(keeper).get(f"/quizzes/{quiz.id}/settings").text

    assert "2 category:公文 level:hard" in shown
    assert "<code>公文/请示</code> · 6 questions" in shown
    assert "<code>公文</code> · 6 questions" in shown


def test_nobody_lets_a_quiz_draw_what_they_may_not_see(page, bank, make, sign_in, session, cadre, version, quiz):
    elsewhere = make.unit("外县")
    stranger = make.person("外县管理员", unit=elsewhere, locale="en")
    make.grant(stranger, Role.TRAINING_ADMINISTRATOR, elsewhere)
    other = sign_in(stranger)
    refused = page("2 bank", by=other), page(f"questions: {bank[1].id}", by=other)
    page("2 bank\n1")

    kept = page("2 bank\n1", by=other)

    # What somebody chose who may stays, also when another one saves the page.
    assert [each.status_code for each in refused] == [422, 422]
    assert "题库第" not in refused[0].text
    assert kept.status_code == 303
    assert len(of_bank(session, start(sign_in(cadre), version))) == 2
    assert other.get(f"/quizzes/questions/{bank[1].id}/regrade").status_code == 404


def test_a_line_that_was_chosen_by_another_draws_nothing_more_for_who_saves_the_page(
    page, bank, make, sign_in, session, quiz
):
    elsewhere = make.unit("外县")
    stranger = make.person("外县管理员", unit=elsewhere, locale="en")
    make.grant(stranger, Role.TRAINING_ADMINISTRATOR, elsewhere)
    other = sign_in(stranger)
    page("2 bank\n1")

    shown = other.get(f"/quizzes/{quiz.id}/settings").text
    answers = [page(lines, by=other).status_code for lines in ("2 bank\n2 bank", "3 bank\n1", "1\n2 bank")]

    session.refresh(quiz)
    assert answers == [422, 422, 303]
    assert [each.get("count") for each in quiz.settings["parts"]] == [1, 2]
    assert "as long as it stays as it is" in shown


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("parts", ["3 bank\n5", "questions: {copies}\n5"])
def test_a_copy_in_the_bank_is_never_asked_beside_its_original(
    page, session, sign_in, cadre, version, keeper, edited, parts
):
    copies = []
    for question in session.query(Question).filter_by(lesson_id=version.lesson_id).order_by(Question.id).limit(3):
        copied = actions.copy_to_bank(question, (), by=actor_on(keeper.id, clock.today()), now=clock.now())
        copied.status = Status.REVIEWED
        worded = session.get_one(QuestionVersion, copied.current_version_id)
        if edited:
            worded.document = {**worded.document, "explanation": None}
        copies.append(str(copied.id))
    session.commit()
    page(parts.format(copies=", ".join(copies)))

    found = drawn(session, start(sign_in(cadre), version))

    assert len(found) == 5
    assert len({each.words for each in found}) == 5
    assert ({str(each.id) for each in found} >= set(copies)) == ("questions" in parts)


def test_units_below_those_of_the_chooser_are_drawn_from_too(make, county, page, session, sign_in, cadre, version):
    office = make.unit("科室", parent=county)
    wording = actions.word(outline(read_one("::下级::题？{=对 ~错}"), source_format="gift"))
    clerk = make.person("科员", unit=office)
    new = actions.New(wording, actions.About(), key="x")
    (below,) = actions.add_questions([new], owner_id=clerk.id, by_id=None, now=clock.now())
    below.status = Status.REVIEWED
    session.commit()

    assert page("1 bank").status_code == 303
    assert of_bank(session, start(sign_in(cadre), version)) == {"下级"}


def test_an_open_attempt_keeps_a_question_that_is_retired_and_the_next_one_is_filled(
    page, bank, session, sign_in, cadre, version, keeper
):
    page("3 category:公文 level:hard")
    client = sign_in(cadre)
    under_way = start(client, version)
    hard = [each for each in bank if int(each.name) % 2]

    actions.retire_all(
        hard[:2], clause="条例", reason="已修订。", by=actor_on(keeper.id, clock.today()), now=clock.now()
    )
    session.commit()
    kept = of_bank(session, under_way)
    hand_in(client, under_way)
    following = drawn(session, start(client, version))

    assert kept == {"1", "3", "5"}
    assert [each.name for each in following if each.lesson_id is None] == ["5"]
    assert len(following) == 3


def test_a_question_of_the_bank_leads_to_no_section_and_says_where_it_is_drawn(
    page, bank, session, sign_in, cadre, version, keeper
):
    page("2 category:公文\n1")
    me, client = sign_in(keeper), sign_in(cadre)
    waiting = me.get(f"/quizzes/bank/questions/{bank[0].id}").text

    attempt_id = take(client, session, version, right=False)

    asked = next(each for each in drawn(session, attempt_id) if each.lesson_id is None)
    assert version.title in waiting
    assert "别课" not in client.get(f"/quizzes/attempts/{attempt_id}").text
    assert "别课" not in client.get(f"/quizzes/lessons/{version.lesson_id}").text
    assert "asked 1 time" in me.get(f"/quizzes/bank/questions/{asked.id}").text


def test_a_corrected_key_judges_attempts_anew_and_leaves_the_text_to_be_edited(
    page, bank, session, sign_in, cadre, version, keeper, author, make, county
):
    page(f"questions: {bank[0].id}")
    attempt_id = take(sign_in(cadre), session, version, right=True)
    make.grant(author, Role.AUTHOR, county)
    session.commit()
    me = sign_in(keeper)

    me.post(f"/quizzes/questions/{bank[0].id}/key", data={"right": "2"})
    done = me.post(f"/quizzes/questions/{bank[0].id}/regrade", data={"reason": "答案有误。", "on_fall": "keep"})

    item = queries.items_of(attempt_id)[0][0]
    session.refresh(item)
    assert done.status_code == 303
    assert item.right is False
    assert "题库第0题" in sign_in(author).get(f"/quizzes/bank/questions/{bank[0].id}/edit").text


def test_pages_and_starts_take_as_many_statements_for_many_parts_as_for_few(
    page, bank, session, sign_in, cadre, version, keeper, quiz, statements, make, county
):
    client, seen = sign_in(keeper), []
    learners = sign_in(cadre), sign_in(make.person("第二位", unit=county))
    for parts, learner in zip(
        ("1 category:公文", "1 category:公文\n2 bank level:hard\n1\n1 bank"), learners, strict=True
    ):
        page(parts)
        with statements() as settings:
            client.get(f"/quizzes/{quiz.id}/settings")
        with statements() as starting:
            learner.post(f"/quizzes/lessons/{version.lesson_id}/attempts")
        seen.append((len(settings), len([each for each in starting if each.startswith("SELECT")])))

    assert seen[0] == seen[1]


def test_the_notebook_keeps_a_mistake_once_and_only_when_no_check_needs_it_any_more(
    page, bank, session, sign_in, cadre, version, make
):
    client, second = sign_in(cadre), checked_lesson(session)
    named = {"parts": [{"questions": [bank[0].id], "owner": bank[0].owner_id}]}
    for each in (version, second):
        session.query(Quiz).filter_by(lesson_id=each.lesson_id).one().settings = named
    test = Quiz(course_id=session.get_one(Lesson, version.lesson_id).course_id, questions=1, pass_percent=60)
    test.settings = {**named, "after_lessons": False, "cooling_minutes": 0}
    session.add(test)
    session.commit()

    def kept():
        session.expire_all()
        return [(each.question_id, each.times) for each in notebook(cadre.id, clock.today()).mistakes]

    for each in (version, second):
        take(client, session, each, right=False)
    finish(session, cadre, version)
    half = kept()
    finish(session, cadre, second)
    both = kept()
    take_test(client, session, test.course_id, right=False)
    tested = kept()
    take_test(client, session, test.course_id, right=True)

    assert (half, both, tested) == ([], [(bank[0].id, 2)], [])
    assert kept() == [(bank[0].id, 3)]
    assert client.get(f"/quizzes/notebook/questions/{bank[0].id}").status_code == 200
