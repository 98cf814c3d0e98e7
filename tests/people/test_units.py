"""The unit tree and the roles given in it: pages, moves, history."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import Conflict, Forbidden
from learnhub.people import actions, queries
from learnhub.people.models import PostHolding, RankHolding, RoleGrant, Unit, UnitPlacement
from learnhub.platform.audit import AuditEntry
from tests.make import LONG_AGO


@pytest.fixture
def tree(make):
    root = make.unit("某县")
    office = make.unit("县委组织部", parent=root)
    section = make.unit("干部科", parent=office)
    press = make.unit("县委宣传部", parent=root)
    return root, office, section, press


@pytest.fixture
def chief(make, tree):
    person = make.person("陈主任", unit=tree[0], locale="en")
    make.grant(person, Role.TRAINING_ADMINISTRATOR, tree[0])
    return person


def test_a_move_takes_everything_below_along_and_remembers_the_old_place(tree, session, time):
    _root, office, section, press = tree
    before = clock.today()
    time.pass_(days=10)

    actions.move_unit(office, to=press, on=clock.today(), by=None)

    assert queries.units_below(press.id) == [press.id, office.id, section.id]
    assert [step.name for step in queries.unit_path(section.id)] == ["某县", "县委宣传部", "县委组织部", "干部科"]
    assert queries.units_below_on(press.id, before) == [press.id]
    assert set(queries.units_below_on(press.id, clock.today())) == {press.id, office.id, section.id}
    assert session.scalar(sa.select(sa.func.count(UnitPlacement.id))) == 2


def test_a_unit_cannot_be_moved_into_itself(tree):
    _root, office, section, _press = tree

    with pytest.raises(Conflict):
        actions.move_unit(office, to=section, on=clock.today(), by=None)


def test_siblings_have_different_names(tree):
    root, office, _section, _press = tree

    with pytest.raises(Conflict):
        actions.create_unit("县委组织部", parent=root, on=clock.today(), by=None)
    actions.create_unit("县委组织部", parent=office, on=clock.today(), by=None)


def test_a_new_unit_is_at_once_within_reach_of_those_above(tree, chief, sign_in):
    _root, _office, section, _press = tree
    client = sign_in(chief)
    client.get("/people/units")

    answer = client.post(f"/people/units/{section.id}/units", data={"name": "第一组"})

    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert "第一组" in client.get("/people/units").text


def test_the_tree_counts_people_with_all_below(tree, chief, make, sign_in):
    _root, office, section, _press = tree
    make.person(unit=office)
    make.person(unit=section)
    make.person(unit=section, disabled_at=clock.now())

    rows = queries.unit_tree(frozenset(unit.id for unit in tree), clock.today())
    page = sign_in(chief).get("/people/units")

    assert [(row.name, row.depth, row.people, row.below) for row in rows] == [
        ("某县", 0, 1, 3),
        ("县委宣传部", 1, 0, 0),
        ("县委组织部", 1, 1, 2),
        ("干部科", 2, 1, 1),
    ]
    assert "4 units, 3 people" in page.text


def test_a_learner_has_no_page_of_units(make, tree, sign_in):
    client = sign_in(make.person(unit=tree[1]))

    assert client.get("/people/units").status_code == 404
    assert client.get(f"/people/units/{tree[1].id}").status_code == 404


def test_a_supervisor_sees_the_own_units_and_changes_nothing(make, tree, sign_in):
    _root, office, section, press = tree
    person = make.person(unit=office)
    make.grant(person, Role.SUPERVISOR, office)
    client = sign_in(person)

    assert client.get(f"/people/units/{section.id}").status_code == 200
    assert client.get(f"/people/units/{press.id}").status_code == 404
    assert client.post(f"/people/units/{section.id}/name", data={"name": "x"}).status_code == 403
    assert client.post(f"/people/units/{section.id}/units", data={"name": "x"}).status_code == 403
    assert client.post(f"/people/units/{press.id}/name", data={"name": "x"}).status_code == 404
    data = {"username": person.username, "role": "supervisor", "from_on": "2026-11-23"}
    assert client.post(f"/people/units/{section.id}/roles", data=data).status_code == 403


def test_a_unit_administrator_keeps_the_own_part_of_the_tree_only(make, tree, sign_in):
    _root, office, section, press = tree
    person = make.person(unit=office)
    make.grant(person, Role.UNIT_ADMINISTRATOR, office)
    client = sign_in(person)

    renamed = client.post(f"/people/units/{section.id}/name", data={"name": "干部一科"})

    assert renamed.status_code == 303
    assert client.post(f"/people/units/{office.id}/place", data={"parent_id": press.id}).status_code == 403
    assert client.post(f"/people/units/{section.id}/place", data={"parent_id": press.id}).status_code == 404
    assert client.post(f"/people/units/{section.id}/place", data={"parent_id": "x"}).status_code == 422


def test_an_empty_or_endless_name_shows_the_form_again(tree, chief, sign_in):
    client = sign_in(chief)

    for name in ("", " ", "长" * 201):
        assert client.post(f"/people/units/{tree[1].id}/units", data={"name": name}).status_code == 422


def test_a_role_is_given_dated_audited_and_counts_from_the_next_sign_in(make, tree, chief, sign_in, session):
    _root, office, section, _press = tree
    person = make.person("张伟", unit=section, locale="en")
    client, theirs = sign_in(chief), sign_in(person)
    assert theirs.get("/people/units").status_code == 404

    data = {"username": person.username, "role": "supervisor", "from_on": "2026-11-23", "until_on": "2026-12-31"}
    given = client.post(f"/people/units/{office.id}/roles", data=data)

    grant = session.scalar(sa.select(RoleGrant).where(RoleGrant.person_id == person.id))
    assert given.status_code == 303
    assert (grant.role, grant.until_on, grant.granted_by_id) == (Role.SUPERVISOR, date(2026, 12, 31), chief.id)
    assert theirs.get("/people/units").status_code == 303
    assert sign_in(person).get("/people/units").status_code == 200
    assert session.scalar(sa.select(AuditEntry.action).order_by(AuditEntry.id.desc())) == "role_granted"

    ended = client.post(f"/people/roles/{grant.id}/end")

    assert ended.status_code == 303
    assert sign_in(person).get("/people/units").status_code == 404


def test_the_same_role_is_not_given_twice(make, tree, chief, sign_in):
    person = make.person(unit=tree[1])
    data = {"username": person.username, "role": "supervisor", "from_on": "2026-11-23"}
    client = sign_in(chief)
    client.post(f"/people/units/{tree[1].id}/roles", data=data)

    assert client.post(f"/people/units/{tree[1].id}/roles", data=data).status_code == 409


def test_nobody_gives_a_role_to_oneself_nor_takes_an_own_one_back(tree, chief, sign_in, session):
    data = {"username": chief.username, "role": "supervisor", "from_on": "2026-11-23"}
    own = session.scalar(sa.select(RoleGrant).where(RoleGrant.person_id == chief.id))
    client = sign_in(chief)

    assert client.post(f"/people/units/{tree[1].id}/roles", data=data).status_code == 403
    assert client.post(f"/people/roles/{own.id}/end").status_code == 403


@pytest.mark.parametrize(
    "data",
    [
        {"username": "nobody", "role": "supervisor", "from_on": "2026-11-23"},
        {"username": "PERSON", "role": "operator", "from_on": "2026-11-23"},
        {"username": "PERSON", "role": "king", "from_on": "2026-11-23"},
        {"username": "PERSON", "role": "supervisor", "from_on": "tomorrow"},
        {"username": "PERSON", "role": "supervisor", "from_on": "2026-11-23", "until_on": "2026-11-22"},
        {},
    ],
)
def test_an_unusable_role_is_refused_in_words(make, tree, chief, sign_in, data):
    person = make.person(unit=tree[1])
    if data.get("username") == "PERSON":
        data = data | {"username": person.username}

    assert sign_in(chief).post(f"/people/units/{tree[1].id}/roles", data=data).status_code == 422


def test_a_person_outside_one_s_reach_cannot_be_given_a_role(make, tree, chief, sign_in):
    stranger = make.person(unit=make.unit("邻县"))
    data = {"username": stranger.username, "role": "supervisor", "from_on": "2026-11-23"}

    assert sign_in(chief).post(f"/people/units/{tree[1].id}/roles", data=data).status_code == 422


def test_taking_back_keeps_what_was(make, tree):
    person, today = make.person(unit=tree[1]), clock.today()
    grant = make.grant(person, Role.SUPERVISOR, tree[1])

    actions.revoke_role(grant, on=today, by=None)

    assert grant.until_on == today - timedelta(days=1)
    with pytest.raises(Forbidden):
        actions.grant_role(person, Role.SUPERVISOR, tree[1], from_on=today, by=person.id)


def test_lines_of_many_people_cost_one_statement_and_show_the_day(make, tree, statements):
    people = [make.person(f"人{number}", unit=tree[2]) for number in range(30)]
    first = people[0]
    make.add(PostHolding(person_id=first.id, title="科员", from_on=LONG_AGO, until_on=date(2024, 12, 31)))
    make.add(PostHolding(person_id=first.id, title="科长", from_on=date(2025, 1, 1)))
    make.add(RankHolding(person_id=first.id, rank="principal_1", from_on=LONG_AGO))

    with statements() as seen:
        lines = queries.person_line([person.id for person in people], clock.today())
    then = queries.person_line([first.id], date(2024, 6, 1))

    assert len(seen) == 1
    assert len(lines) == 30
    assert (lines[first.id].unit_name, lines[first.id].post) == ("干部科", "科长")
    assert lines[first.id].rank_name in ("一级主任科员", "Principal clerk, grade 1")
    assert then[first.id].post == "科员"


def test_people_come_in_the_order_of_their_names(make, tree):
    later = make.person("张伟", unit=tree[2], name_sort="zhang wei")
    earlier = make.person("陈晨", unit=tree[1], name_sort="chen chen")
    make.person("走了", unit=tree[1], disabled_at=clock.now())

    assert queries.people_in(queries.units_below(tree[1].id)) == [earlier.id, later.id]


def test_the_page_of_a_unit_costs_the_same_with_many_people(make, tree, chief, sign_in, statements):
    make.person(unit=tree[2])
    client = sign_in(chief)
    client.get(f"/people/units/{tree[0].id}")
    with statements() as few:
        client.get(f"/people/units/{tree[0].id}")
    for _number in range(60):
        make.person(unit=tree[2])

    with statements() as many:
        page = client.get(f"/people/units/{tree[0].id}?page=2")

    assert page.status_code == 200
    assert len(many) == len(few)


def test_a_page_costs_two_statements_for_knowing_who_asks_and_what_waits(make, sign_in, statements):
    person = make.person()
    client = sign_in(person)
    client.get("/people/password")

    with statements() as seen:
        client.get("/people/password")

    assert len(seen) == 2


def test_the_tree_of_units_is_a_tree(session, tree):
    for unit in session.scalars(sa.select(Unit)):
        assert unit.path.endswith(f"/{unit.id}/")
