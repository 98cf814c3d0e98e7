"""Who is asking: the facts about a signed-in person that policies decide on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a grant lets a person do inside its units."""

    LEARNER = "learner"
    SUPERVISOR = "supervisor"
    UNIT_ADMINISTRATOR = "unit_administrator"
    TRAINING_ADMINISTRATOR = "training_administrator"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    HEAD_TEACHER = "head_teacher"
    LIAISON = "liaison"
    COUNSELLOR = "counsellor"
    STUDY_SECRETARY = "study_secretary"
    AUDITOR = "auditor"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role together with the units it reaches, subtrees already expanded."""

    role: Role
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as policies see one; loaded once per request, never touched by Flask."""

    id: int
    name: str
    locale: str = "zh-CN"
    unit_id: int | None = None
    grants: tuple[Grant, ...] = field(default=())

    def has(self, role: Role) -> bool:
        """Whether any grant carries the role, whatever its units."""
        return any(grant.role is role for grant in self.grants)

    def units(self, role: Role) -> frozenset[int]:
        """Every unit in which the actor holds the role."""
        return frozenset(unit for grant in self._grants_of(role) for unit in grant.unit_ids)

    def covers(self, role: Role, unit_id: int | None) -> bool:
        """Whether the actor holds the role in that unit."""
        return unit_id is not None and any(unit_id in grant.unit_ids for grant in self._grants_of(role))

    def _grants_of(self, role: Role) -> Iterator[Grant]:
        return (grant for grant in self.grants if grant.role is role)
