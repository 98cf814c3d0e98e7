"""What waits for a person, as parts of a statement: the bar of every page asks for all of it at once.

The parameters are person_id and on; `contested` also wants units, those whose objections the person answers.
"""

from typing import Any

import sqlalchemy as sa

from learnhub.assessment.models import Objection, StandIn, Summary
from learnhub.assessment.rules import State
from learnhub.people.queries import in_force

_ME = sa.bindparam("person_id", type_=sa.Integer)
_ON: Any = sa.bindparam("on", type_=sa.Date)
_UNITS = sa.bindparam("units", expanding=True, type_=sa.Integer)
_STANDING = sa.and_(StandIn.to_person_id == _ME, in_force(StandIn, _ON))

# Two counts rather than one condition with "or", so that each of them follows an index.
_own = sa.select(sa.func.count()).select_from(Summary)
_own = _own.where(Summary.reviewer_id == _ME, Summary.state == State.SUBMITTED)
_for_others = (
    sa.select(sa.func.count(sa.distinct(Summary.id)))
    .select_from(StandIn)
    .join(Summary, sa.and_(Summary.cycle_id == StandIn.cycle_id, Summary.reviewer_id == StandIn.from_person_id))
    .where(_STANDING, Summary.person_id != _ME, Summary.state == State.SUBMITTED)
)
TO_REVIEW = _own.scalar_subquery() + _for_others.scalar_subquery()

REVIEWS_AT_ALL = sa.or_(
    sa.exists().where(Summary.reviewer_id == _ME, Summary.state != State.ARCHIVED), sa.exists().where(_STANDING)
)

CONTESTED = (
    sa.select(sa.func.count())
    .select_from(Objection)
    .join(Summary, Summary.id == Objection.summary_id)
    .where(Objection.answered_at.is_(None), Summary.unit_id.in_(_UNITS), Summary.person_id != _ME)
    .scalar_subquery()
)
