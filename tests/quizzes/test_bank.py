"""The question bank through its pages: who sees what, searching, writing, reviewing, retiring."""

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.queries import actor_on
from learnhub.quizzes.models import Question, QuestionVersion
from learnhub.quizzes.policies import bank as policies
from tests.quizzes.factories import checked_lesson

STEM = "请示应当遵守哪一条规则？"


def office(make):
    """A county with an author, a reviewer, another author and the administrator of training."""
    county = make.unit("青石县")
    made = {"county": county}
    for name, role in (
        ("author", Role.AUTHOR), ("other", Role.AUTHOR), ("reviewer", Role.REVIEWER),
        ("admin", Role.TRAINING_ADMINISTRATOR),
    ):  # fmt: skip
        made[name] = make.person(name, unit=county)
        make.grant(made[name], role, county)
    return made


def form(**values):
    return {
        "kind": "single_choice", "stem": STEM, "option_1": "一文一事", "right_1": "y", "option_2": "一文多事",
        "scoring": "strict", "truth": "true", "format": "markdown", **values,
    }  # fmt: skip


def write(client, **values):
    """A new question; returns its id."""
    answer = client.post("/quizzes/bank/new", data=form(**values))
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def question(session, question_id):
    session.expire_all()
    return session.get_one(Question, question_id)


def test_a_question_is_written_shown_and_found(make, sign_in):
    me = sign_in(office(make)["author"])

    number = write(me, topics="公文, 请示", clauses="公文处理条例 第十五条", level="easy", explanation="请示一文一事。")
    page = me.get(f"/quizzes/bank/questions/{number}").text

    assert STEM in page
    assert "公文处理条例 第十五条" in page
    assert STEM in me.get("/quizzes/bank?text=规则&topic=公文&level=easy&status=draft").text
    assert STEM not in me.get("/quizzes/bank?text=别的").text


def test_an_author_sees_own_questions_and_those_of_files_and_nobody_elses(make, sign_in, session):
    made = office(make)
    lesson = checked_lesson(session)
    session.commit()
    of_file = session.scalars(sa.select(Question.id).where(Question.lesson_id == lesson.lesson_id)).first()
    mine = write(sign_in(made["author"]))

    other = sign_in(made["other"])

    assert other.get(f"/quizzes/bank/questions/{mine}").status_code == 404
    assert STEM not in other.get("/quizzes/bank").text
    assert other.get(f"/quizzes/bank/questions/{of_file}").status_code == 200


def test_nobody_reviews_their_own_question_and_a_reviewer_releases_it(make, sign_in, session):
    made = office(make)
    make.grant(made["author"], Role.REVIEWER, made["county"])
    author = sign_in(made["author"])
    number = write(author)

    own = author.post(f"/quizzes/bank/questions/{number}/status", data={"status": "reviewed"})
    by_other = sign_in(made["reviewer"]).post(f"/quizzes/bank/questions/{number}/status", data={"status": "reviewed"})

    assert (own.status_code, by_other.status_code) == (409, 303)
    assert question(session, number).status == "reviewed"
    assert question(session, number).reviewed_by_id == made["reviewer"].id


def test_each_save_is_a_version_and_a_new_wording_waits_for_review_again(make, sign_in, session):
    made = office(make)
    author = sign_in(made["author"])
    number = write(author)
    sign_in(made["reviewer"]).post(f"/quizzes/bank/questions/{number}/status", data={"status": "reviewed"})
    address = f"/quizzes/bank/questions/{number}"

    same = sign_in(made["author"]).post(f"{address}/edit", data=form(version="1"))
    kept = question(session, number).status
    changed = sign_in(made["author"]).post(f"{address}/edit", data=form(version="1", option_2="一文数事"))

    assert (same.status_code, kept) == (303, "reviewed")
    assert changed.status_code == 303
    assert question(session, number).status == "draft"
    assert session.query(QuestionVersion).filter_by(question_id=number).count() == 2
    differences = sign_in(made["author"]).get(f"{address}/changes?before=1&after=2").text
    assert "<del>多</del><ins>数</ins>" in differences


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(make, sign_in, session):
    author = sign_in(office(make)["author"])
    number = write(author)
    address = f"/quizzes/bank/questions/{number}/edit"
    author.post(address, data=form(version="1", option_2="甲的改动"))

    late = author.post(address, data=form(version="1", option_2="乙的改动"))

    assert late.status_code == 409
    assert "甲的改动" in late.text
    assert "乙的改动" in late.text
    assert session.query(QuestionVersion).filter_by(question_id=number).count() == 2
    assert author.post(address, data=form(version="2", option_2="乙的改动")).status_code == 303


