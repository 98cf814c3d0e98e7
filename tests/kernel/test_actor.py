"""The actor: roles are grants with a reach, and reach is never borrowed from another role."""

from dataclasses import FrozenInstanceError

import pytest

from learnhub.kernel.actor import Actor, Grant, Role

OFFICE, SECTION, ELSEWHERE = 1, 2, 3


def someone(*grants):
    return Actor(id=7, name="沈佳", grants=grants)


def test_a_person_without_grants_has_no_role_and_no_reach():
    nobody = someone()

    assert not any(nobody.has(role) for role in Role)
    assert nobody.units(Role.SUPERVISOR) == frozenset()
    assert not nobody.covers(Role.SUPERVISOR, OFFICE)


def test_two_grants_of_a_role_reach_the_units_of_both():
    both = someone(
        Grant(Role.SUPERVISOR, frozenset({OFFICE, SECTION})), Grant(Role.SUPERVISOR, frozenset({SECTION, ELSEWHERE}))
    )

    assert both.units(Role.SUPERVISOR) == {OFFICE, SECTION, ELSEWHERE}
    assert both.covers(Role.SUPERVISOR, ELSEWHERE)


def test_the_reach_of_one_role_is_not_the_reach_of_another():
    mixed = someone(Grant(Role.SUPERVISOR, frozenset({SECTION})), Grant(Role.AUDITOR, frozenset({OFFICE})))

    assert mixed.covers(Role.SUPERVISOR, SECTION)
    assert not mixed.covers(Role.SUPERVISOR, OFFICE)
    assert not mixed.covers(Role.AUDITOR, SECTION)


def test_somebody_of_no_unit_is_covered_by_nobody():
    supervisor = someone(Grant(Role.SUPERVISOR, frozenset({OFFICE})))

    assert not supervisor.covers(Role.SUPERVISOR, None)


def test_a_grant_that_reaches_no_unit_is_still_a_role():
    orphan = someone(Grant(Role.OPERATOR, frozenset()))

    assert orphan.has(Role.OPERATOR)
    assert orphan.units(Role.OPERATOR) == frozenset()


def test_the_facts_about_a_person_do_not_change_within_a_request():
    with pytest.raises(FrozenInstanceError):
        someone().id = 8
