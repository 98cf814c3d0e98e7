"""Who may ask what: the table of route, role and status. The table is the documentation."""

import re
from typing import Any

import pytest

from config import Config
from learnhub.app import create_app
from learnhub.kernel.actor import Role
from learnhub.platform.ratelimit import Limits, LocalCounts
from tests.access_scene import ask, scene
from tests.assessment.factories import office, open_cycle, summary_of

# The columns: a visitor; a cadre, to whom everything in the addresses belongs; a cadre of another unit; the supervisor
# of the cadre's unit and that of another; the administrator of the cadre's unit; the training administrator above
# both units; an auditor and an operator of the whole county.
ROLES = {
    "anon": "anonymous",
    "owner": "owner",
    "peer": "peer",
    "super": "supervisor",
    "other": "other_supervisor",
    "unit": "unit_admin",
    "train": "training_admin",
    "audit": "auditor",
    "oper": "operator",
}

# 200 201 303: done. 401 and, for pages, 303 to the sign-in: who are you? 403: seen, but not yours to do.
# 404: not even to be known of. 409 422: let in, and told what is wrong with the (mostly empty) form.
TABLE = """
                                        anon  owner   peer  super  other   unit  train  audit   oper
# assessment: the author always, reviewer and training administrator once it was handed in; only the reviewer reviews;
# objections are answered by the administrator of the unit
POST assessment.post_acknowledge         401    303    404    403    404    404    403    404    404
POST assessment.post_answer              401    403    404    404    404    303    303    404    404
POST assessment.post_archive_cycle       401    404    404    404    404    404    303    404    404
POST assessment.post_close_cycle         401    404    404    404    404    404    303    404    404
POST assessment.post_contest             401    303    404    403    404    404    403    404    404
POST assessment.post_cycle               401    403    403    403    403    403    422    403    403
POST assessment.post_open                401    403    404    303    404    404    403    404    404
POST assessment.post_open_cycle          401    404    404    404    404    404    303    404    404
POST assessment.post_reopen              401    404    404    404    404    404    303    404    404
POST assessment.post_return              401    403    404    303    404    404    303    404    404
POST assessment.post_review              401    403    404    303    404    404    403    404    404
POST assessment.post_reviewer            401    404    404    404    404    404    303    404    404
POST assessment.post_stand_in            401    404    404    404    404    404    303    404    404
POST assessment.post_stand_in_end        401    404    404    404    404    404    303    404    404
POST assessment.post_submit              401    303    404    403    404    404    403    404    404
POST assessment.post_take_back           401    303    404    403    404    404    403    404    404
POST assessment.post_take_in             401    404    404    404    404    404    303    404    404
POST assessment.post_words               401    303    404    403    404    404    403    404    404
GET  assessment.show_cycle               303    404    404    404    404    404    200    404    404
GET  assessment.show_cycles              303    403    403    403    403    403    200    403    403
GET  assessment.show_mine                303    200    200    200    200    200    200    200    200
GET  assessment.show_objection           303    200    404    404    404    200    200    404    404
GET  assessment.show_objections          303    403    403    403    403    200    200    403    403
GET  assessment.show_reviewers           303    404    404    404    404    404    200    404    404
GET  assessment.show_reviews             303    200    200    200    200    200    200    200    200
GET  assessment.show_summary             303    200    404    200    404    404    200    404    404

# catalog: courses are open to everybody who works here
GET  catalog.show_course                 303    200    200    200    200    200    200    200    200
GET  catalog.show_courses                303    200    200    200    200    200    200    200    200
GET  catalog.show_picture                303    200    200    200    200    200    200    200    200

# credits: for the owner, the supervisor and the training administrator; a unit administrator keeps the roster only
GET  credits.show_entry                  303    200    404    200    404    404    200    404    404
GET  credits.show_record                 303    200    200    200    200    200    200    200    200
GET  credits.show_seals                  303    404    404    404    404    404    200    200    404

# home: what a visitor may read is public; the rest needs a sign-in
GET  home.show_accessibility             200    200    200    200    200    200    200    200    200
POST home.post_data_export               401    200    200    200    200    200    200    200    200
GET  home.show_data                      303    200    200    200    200    200    200    200    200
GET  home.show_health                    200    200    200    200    200    200    200    200    200
GET  home.show_help                      200    200    200    200    200    200    200    200    200
GET  home.show_home                      303    200    200    200    200    200    200    200    200
GET  home.show_patterns                  303    200    200    200    200    200    200    200    200

# inbox: a notice is for one person
POST inbox.post_open                     401    303    404    404    404    404    404    404    404
POST inbox.post_seen                     401    303    303    303    303    303    303    303    303
GET  inbox.show_inbox                    303    200    200    200    200    200    200    200    200

# operations: jobs and health are the operator's, the audit log is the auditor's; for others they do not exist
POST operations.post_retry               401    404    404    404    404    404    404    404    303
GET  operations.show_audit               303    404    404    404    404    404    404    200    404
GET  operations.show_health              303    404    404    404    404    404    404    404    200
GET  operations.show_jobs                303    404    404    404    404    404    404    404    200

# oversight: supervisors and training administrators, within their units
GET  oversight.show_board                303    404    404    200    200    404    200    404    404
GET  oversight.show_person               303    404    404    200    404    404    200    404    404

# people: one's own sign-ins; units by role; persons and rosters by their administrators; roles only by training ones
POST people.post_confirm_upload          401    404    404    403    403    303    404    404    404
POST people.post_discard_upload          401    404    404    403    403    303    404    404    404
POST people.post_disable                 401    403    404    403    404    422    422    404    404
POST people.post_enable                  401    403    404    403    404    422    422    404    404
POST people.post_end_all_sessions        401    303    303    303    303    303    303    303    303
POST people.post_end_session             401    303    404    404    404    404    404    404    404
POST people.post_handing_out             401    404    404    403    403    303    404    404    404
POST people.post_new_password            401    403    404    403    404    200    200    404    404
POST people.post_password                401    422    422    422    422    422    422    422    422
POST people.post_person                  401    403    404    403    404    422    422    404    404
POST people.post_preferences             303    303    303    303    303    303    303    303    303
POST people.post_role                    401    404    404    403    404    403    422    404    404
POST people.post_role_end                401    404    404    403    404    403    303    404    404
POST people.post_roster                  401    404    404    403    403    422    422    404    404
POST people.post_setup                   404    404    404    404    404    404    404    404    404
POST people.post_sign_in                 422    422    422    422    422    422    422    422    422
POST people.post_sign_out                401    303    303    303    303    303    303    303    303
POST people.post_undo_upload             401    404    404    403    403    409    404    404    404
POST people.post_unit                    401    404    404    403    404    422    422    404    404
POST people.post_unit_name               401    404    404    403    404    422    422    404    404
POST people.post_unit_place              401    404    404    403    404    403    422    404    404
GET  people.show_account                 303    403    404    403    404    200    200    404    404
GET  people.show_handing_out             303    404    404    403    403    200    404    404    404
GET  people.show_new_password            303    403    404    403    404    200    200    404    404
GET  people.show_password                303    200    200    200    200    200    200    200    200
GET  people.show_person                  303    403    404    403    404    200    200    404    404
GET  people.show_profile                 303    200    200    200    200    200    200    200    200
GET  people.show_roster                  303    404    404    403    403    200    200    404    404
GET  people.show_roster_template         303    404    404    403    403    200    200    404    404
GET  people.show_setup                   404    404    404    404    404    404    404    404    404
GET  people.show_sign_in                 200    303    303    303    303    303    303    303    303
GET  people.show_unit                    303    404    404    200    404    200    200    404    404
GET  people.show_upload                  303    404    404    403    403    200    404    404    404
GET  people.show_upload_problems         303    404    404    403    403    200    404    404    404
GET  people.show_units                   303    404    404    200    200    200    200    404    404

# quizzes: anybody may take a check; an attempt is for its owner and nobody else
POST quizzes.post_attempt                401    303    303    303    303    303    303    303    303
POST quizzes.post_hand_in                401    303    404    404    404    404    404    404    404
GET  quizzes.show_attempt                303    200    404    404    404    404    404    404    404
POST quizzes.post_allowance              401    404    404    404    404    404    422    404    404
POST quizzes.post_end_allowance          401    404    404    404    404    404    303    404    404
POST quizzes.post_key                    401    404    404    404    404    404    422    404    404
POST quizzes.post_regrade                401    404    404    404    404    404    422    404    404
GET  quizzes.show_regrade                303    404    404    404    404    404    200    404    404
POST quizzes.post_settings               401    404    404    404    404    404    422    404    404
GET  quizzes.show_settings               303    404    404    404    404    404    200    404    404
POST quizzes.post_check_answer           401    409    404    404    404    404    404    404    404
POST quizzes.post_final_attempt          401    409    409    409    409    409    409    409    409
GET  quizzes.show_final_test             303    200    200    200    200    200    200    200    200
GET  quizzes.show_essays                 303    404    404    404    404    404    200    404    404
GET  quizzes.show_essay                  303    404    404    404    404    404    200    404    404
POST quizzes.post_essay_mark             401    404    404    404    404    404    303    404    404
PUT  quizzes_api.put_flag                401    200    404    404    404    404    404    404    404
POST quizzes_api.post_events             401    200    404    404    404    404    404    404    404
GET  quizzes.show_coverage               303    404    404    404    404    404    200    404    404
GET  quizzes.show_check                  303    200    404    404    404    404    404    404    404
GET  quizzes.show_quiz                   303    200    200    200    200    200    200    200    200
# their statistics: for who writes courses, reads them first or answers for them; of too few people nothing is shown
GET  quizzes.show_all_statistics         303    404    404    404    404    404    200    404    404
GET  quizzes.show_statistics             303    404    404    404    404    404    200    404    404
GET  quizzes.show_item_statistics        303    404    404    404    404    404    404    404    404
POST quizzes.post_statistics             401    404    404    404    404    404    303    404    404
POST quizzes.post_statistics_export      401    404    404    404    404    404    404    404    404
# the notebook of mistakes: one's own, whatever the role; nobody else's exists (tests/quizzes/test_notebook.py)
POST quizzes.post_aside                  401    404    404    404    404    404    404    404    404
POST quizzes.post_notebook_settings      401    422    422    422    422    422    422    422    422
POST quizzes.post_review_answer          401    404    404    404    404    404    404    404    404
GET  quizzes.show_mistake                303    404    404    404    404    404    404    404    404
GET  quizzes.show_notebook               303    200    200    200    200    200    200    200    200
GET  quizzes.show_review                 303    303    303    303    303    303    303    303    303
GET  quizzes.show_review_answer          303    404    404    404    404    404    404    404    404
PUT  quizzes_api.put_answer              401    200    404    404    404    404    404    404    404

# the question bank: for whoever keeps courses; of these only training administrators, who read it and write nothing
POST quizzes.post_category               401    404    404    404    404    404    403    404    404
POST quizzes.post_category_remove        401    404    404    404    404    404    403    404    404
POST quizzes.post_edit_question          401    404    404    404    404    404    403    404    404
POST quizzes.post_export                 401    404    404    404    404    404    200    404    404
POST quizzes.post_import                 401    404    404    404    404    404    403    404    404
POST quizzes.post_import_confirm         401    404    404    404    404    404    403    404    404
POST quizzes.post_import_discard         401    404    404    404    404    404    403    404    404
POST quizzes.post_question               401    404    404    404    404    404    403    404    404
POST quizzes.post_question_copy          401    404    404    404    404    404    403    404    404
POST quizzes.post_question_status        401    404    404    404    404    404    403    404    404
POST quizzes.post_retire_clause          401    404    404    404    404    404    403    404    404
GET  quizzes.show_bank                   303    404    404    404    404    404    200    404    404
GET  quizzes.show_categories             303    404    404    404    404    404    200    404    404
GET  quizzes.show_clauses                303    404    404    404    404    404    403    404    404
GET  quizzes.show_edit_question          303    404    404    404    404    404    403    404    404
GET  quizzes.show_import                 303    404    404    404    404    404    403    404    404
GET  quizzes.show_import_preview         303    404    404    404    404    404    403    404    404
GET  quizzes.show_import_template        303    404    404    404    404    404    403    404    404
GET  quizzes.show_new_question           303    404    404    404    404    404    403    404    404
GET  quizzes.show_question               303    404    404    404    404    404    200    404    404
GET  quizzes.show_question_changes       303    404    404    404    404    404    200    404    404

# reading: anybody may read; a sitting is for its owner and, inside a case, for whoever decides it; evidence shows the
# asker's own sittings; nobody decides their own case
POST reading.post_comfort                401    303    303    303    303    303    303    303    303
POST reading.post_declaration_decision   401    403    404    404    404    303    303    404    404
POST reading.post_declare                401    303    303    303    303    303    303    303    303
POST reading.post_dispute                401    303    303    303    303    303    303    303    303
POST reading.post_dispute_answer         401    403    404    404    404    303    303    404    404
POST reading.post_review_correction      401    403    404    404    404    409    409    404    404
POST reading.post_review_outcome         401    403    404    404    404    303    303    404    404
GET  reading.show_cases                  303    403    403    403    403    200    200    403    403
GET  reading.show_changes                303    200    200    200    200    200    200    200    200
GET  reading.show_completion             303    200    404    404    404    200    200    404    404
GET  reading.show_declaration            303    200    404    404    404    200    200    404    404
GET  reading.show_declare                303    200    200    200    200    200    200    200    200
GET  reading.show_dispute                303    200    404    404    404    200    200    404    404
GET  reading.show_evidence               303    200    200    200    200    200    200    200    200
GET  reading.show_lesson                 303    200    200    200    200    200    200    200    200
GET  reading.show_my_cases               303    200    200    200    200    200    200    200    200
GET  reading.show_new_dispute            303    200    200    200    200    200    200    200    200
GET  reading.show_review                 303    200    404    404    404    200    200    404    404
GET  reading.show_sitting                303    200    404    404    404    200    200    404    404
POST reading_api.post_beats              401    422    404    404    404    404    404    404    404
POST reading_api.post_close              401    200    404    404    404    404    404    404    404
POST reading_api.post_sitting            401    201    201    201    201    201    201    201    201
PUT  reading_api.put_beat                401    422    404    404    404    404    404    404    404

# requirements: the rules are for everybody, standing is one's own
GET  requirements.show_mine              303    200    200    200    200    200    200    200    200
GET  requirements.show_rules             303    200    200    200    200    200    200    200    200

# search: for everybody, each within what they may see; recent searches are one's own
POST search.post_erase                   401    303    303    303    303    303    303    303    303
GET  search.show_search                  303    200    200    200    200    200    200    200    200
POST search_api.post_recent              401    204    204    204    204    204    204    204    204
GET  search_api.show_suggestions         303    200    200    200    200    200    200    200    200
"""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)
# A picture may be an SVG file that somebody opens by itself.
PICTURES = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
KEPT_BY_BROWSERS = {"catalog.show_picture": "private, max-age=31536000, immutable"}


