"""Who may ask what: the table of route, role and status in `access/`. The table is the documentation.

200 201 303: done. 401 and, for pages, 303 to the sign-in: who are you? 403: seen, but not yours to do. 404: not even to
be known of. 409 422: let in, and told what is wrong with the (mostly empty) form.
"""

import re
from pathlib import Path
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
# both units; an auditor and an operator of the whole county; an author of the cadre's unit; a reviewer of the county.
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
    "author": "author",
    "review": "reviewer",
}
# One file for each domain, or for a part of one; its first line that is no comment names the columns.
TABLES = Path(__file__).with_name("access")

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
KEPT_BY_BROWSERS = {
    "catalog.show_picture": "private, max-age=31536000, immutable",
    # Who may see it can change any minute, so it is asked for each time; the bytes are sent once.
    "articles.show_file": "private, no-cache",
}


def table() -> dict[tuple[str, str], dict[str, int]]:
    """The table by method and endpoint: the status for each role."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for path in sorted(TABLES.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        roles = [ROLES[short] for short in lines[0]]
        assert roles == list(ROLES.values()), f"{path.name} has other columns than the rest"
        for method, endpoint, *cells in lines[1:]:
            assert (method, endpoint) not in found, f"{method} {endpoint} stands twice"
            found[method, endpoint] = dict(zip(roles, map(int, cells), strict=True))
    return found


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


# Twenty seconds: who may do what is decided in Python, and the domains' own tests ask both databases what is visible.
@pytest.mark.once
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


@pytest.mark.once
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


@pytest.mark.once
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
