"""Who sees which summary and which quarter, for every role."""

import pytest
import sqlalchemy as sa

from learnhub.assessment import policies
from learnhub.assessment.models import Cycle, Summary
from learnhub.assessment.rules import State
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from tests.assessment.factories import office, open_cycle, summary_of


@pytest.mark.parametrize("role", list(Role))
def test_lists_show_exactly_the_summaries_that_may_be_seen(make, role):
    made = office(make)
    colleague = make.person("同事", unit=made.section)
    cycle = open_cycle(make, made)
    handed_in = summary_of(make, made.cadre)
    handed_in.state, handed_in.submitted_at = State.SUBMITTED, clock.now()
    looking = make.person("看的人", unit=made.county)
    make.grant(looking, role, made.county)
    make.session.flush()
    people = (made.cadre, colleague, made.supervisor, made.administrator, looking)

    for actor in map(make.actor, people):
        every = make.session.scalars(sa.select(Summary)).all()
        listed = set(make.session.scalars(sa.select(Summary.id).where(policies.visible_to(actor))))
        runs = set(make.session.scalars(sa.select(Cycle.id).where(policies.cycles_visible_to(actor))))

        assert listed == {summary.id for summary in every if policies.can_view(actor, summary)}
        assert runs == ({cycle.id} if policies.can_view_cycle(actor, cycle) else set())


def test_the_reviewer_is_the_nearest_supervisor_who_is_somebody_else(make):
    made = office(make)
    deputy = make.person("副科长", unit=made.section)
    make.grant(deputy, Role.SUPERVISOR, made.section)
    top = make.person("部长", unit=make.unit("外单位"))
    make.grant(top, Role.SUPERVISOR, made.county)
    of_the_county = make.person("县里的人", unit=made.county)

    open_cycle(make, made)

    reviewers = {person.name: summary_of(make, person).reviewer_id for person in (made.cadre, deputy, of_the_county)}
    assert reviewers == {"沈佳": made.supervisor.id, "副科长": made.supervisor.id, "县里的人": top.id}


def test_leaders_and_disabled_people_take_no_part(make):
    made = office(make)
    make.person("停用", unit=made.section, disabled_at=clock.now())

    open_cycle(make, made)

    assert make.session.scalars(sa.select(Summary.person_id)).all() == [made.cadre.id]


def test_a_look_at_somebody_elses_summary_is_recorded_and_ones_own_is_not(make, sign_in):
    from learnhub.platform.audit import AuditEntry

    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    summary.state, summary.submitted_at = State.SUBMITTED, clock.now()
    make.session.flush()

    for person in (made.cadre, made.supervisor):
        sign_in(person).get(f"/assessment/summaries/{summary.id}")

    looks = make.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "look")).all()
    assert [(look.actor_id, look.person_id) for look in looks] == [(made.supervisor.id, made.cadre.id)]
