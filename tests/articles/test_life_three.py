"""Three reviews and the check for secrets (三审三校), where the site asks for them: four people, each once."""

from dataclasses import replace

import pytest

from learnhub.articles.rules.states import Stage, State
from learnhub.kernel.actor import Role
from tests.articles.factories import draft


@pytest.fixture
def three(app, monkeypatch):
    config = app.extensions["learnhub.config"]
    monkeypatch.setitem(app.extensions, "learnhub.config", replace(config, article_reviews="three"))


def test_three_reviews_and_the_check_for_secrets_are_passed_by_four_people(three, session, make, sign_in):
    unit = make.unit()
    author, *reviewers = (make.person(f"人{number}", unit=unit) for number in range(5))
    for each in reviewers:
        make.grant(each, Role.REVIEWER, unit)
    article = draft(session, author, unit_id=unit.id)
    session.commit()
    at = f"/articles/{article.id}"

    stages, again = [], []
    sign_in(author).post(f"{at}/submit", data={"original": "y", "nothing_secret": "y", "revision": "0"})
    for each in reviewers:
        session.refresh(article)
        stages.append(article.stage)
        form = {"seen": article.submitted_version_id, "checked": "y"}
        sign_in(each).post(f"{at}/pass", data=form)
        again.append(sign_in(each).post(f"{at}/pass", data=form).status_code)
    session.refresh(article)

    assert stages == [Stage.FIRST, Stage.SECOND, Stage.THIRD, Stage.SECRECY]
    assert again == [403, 403, 403, 409]
    assert article.state is State.RELEASED
