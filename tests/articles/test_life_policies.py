"""What a list of articles shows somebody is what they may open one by one, and what waits is what they may decide."""

import sqlalchemy as sa

from learnhub.articles.models import Article
from learnhub.articles.policies import can_view, visible_to
from learnhub.articles.policies.life import reviews_now, waits_for
from learnhub.articles.rules.states import Level, Stage, State
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from tests.articles.factories import draft, released


def states(session, author, unit_id):
    """One article in every state and for both kinds of readers."""
    now = clock.now()
    for level in Level:
        facts = {"unit_id": unit_id, "level": level}
        draft(session, author, **facts)
        draft(session, author, **facts, removed_at=now)
        for stage in (Stage.UNIT, Stage.SECRECY):
            draft(session, author, **facts, state=State.SUBMITTED, stage=stage, waiting_since=now)
        released(session, author, **facts)
        gone = released(session, author, **facts)
        gone.state, gone.withdrawn_at = State.WITHDRAWN, now
        corrected = released(session, author, **facts)
        corrected.state = State.DRAFT
    session.flush()


def test_lists_and_single_pages_agree_for_every_role(make):
    county = make.unit("云溪县")
    section, other = make.unit("青石镇", parent=county), make.unit("财政局", parent=county)
    people = [make.person("作者", unit=section), make.person("同事", unit=section), make.person("旁人", unit=other)]
    for role in Role:
        for unit in (county, section, other):
            person = make.person(f"{role}{unit.id}", unit=other)
            make.grant(person, role, unit)
            people.append(person)
    states(make.session, people[0], section.id)
    states(make.session, people[-1], other.id)
    everything = make.session.scalars(sa.select(Article)).all()

    for person in people:
        actor = make.actor(person)
        listed = set(make.session.scalars(sa.select(Article.id).where(visible_to(actor))))
        waiting = set(make.session.scalars(sa.select(Article.id).where(waits_for(actor))))

        assert listed == {article.id for article in everything if can_view(actor, article)}
        assert waiting == {
            article.id for article in everything if article.removed_at is None and reviews_now(actor, article)
        }
        assert not any(article.author_id == person.id for article in everything if article.id in waiting)