def table() -> dict[tuple[str, str], dict[str, int]]:
    """The table by method and endpoint: the status for each role."""
    lines = [line.split() for line in TABLE.splitlines() if line.strip() and not line.startswith("#")]
    roles = [ROLES[short] for short in lines[0]]
    return {
        (method, endpoint): dict(zip(roles, map(int, cells), strict=True)) for method, endpoint, *cells in lines[1:]
    }


def routes(app: Any) -> list[tuple[str, str]]:
    """Every method of every route, without those that Flask adds."""
    return sorted({
        (method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    })  # fmt: skip


def faults(answer: Any, *, cache: str = "no-store", policy: str = POLICY) -> list[str]:
    """What the headers of an answer lack."""
    headers = answer.headers
    wrong = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    if headers.get("Cache-Control") != cache:
        wrong.append("Cache-Control")
    if headers.get("Content-Security-Policy") != policy:
        wrong.append("Content-Security-Policy")
    return wrong


def test_every_route_stands_in_the_table(app):
    known, written = set(routes(app)), set(table())

    assert sorted(known - written) == [], "these routes are missing from the table"
    assert sorted(written - known) == [], "these rows are about routes that are gone"


def test_everybody_gets_what_the_table_says(app, make):
    made = scene(app, make)

    wrong = [
        f"{method} {endpoint} as {role}: {status}, not {expected}"
        for (method, endpoint), cells in table().items()
        for role, expected in cells.items()
        if (status := ask(app, made, method, endpoint, role).status_code) != expected
    ]

    assert wrong == []


def test_nobody_oversees_or_judges_oneself(make, sign_in):
    made = office(make)
    make.grant(made.cadre, Role.SUPERVISOR, made.section)
    make.grant(made.cadre, Role.TRAINING_ADMINISTRATOR, made.county)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    me, at = sign_in(made.cadre), f"/assessment/summaries/{summary.id}"
    me.post(f"{at}/submit", data={"learned": "学到了。", "version": summary.version})
    version = summary_of(make, made.cadre).version
    form = {"reason": "再改。", "comment": "很好。", "version": version}

    asked = [me.post(f"{at}/{step}", data=form).status_code for step in ("open", "return", "review")]

    assert asked == [403, 403, 403]
    assert me.get(f"/oversight/people/{made.cadre.id}").status_code == 404


@pytest.mark.parametrize("role", ["anonymous", "owner"])
def test_every_answer_of_every_route_carries_the_security_headers(app, make, role):
    made = scene(app, make)

    wrong = {}
    for method, endpoint in routes(app):
        answer = ask(app, made, method, endpoint, role)
        kept = KEPT_BY_BROWSERS.get(endpoint) if answer.status_code == 200 else None
        wrong[method, endpoint] = faults(answer, cache=kept or "no-store", policy=PICTURES if kept else POLICY)

    assert {route: lacks for route, lacks in wrong.items() if lacks} == {}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize(
    ("status", "method", "path"),
    [
        (401, "POST", "/people/sign-out"),
        (404, "GET", "/nowhere"),
        (404, "GET", "/help/"),
        (405, "POST", "/help"),
        (422, "POST", "/people/sign-in"),
    ],
)
def test_refusals_carry_the_security_headers(client, status, method, path, accept):
    answer = client.open(path, method=method, headers={"Accept": accept})

    assert answer.status_code == status
    assert faults(answer) == []


def test_a_stale_form_an_oversized_one_and_a_bug_carry_the_security_headers(app, client, monkeypatch):
    def broken() -> str:
        raise ZeroDivisionError

    with monkeypatch.context() as changed:
        changed.setitem(app.config, "WTF_CSRF_ENABLED", True)
        stale = client.post("/people/sign-in")
    with monkeypatch.context() as changed:
        changed.setitem(app.config, "MAX_CONTENT_LENGTH", 10)
        oversized = client.post("/people/sign-in", data={"username": "x" * 100})
    with monkeypatch.context() as changed:
        changed.setitem(app.view_functions, "people.show_sign_in", broken)
        broken.learnhub_public = True  # type: ignore[attr-defined]  # as the route that it stands for
        bug = client.get("/people/sign-in")

    assert [answer.status_code for answer in (stale, oversized, bug)] == [400, 413, 500]
    assert [faults(answer) for answer in (stale, oversized, bug)] == [[], [], []]


def test_signing_out_clears_what_the_browser_kept(make, sign_in):
    answer = sign_in(make.person()).post("/people/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert faults(answer) == []


def test_the_answers_to_options_and_too_many_requests_carry_the_security_headers(app, client, monkeypatch):
    options = client.options("/people/sign-in")
    monkeypatch.setitem(app.extensions, "learnhub.ratelimit", Limits(LocalCounts(), writes=0, costly=0))
    too_many = client.post("/people/sign-in")

    assert [answer.status_code for answer in (options, too_many)] == [200, 429]
    assert [faults(answer) for answer in (options, too_many)] == [[], []]


def test_over_https_browsers_are_told_to_stay_there_and_cookies_are_bound_to_the_host(tmp_path):
    site = create_app(Config(instance=tmp_path, secret_key="test", testing=True, https=True))

    answer = site.test_client().get("/nowhere", headers={"Accept": "application/json"}, base_url="https://localhost")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert site.config["SESSION_COOKIE_NAME"] == "__Host-learnhub"
    assert site.config["SESSION_COOKIE_SECURE"]


def test_stylesheets_carry_the_headers_against_sniffing_and_embedding(client):
    address = re.search(r'href="(/assets/[^"]*\.css)"', client.get("/help").text)
    assert address is not None

    headers = client.get(address.group(1), buffered=True).headers

    assert headers.get("X-Content-Type-Options") == "nosniff"
    assert headers.get("Cross-Origin-Resource-Policy") == "same-origin"


@pytest.mark.parametrize(
    ("endpoint", "role"),
    [
        ("assessment.post_words", "supervisor"),
        ("assessment.post_submit", "supervisor"),
        ("assessment.post_return", "owner"),
        ("assessment.post_review", "owner"),
        ("assessment.post_review", "training_admin"),
        ("people.post_role", "unit_admin"),
    ],
)
def test_who_may_not_do_it_is_told_so_before_the_form_is_read(app, make, endpoint, role):
    answer = ask(app, scene(app, make), "POST", endpoint, role, empty=True)

    assert answer.status_code == 403
