"""Stored attacks: whatever stands in an article, its title, its tags or a comment, a browser runs nothing of it."""

import pytest

from tests.articles.factories import released
from tests.articles.hostile import OWN, attacked, hostile_texts, safe_comment, what_runs

EVERY = 12  # of the real files in an ordinary run; `EVERY = 1` is the whole measurement


def test_the_watcher_sees_what_would_run():
    assert all(what_runs(text) for text in OWN[:4])


def test_an_article_and_its_comments_full_of_our_own_attacks_run_nothing(session, make, sign_in):
    author, reader = make.person(OWN[0][:60]), make.person("Reader")
    shown = attacked(session, author, reader, list(OWN))
    session.commit()
    page = sign_in(reader)

    address = f"/articles/{shown.id}"
    addresses = ("/articles/", address, f"{address}?at=0", f"/articles/authors/{author.id}")
    seen = [page.get(where).get_data(as_text=True) for where in addresses]

    assert [what_runs(each) for each in seen] == [[], [], [], []]
    assert 'data-block="0" id="x"' not in seen[1]


@pytest.mark.once
def test_an_article_made_of_real_attacks_runs_nothing(session, make, sign_in):
    author, reader = make.person("Author"), make.person("Reader")
    texts = hostile_texts(every=EVERY)
    shown = attacked(session, author, reader, texts)
    for text in texts[:40]:
        released(session, author, title=" ".join(text.split())[:200] or "x", text="x")
    session.commit()
    page = sign_in(reader)

    pages = [f"/articles/{shown.id}?page={number}" for number in range(1, 4)] + ["/articles/", "/articles/?page=2"]
    for where in pages:
        assert what_runs(page.get(where).get_data(as_text=True)) == []
    assert all(what_runs(safe_comment(text) or "") == [] for text in texts)
