"""Nothing changes for a page of another site: without the token of our page a write is refused, whoever sends it."""

import re

import pytest

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
JSON = {"Accept": "application/json"}


def writes(app):
    """Every address that changes something, filled with ones; all arguments of ours are numbers or words."""
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            for method in sorted(rule.methods & WRITES):
                values = {name: "1" * 64 if name == "digest" else 1 for name in rule.arguments}
                yield method, urls.build(rule.endpoint, values, method=method)


@pytest.mark.once
def test_every_write_is_refused_without_the_token_of_the_page(app, make, sign_in, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    person, cadre = make.person(unit=make.unit()), make.person()
    mine, page = sign_in(person), sign_in(cadre).get("/inbox/preferences").text
    foreign = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    asked = list(writes(app))
    wrong = {
        (method, path): answer.status_code
        for method, path in asked
        if (answer := mine.open(path, method=method, data={"on": "yes"}, headers=JSON)).status_code != 400
    }
    other = mine.put("/articles/1/draft", json={}, headers={**JSON, "X-CSRFToken": foreign}).status_code

    assert (wrong, other) == ({}, 400)
    assert len(asked) > 100
