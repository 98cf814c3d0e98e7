"""The shelf, the page of an article, and what readers say and keep."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from learnhub.articles.actions.versions import keep_version
from learnhub.articles.models import Article, Bookmark, Comment, Thanks
from learnhub.articles.rules.states import Kind, Level, State, VersionReason
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from tests.articles.factories import released, topic


def test_the_shelf_shows_what_one_may_read_and_narrows_it(session, make, sign_in):
    unit, far = make.unit("Office"), make.unit("Elsewhere")
    author, reader = make.person("Author", unit=unit), make.person("Reader", unit=unit)
    filed = topic(session)
    mine = released(session, author, unit_id=unit.id, title="County one", kind=Kind.PRACTICE, topic_id=filed.id)
    released(session, author, unit_id=unit.id, level=Level.UNIT, title="Ours")
    released(session, author, unit_id=far.id, level=Level.UNIT, title="Theirs")
    session.commit()
    page = sign_in(reader)

    everything = page.get("/articles/").get_data(as_text=True)
    narrowed = page.get(f"/articles/?kind=practice&topic={filed.id}&sort=title&year=2026").get_data(as_text=True)
    nothing = page.get("/articles/?kind=research&year=nonsense&page=99").get_data(as_text=True)
    by_author = page.get(f"/articles/?author={author.id}").get_data(as_text=True)

    assert "County one" in everything and "Ours" in everything and "Theirs" not in everything
    assert f"/articles/{mine.id}" in narrowed and "Ours" not in narrowed
    assert "County one" not in nothing and "Ours" in by_author and "Theirs" not in by_author


def test_the_shelf_takes_as_many_statements_for_many_and_for_any_filter(session, make, sign_in, statements):
    author, reader = make.person("Author"), make.person("Reader")
    filed = topic(session)
    for number in range(25):
        released(session, author, title=f"Number {number:02d}", topic_id=filed.id)
    session.commit()
    page, asked = sign_in(reader), ("", f"?topic={filed.id}&kind=topic", "?page=2", "?sort=title&page=2")
    for address in asked:
        page.get(f"/articles/{address}")

    counted = []
    for address in asked:
        with statements(warm=True) as seen:
            words = page.get(f"/articles/{address}").get_data(as_text=True)
        counted.append(len(seen))

    assert len(set(counted)) == 1
    assert words.count('class="shelf-row"') == 5 and "Number 24" in words and "Number 03" not in words


def test_the_shelf_forgets_at_once_what_somebody_may_not_read_any_more(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    gone, moved = (released(session, author, title=title) for title in ("Taken back", "Moved away"))
    released(session, author, title="Still here")
    session.commit()
    page = _english(sign_in(reader))
    before = page.get("/articles/").get_data(as_text=True)

    gone.state, gone.withdrawn_at = State.WITHDRAWN, clock.now()
    moved.level, moved.unit_id = Level.UNIT, make.unit("elsewhere").id
    session.commit()
    after = page.get("/articles/").get_data(as_text=True)

    assert "3 articles" in before and "Taken back" in before and "Moved away" in before
    assert "1 article" in after and "Still here" in after
    assert "Taken back" not in after and "Moved away" not in after and "elsewhere" not in after


def test_the_shelf_is_sorted_by_the_titles_that_readers_know(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    released(session, author, title="Apples")
    corrected = released(session, author, title="Pears")
    corrected.title = "Aardvarks"
    session.commit()

    words = sign_in(reader).get("/articles/?sort=title").get_data(as_text=True)

    assert words.index("Apples") < words.index("Pears") and "Aardvarks" not in words


def test_an_article_shows_a_mark_beside_each_paragraph_and_a_line_to_cite(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author, title="一次告知怎么落地")
    session.commit()

    page = sign_in(reader).get(f"/articles/{shown.id}").get_data(as_text=True)

    anchor = page.split('data-block="0" id="')[1].split('"')[0]
    assert page.count('class="paragraph-mark"') == 6 and f'href="/articles/{shown.id}?at=1#comment"' in page
    assert "Author. 一次告知怎么落地[EB/OL]. " in page and f'href="#{anchor}"' in page


def test_a_comment_on_a_paragraph_is_written_once_and_told_of_once(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author)
    session.commit()
    page = sign_in(reader)
    text = "**Well** [said](https://example.org/)<script>x()</script>"

    sent = [
        _write(page, shown.id, words, block="1", request_key=key)
        for words, key in ((text, "k1"), ("Sent twice", "k1"), ("And another", "k2"))
    ]
    elsewhere = page.get(f"/articles/{shown.id}?at=2").get_data(as_text=True)
    at = page.get(f"/articles/{shown.id}?at=1").get_data(as_text=True)

    comments = session.scalars(sa.select(Comment).order_by(Comment.id)).all()
    told = session.scalars(sa.select(Notice).where(Notice.person_id == author.id)).all()
    assert sent == [303, 303, 303] and len(comments) == 2
    assert comments[0].quote == "群众反映办事要跑三趟。" and "<script" not in comments[0].html
    assert 'rel="nofollow noopener noreferrer" href="https://example.org/"' in comments[0].html
    assert "<strong>Well</strong>" in at and "<strong>Well</strong>" not in elsewhere and ">2</a>" in at
    assert [(each.kind, each.to) for each in told] == [
        ("article_comment", f"/articles/{shown.id}?comment={comments[0].id}#comment-{comments[0].id}")
    ]


def test_the_marks_beside_the_text_lead_to_the_article_from_a_comment_that_was_refused(session, make, sign_in):
    shown = released(session, make.person("Author"))
    session.commit()

    page = sign_in(make.person("Reader")).post(f"/articles/{shown.id}/comments", data={"text": " ", "block": "1"})

    assert page.status_code == 422 and f'href="/articles/{shown.id}?at=1#comment"' in page.text


def test_an_answer_that_was_refused_stays_an_answer(session, make, sign_in):
    shown = released(session, make.person("Author"))
    session.commit()
    client = sign_in(make.person("Reader"))
    _write(client, shown.id, "A question")
    asked = session.scalars(sa.select(Comment.id)).one()

    page = client.post(f"/articles/{shown.id}/comments", data={"text": " ", "parent": str(asked)})

    assert page.status_code == 422 and f'name="parent" value="{asked}"' in page.text


def test_a_comment_survives_an_edit_of_its_paragraph_and_says_when_that_is_gone(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author, text="First paragraph about lists.\n\nSecond one.\n")
    session.commit()
    page = sign_in(reader)
    _write(page, shown.id, "About the first", block="0")
    _write(page, shown.id, "About the second", block="1")

    _correct(session, shown, "New opening.\n\nFirst paragraph about lists, corrected.\n")
    now = _english(page).get(f"/articles/{shown.id}").get_data(as_text=True)

    assert f'href="/articles/{shown.id}?at=1#comment"' in now and ">1</a>" in now
    assert "The paragraph was changed since." in now and "This paragraph is not in the text any more." in now


def test_an_answer_reaches_whoever_began_and_a_comment_is_corrected_for_half_an_hour(session, make, sign_in, time):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author)
    session.commit()
    asking, answering = sign_in(reader), sign_in(author)
    _write(asking, shown.id, "A question")
    question = session.scalars(sa.select(Comment)).one()
    where = f"/articles/comments/{question.id}/edit"

    _write(answering, shown.id, "An answer", parent=str(question.id))
    told = session.scalars(sa.select(Notice.message).where(Notice.person_id == reader.id)).all()
    tries = [
        by.post(where, data={"text": words}).status_code
        for by, words in ((asking, "A better question"), (asking, " "), (answering, "Mine"))
    ]
    time.pass_(minutes=31)
    late = sign_in(reader).post(where, data={"text": "Too late"})  # a session rests after half an hour

    session.expire_all()
    assert told == ["%(name)s answered your comment on “%(title)s”."]
    assert tries == [303, 422, 403] and late.status_code == 409
    assert question.source == "A better question" and question.edited_at is not None


def test_a_comment_goes_with_a_reason_and_leaves_a_trace(session, make, sign_in):
    unit = make.unit("Office")
    author, reader, reviewer = make.person("Author", unit=unit), make.person("Reader"), make.person("Reviewer")
    make.grant(reviewer, Role.REVIEWER, unit)
    shown = released(session, author, unit_id=unit.id)
    session.commit()
    _write(sign_in(reader), shown.id, "Out of place")
    comment = session.scalars(sa.select(Comment)).one()
    where = f"/articles/comments/{comment.id}/remove"

    by_author = sign_in(author).post(where, data={"reason": "I do not like it"})
    without, removed = (sign_in(reviewer).post(where, data={"reason": reason}) for reason in ("", "Names a citizen"))
    page = sign_in(reader).get(f"/articles/{shown.id}").get_data(as_text=True)

    session.expire_all()
    assert [each.status_code for each in (by_author, without, removed)] == [403, 422, 303]
    assert "Out of place" not in page and "Names a citizen" in page
    assert session.get(Article, shown.id).comments == 0


def test_the_eleventh_comment_in_five_minutes_waits(session, make, sign_in, time):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author)
    session.commit()
    page = sign_in(reader)

    answers = [_write(page, shown.id, f"No {number}") for number in range(11)]
    time.pass_(minutes=6)
    later = _write(page, shown.id, "Later")

    assert answers == [303] * 10 + [429] and later == 303


def test_thanks_are_counted_never_listed_and_never_ones_own(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Zhou Reader")
    shown = released(session, author)
    session.commit()
    page, own, where = sign_in(reader), sign_in(author), f"/articles/{shown.id}/thanks"

    tries = [by.post(where, data={"on": "yes"}).status_code for by in (page, page, own)]
    seen = _english(own).get(f"/articles/{shown.id}").get_data(as_text=True)
    session.expire_all()
    count = session.get(Article, shown.id).thanks
    page.post(where, data={"on": "no"})

    session.expire_all()
    assert tries == [303, 303, 409] and count == 1
    assert "1 reader said thank you" in seen and "Zhou Reader" not in seen
    assert session.get(Article, shown.id).thanks == 0 and not session.scalars(sa.select(Thanks)).all()


def test_bookmarks_and_topics_are_kept_and_a_withdrawn_article_says_so(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    filed = topic(session)
    shown = released(session, author, topic_id=filed.id, title="Kept one")
    session.commit()
    page = _english(sign_in(reader))

    page.post(f"/articles/{shown.id}/bookmark", data={"on": "yes"})
    page.post(f"/articles/topics/{filed.id}/follow", data={"on": "yes"})
    kept = page.get("/articles/bookmarks").get_data(as_text=True)
    followed = page.get(f"/articles/topics/{filed.id}").get_data(as_text=True)
    by_author = page.get(f"/articles/authors/{author.id}").status_code
    shown.state, shown.withdrawn_at, shown.withdrawn_why = State.WITHDRAWN, clock.now(), "a secret reason"
    session.commit()
    gone = page.get(f"/articles/{shown.id}")
    words = gone.get_data(as_text=True)

    assert "Kept one" in kept and filed.name in kept and "Do not follow any more" in followed
    assert (by_author, page.get(f"/articles/authors/{author.id}").status_code) == (200, 404)
    assert gone.status_code == 410 and "This article was withdrawn" in words
    assert "a secret reason" not in words and "群众反映" not in words
    assert "withdrawn" in page.get("/articles/bookmarks").get_data(as_text=True)
    assert _write(page, shown.id, "late") == 409


def test_a_bookmark_of_an_article_out_of_sight_can_be_taken_away(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author, title="Moved away")
    session.commit()
    page = _english(sign_in(reader))
    page.post(f"/articles/{shown.id}/bookmark", data={"on": "yes"})
    shown.level, shown.unit_id = Level.UNIT, make.unit("elsewhere").id
    session.commit()

    words = page.get("/articles/bookmarks").get_data(as_text=True)
    gone = page.post(f"/articles/{shown.id}/bookmark", data={"on": "no", "back": "bookmarks"})

    assert "An article that you may no longer read" in words and "Moved away" not in words and "Author" not in words
    assert gone.status_code == 303
    assert not session.scalars(sa.select(Bookmark)).all()


def test_three_hundred_comments_take_as_many_statements_as_three(session, make, sign_in, statements):
    author, reader = make.person("Author"), make.person("Reader")
    shown = released(session, author)
    session.commit()
    page = sign_in(reader)

    _add(session, shown, reader.id, 3)
    page.get(f"/articles/{shown.id}")
    with statements() as few:
        page.get(f"/articles/{shown.id}")
    _add(session, shown, reader.id, 297)
    with statements() as many:
        last = page.get(f"/articles/{shown.id}?page=6").get_data(as_text=True)

    assert len(few) == len(many) and last.count('<li class="comment"') == 50


def _write(reader: Any, article_id: int, text: str, **more: str) -> int:
    return int(reader.post(f"/articles/{article_id}/comments", data={"text": text, **more}).status_code)


def _english(reader: Any) -> Any:
    reader.post("/people/preferences", data={"locale": "en"})
    return reader


def _add(session: Any, article: Article, by_id: int, count: int) -> None:
    now = clock.now()
    session.add_all(
        Comment(
            article_id=article.id, version_id=article.released_version_id, block=number % 6, block_hash="", quote="",
            by_id=by_id, source="x", html="<p>x</p>", request_key=f"{count}-{number}",
            at=now + timedelta(seconds=number),
        )
        for number in range(count)
    )  # fmt: skip
    session.commit()


def _correct(session: Any, article: Article, text: str) -> None:
    article.draft_source = text
    version = keep_version(article, VersionReason.SUBMITTED, by=article.author_id, now=clock.now())
    article.released_version_id, article.corrected_at = version.id, clock.now()
    session.commit()


def test_who_wrote_a_released_article_is_led_to_the_start_of_a_correction(session, make, sign_in):
    author = make.person("Author")
    article = released(session, author)
    session.commit()

    page = sign_in(author).get(f"/articles/{article.id}").get_data(as_text=True)

    assert f'href="/articles/{article.id}/trail#correct"' in page
    assert f'href="/articles/{article.id}/write"' not in page


def test_the_shelf_leads_to_an_empty_form_to_begin_an_article(make, sign_in):
    page = sign_in(make.person("Author"))

    shelf = page.get("/articles/").get_data(as_text=True)

    assert 'href="/articles/new"' in shelf
    assert page.get("/articles/new").status_code == 200
