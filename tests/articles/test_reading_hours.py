"""Class-hours for a released article: once, up to the cap of the year, taken back on withdrawal; and the notices."""

from decimal import Decimal

import sqlalchemy as sa

from learnhub.articles.actions.following import set_follow
from learnhub.articles.events import ArticleReleased, ArticleWithdrawn
from learnhub.articles.models import Article
from learnhub.articles.rules.states import Kind, Level, State
from learnhub.credits.actions import install_default_rules
from learnhub.credits.models import CreditEntry
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.platform.bus import announce
from learnhub.platform.db import transaction
from tests.articles.factories import released, topic


def test_articles_pay_by_kind_up_to_the_cap_of_the_year_and_once_each(app, session, make):
    author = make.person("Author")
    kinds = [Kind.REFLECTION, Kind.TOPIC, Kind.PRACTICE, Kind.RESEARCH, Kind.TOPIC]
    shown = [released(session, author, kind=kind, title=f"No {number}") for number, kind in enumerate(kinds)]
    session.commit()

    for article in [*shown, shown[0]]:
        _release(article)

    hours = [(row.title, row.hours) for row in _entries(session, author.id)]
    assert hours == [
        ("No 0", Decimal("0.50")), ("No 1", Decimal("2.00")), ("No 2", Decimal("2.00")), ("No 3", Decimal("1.50")),
    ]  # fmt: skip


def test_a_correction_pays_nothing_and_a_withdrawal_takes_back_by_a_further_entry(app, session, make, sign_in):
    author, reviewer = make.person("Author"), make.person("Reviewer")
    shown = released(session, author, title="Paid")
    session.commit()
    _release(shown)
    _release(shown, first=False)

    with transaction():
        article = session.get_one(Article, shown.id)
        article.state, article.withdrawn_at, article.withdrawn_by_id = State.WITHDRAWN, clock.now(), reviewer.id
        article.withdrawn_why = "Figures were wrong"
        announce(ArticleWithdrawn(shown.id, clock.now()))
    _release(shown)

    paid, back = _entries(session, author.id)
    page = sign_in(author).get(f"/credits/entries/{paid.id}").get_data(as_text=True)
    assert (paid.hours, back.hours, back.reason) == (Decimal("2.00"), Decimal("-2.00"), "Figures were wrong")
    assert paid.form.value == "output" and back.corrects_entry == paid.seq and f"/articles/{shown.id}" in page


def test_who_follows_a_topic_hears_of_a_new_article_that_they_may_read(app, session, make):
    unit, far = make.unit("Office"), make.unit("Elsewhere")
    author, near, away = make.person("Author", unit=unit), make.person("Near", unit=unit), make.person("Away", unit=far)
    filed = topic(session)
    for person in (author, near, away):
        set_follow(Actor(person.id, person.name, "en", None, ()), filed, on=True, now=clock.now())
    ours = released(session, author, unit_id=unit.id, level=Level.UNIT, topic_id=filed.id)
    session.commit()

    _release(ours)
    _release(ours, first=False)

    told = session.scalars(sa.select(Notice.person_id).where(Notice.kind == "article_topic")).all()
    assert told == [near.id]


def _release(article: Article, *, first: bool = True) -> None:
    with transaction():
        install_default_rules()
        announce(ArticleReleased(article.id, article.released_version_id or 0, first, clock.now()))


def _entries(session: sa.orm.Session, person_id: int) -> list[CreditEntry]:
    of_person = sa.select(CreditEntry).where(CreditEntry.person_id == person_id).order_by(CreditEntry.seq)
    return list(session.scalars(of_person))