def test_a_question_of_any_type_is_edited_as_gift_and_a_wrong_text_says_the_line(make, sign_in):
    author = sign_in(office(make)["author"])
    number = write(author)
    address = f"/quizzes/bank/questions/{number}/edit"

    wrong = author.post(address, data={"source": "::甲::\n哪一条？ {=对 ~错", "version": "1"})
    right = author.post(address, data={"source": "::甲::写出文种。 {=请示 =报告}", "version": "1"})
    shown = author.get(address).text

    assert wrong.status_code == 422
    assert "not closed" in wrong.text or "没有" in wrong.text
    assert right.status_code == 303
    assert "请示" in shown


def test_a_question_of_a_file_is_not_edited_but_copied(make, sign_in, session):
    made = office(make)
    checked_lesson(session)
    session.commit()
    number = session.scalars(sa.select(Question.id)).first()
    author = sign_in(made["author"])

    refused = author.get(f"/quizzes/bank/questions/{number}/edit")
    copied = author.post(f"/quizzes/bank/questions/{number}/copy")
    mine = question(session, int(copied.location.rsplit("/", 1)[1]))

    assert refused.status_code == 409
    assert (mine.owner_id, mine.lesson_id, mine.status) == (made["author"].id, None, "draft")
    assert author.get(f"/quizzes/bank/questions/{mine.id}/edit").status_code == 200


def test_questions_on_an_amended_clause_are_retired_at_once_with_a_reason(make, sign_in, session):
    made = office(make)
    mine = sign_in(made["author"])
    number = write(mine, clauses="条例 第三条")
    write(mine, stem="完全不同的另一道题目在问什么呢？", option_1="左边", option_2="右边")
    reviewer = sign_in(made["reviewer"])

    preview = reviewer.get("/quizzes/bank/clauses?clause=条例 第三条").text
    without = reviewer.post("/quizzes/bank/clauses", data={"clause": "条例 第三条"})
    done = reviewer.post("/quizzes/bank/clauses", data={"clause": "条例 第三条", "reason": "已修订"})

    assert STEM in preview
    assert (without.status_code, done.status_code) == (422, 303)
    assert question(session, number).status == "retired"
    assert question(session, number).retired_why == "已修订"
    assert session.query(Question).filter_by(status="draft").count() == 1


def test_a_nearly_equal_question_is_told_before_it_is_saved(make, sign_in, session):
    author = sign_in(office(make)["author"])
    write(author)

    told = author.post("/quizzes/bank/new", data=form(stem="请示应当遵守哪一条规则 ?", option_2="一文多事。"))
    anyway = author.post("/quizzes/bank/new", data=form(stem="请示应当遵守哪一条规则 ?", anyway="yes"))

    assert told.status_code == 409
    assert anyway.status_code == 303
    assert session.query(Question).count() == 2


def test_the_list_takes_the_same_number_of_statements_for_any_number_of_rows(make, sign_in, session, statements):
    author = sign_in(office(make)["author"])
    write(author, topics="甲")
    author.get("/quizzes/bank")
    with statements() as few:
        author.get("/quizzes/bank")
    for number in range(8):
        write(author, stem=f"题目{'东南西北春夏秋冬'[number] * 9}？", topics=f"主题{number}", anyway="yes")

    with statements() as many:
        author.get("/quizzes/bank")

    assert len(many) == len(few)


def test_the_list_and_the_single_look_agree_for_every_role(make, session):
    made = office(make)
    elsewhere = make.unit("白水县")
    checked_lesson(session)
    for key, owner, unit in (
        ("own", made["author"], made["county"]), ("away", make.person("异地", unit=elsewhere), elsewhere),
        ("nobody", None, None),
    ):  # fmt: skip
        session.add(Question(key=key, owner_id=owner and owner.id, unit_id=unit and unit.id))
    session.flush()
    everything = session.scalars(sa.select(Question)).all()

    for role in Role:
        person = made["author"] if role is Role.AUTHOR else make.person(unit=made["county"])
        make.grant(person, role, made["county"])
        viewer = actor_on(person.id, clock.today())
        listed = set(session.scalars(sa.select(Question.id).where(policies.visible_to(viewer))))
        assert listed == {each.id for each in everything if policies.can_view(viewer, each)}, role
