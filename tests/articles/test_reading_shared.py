"""What is kept of the comments of a page shows nobody what another may do, and never what is over."""

import re
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Comment
from learnhub.kernel.actor import Role
from learnhub.people.models import Person
from tests.articles.factories import released

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def test_people_who_see_the_same_comments_get_only_their_own_ways_to_change_them(session, make, sign_in, time):
    unit = make.unit("Office")
    author, writer, other = make.person("Author", unit=unit), make.person("Writer"), make.person("Other")
    reviewers = [make.grant(make.person(f"Reviewer {n}"), Role.REVIEWER, unit).person_id for n in range(2)]
    shown = released(session, author, unit_id=unit.id)
    session.commit()
    where = f"/articles/{shown.id}"
    sign_in(writer).post(f"{where}/comments", data={"text": "Said once"})
    said = session.scalars(sa.select(Comment.id)).one()

    mine, theirs = _list(sign_in(writer), where), _list(sign_in(other), where)
    moderated = [_list(sign_in(_person(session, each)), where) for each in reviewers]
    time.pass_(minutes=31)
    later = _list(sign_in(writer), where)

    remove, edit, reason = f"/comments/{said}/remove", f'href="/articles/comments/{said}"', 'name="reason"'
    assert [remove in each for each in (mine, theirs, *moderated, later)] == [True, False, True, True, True]
    assert [edit in each for each in (mine, theirs, *moderated, later)] == [True, False, False, False, False]
    assert [reason in each for each in (mine, theirs, *moderated, later)] == [False, False, True, True, False]
    tokens = [TOKEN.findall(each) for each in (mine, *moderated, later)]
    assert all(len(each) == 1 for each in tokens) and len({each[0] for each in tokens}) == 4
    assert TOKEN.findall(theirs) == []


def test_a_comment_is_shown_as_it_is_now_to_whoever_has_seen_it_before(session, make, sign_in):
    author, writer, reader = make.person("Author"), make.person("Before"), make.person("Reader")
    shown = released(session, author)
    session.commit()
    where, writing, reading = f"/articles/{shown.id}", sign_in(writer), sign_in(reader)
    reading.post("/people/preferences", data={"locale": "en"})
    writing.post(f"{where}/comments", data={"text": "First words", "block": "1"})
    said = session.scalars(sa.select(Comment.id)).one()

    seen = [_list(reading, where)]
    writing.post(f"/articles/comments/{said}/edit", data={"text": "Second words"})
    seen.append(_list(reading, where))
    _person(session, writer.id).name = "After"
    session.commit()
    seen.append(_list(reading, where))
    answering = _list(reading, f"{where}?answer={said}")
    beside = _list(reading, f"{where}?at=1")
    chinese = _list(writing, where)
    writing.post(f"/articles/comments/{said}/remove")
    seen.append(_list(reading, where))

    assert ["First words" in each for each in seen] == [True, False, False, False]
    assert ["edited" in each for each in seen] == [False, True, True, False]
    assert ["<b>Before</b>" in each for each in seen] == [True, True, False, False]
    assert ["<b>After</b>" in each for each in seen] == [False, False, True, False]
    assert "Taken away by who wrote it" in seen[3] and "Second words" not in seen[3]
    assert answering.count('id="answer"') == 1 and f'name="parent" value="{said}"' in answering
    assert 'id="answer"' not in seen[2] and "comment-quote" in seen[2] and "comment-quote" not in beside
    assert f"?answer={said}&amp;at=1#answer" in beside and ">回复</a>" in chinese and ">Reply</a>" in seen[2]


def test_comments_that_were_seen_before_are_not_asked_for_again(session, make, sign_in, statements):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author)
    session.commit()
    page, where = sign_in(reader), f"/articles/{shown.id}"
    page.post(f"{where}/comments", data={"text": "Said once"})
    page.get(where)

    with statements(warm=True) as seen:
        again = _list(page, where)

    assert "Said once" in again and not [each for each in seen if "articles_comments" in each]


def _list(client: Any, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    return str(page[page.index('<ol class="comment-list">') : page.index("</ol>", page.index("comment-list"))])


def _person(session: Any, person_id: int) -> Any:
    return session.get_one(Person, person_id)
