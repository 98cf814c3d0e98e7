"""The front page and the health of the site."""


def test_health_answers_ok_when_the_schema_is_current(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json["status"] == "ok"


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get("/credits/")

    assert answer.status_code in (303, 404)
