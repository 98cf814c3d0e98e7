"""Pages of operators and auditors: what failed and why, whether the site is well, and who did what."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform import audit, jobs
from learnhub.platform.audit import AuditEntry
from learnhub.platform.db import transaction
from learnhub.platform.jobs import Job, JobState


@pytest.fixture
def county(make):
    return make.unit("青溪县")


@pytest.fixture
def operator(make, sign_in, county):
    person = make.person("运维员", unit=county, locale="en")
    make.grant(person, Role.OPERATOR, county)
    return sign_in(person)


@pytest.fixture
def auditor(make, sign_in, county):
    return audits(make, sign_in, county)


def audits(make, sign_in, unit):
    person = make.person("审计员", unit=unit, locale="en")
    make.grant(person, Role.AUDITOR, unit)
    return sign_in(person)


def failed(make, **fields):
    now = clock.now()
    values = {"arguments": {}, "attempts": 5, "created_at": now, "run_at": now, "finished_at": now}
    error = "Traceback (most recent call last):\n  File x\nOSError: no space left on <device>"
    return make.add(Job(**{"name": "people.sweep", "state": JobState.FAILED, "error": error, **values, **fields}))


def note(action, by=None, about=None, **details):
    with transaction():
        audit.record(action, actor_id=by and by.id, person_id=about and about.id, **details)


def test_the_page_says_what_failed_and_why(make, operator):
    failed(make, arguments={"person_id": 12345})

    page = operator.get("/operations/jobs").text

    assert "1 job failed" in page
    assert "OSError: no space left on &lt;device&gt;" in page
    assert "Traceback" not in page
    assert "12345" not in page


def test_a_quiet_site_has_an_empty_list(operator):
    page = operator.get("/operations/jobs").text

    assert "No job failed" in page
    assert "No jobs here" in page


def test_the_list_narrows_to_one_state(make, operator):
    failed(make)
    make.add(Job(name="assessment.remind", arguments={}, run_at=clock.now(), created_at=clock.now()))

    page = operator.get("/operations/jobs?state=queued").text

    assert "assessment.remind" in page
    assert "people.sweep" not in page


def test_an_unknown_state_shows_everything(make, operator):
    failed(make)

    assert "people.sweep" in operator.get("/operations/jobs?state=lost&page=x").text


def test_a_failed_job_is_tried_again_and_that_is_recorded(make, operator, session, time):
    job = failed(make)
    time.pass_(minutes=10)

    answer = operator.post(f"/operations/jobs/{job.id}/retry")
    ran = jobs.run_due()

    assert (answer.status_code, ran) == (303, 1)
    session.refresh(job)
    assert job.state is JobState.DONE
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "job_retried")).one()
    assert entry.details == {"name": "people.sweep"}


def test_what_has_not_failed_is_not_tried_again(make, operator, session):
    job = failed(make, state=JobState.DONE)

    assert operator.post(f"/operations/jobs/{job.id}/retry").status_code == 409
    assert operator.post("/operations/jobs/99999/retry").status_code == 404
    assert session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 0


def test_jobs_cost_the_same_however_many(make, operator, statements):
    operator.get("/operations/jobs")
    with statements() as few:
        operator.get("/operations/jobs")
    for _ in range(60):
        failed(make)

    with statements() as many:
        page = operator.get("/operations/jobs?page=2")

    assert page.status_code == 200
    assert len(many) == len(few)


def test_health_says_in_words_what_wants_a_look(make, operator):
    failed(make)
    long_ago = clock.now() - timedelta(minutes=40)
    make.add(Job(name="people.sweep", arguments={}, run_at=long_ago, created_at=long_ago))

    page = operator.get("/operations/health").text

    assert "1 part is broken" in page
    assert "A job has waited for 40 minutes" in page
    assert "1 failed; the page of jobs says why." in page
    assert "The schema is the one that this version expects." in page


def test_health_is_said_in_chinese(make, sign_in, county):
    person = make.person(unit=county, locale="zh-CN")
    make.grant(person, Role.OPERATOR, county)

    assert "数据结构与当前版本一致。" in sign_in(person).get("/operations/health").text


def test_the_log_is_searched_by_person_action_and_day(make, sign_in, county, time):
    ming, hua = make.person("王明", unit=county), make.person("李华", unit=county)
    note("role_granted", by=ming, about=hua, reason="新任")
    time.pass_(days=2)
    note("sign_in", by=hua)
    auditor = audits(make, sign_in, county)

    found = {
        asked: auditor.get(f"/operations/audit?{asked}").text.partition("<tbody>")[2]
        for asked in ("person=王明", "action=sign_in", "until=2026-11-24", "from=2026-11-25&action=role_granted")
    }

    assert [("Gave a role" in page, "Entered the site" in page) for page in found.values()] == [
        (True, False), (False, True), (True, False), (False, False),
    ]  # fmt: skip
    assert "reason: 新任" in found["person=王明"]


def test_every_look_at_the_log_is_recorded(auditor, session):
    auditor.get("/operations/audit?person=王明&action=sign_in")

    entry = session.scalars(sa.select(AuditEntry)).one()

    assert entry.action == "audit_searched"
    assert entry.details == {"asked": {"person": "王明", "action": "sign_in", "page": 1, "found": 0}}
    assert audit.verify() == []


def test_an_auditor_of_a_part_reads_about_that_part_only(make, sign_in, county):
    north, south = make.unit("北镇", parent=county), make.unit("南镇", parent=county)
    mine, other = make.person("北人", unit=north), make.person("南人", unit=south)
    note("sign_in", by=mine)
    note("sign_in", by=other)
    note("look", by=other, about=mine)
    note("look", by=mine, about=other)

    page = audits(make, sign_in, north).get("/operations/audit").text

    assert "2 entries" in page


@pytest.mark.parametrize(
    "asked", ["from=x&until=0001-01-01", "from=9999-12-31&until=9999-12-31", "person=%25_%5C'&page=-3"]
)
def test_unreadable_searches_break_nothing(auditor, asked):
    assert auditor.get(f"/operations/audit?{asked}").status_code == 200


def test_the_log_costs_the_same_however_many_entries(make, auditor, county, statements):
    people = [make.person(unit=county) for _ in range(5)]
    note("sign_in", by=people[0])
    auditor.get("/operations/audit")
    with statements() as few:
        auditor.get("/operations/audit")
    for number in range(60):
        note("look", by=people[number % 5], about=people[number % 4])

    with statements() as many:
        page = auditor.get("/operations/audit?page=2")

    assert page.status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize("path", ["/operations/jobs", "/operations/health", "/operations/audit"])
def test_for_anybody_else_the_pages_do_not_exist(make, sign_in, county, path):
    administrator = make.person(unit=county)
    make.grant(administrator, Role.TRAINING_ADMINISTRATOR, county)

    assert sign_in(administrator).get(path).status_code == 404
