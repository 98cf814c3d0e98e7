"""What the pages load: a fixed number of statements, however many attempts and questions there are."""

import pytest

from tests.quizzes.factories import checked_lesson, start, take


@pytest.fixture
def count(session, statements):
    """How many statements a page takes for somebody whose client has been here before."""

    def counted(client, url):
        client.get(url)
        session.expunge_all()
        with statements() as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    return counted


def test_the_page_before_the_check_does_not_slow_down_with_attempts(session, make, sign_in, count, time):
    version, client = checked_lesson(session), sign_in(make.person())
    url = f"/quizzes/lessons/{version.lesson_id}"
    take(client, session, version, right=False)
    first = count(client, url)
    version = session.merge(version)
    time.pass_(minutes=10)
    take(client, session, version, right=False)

    second = count(client, url)

    assert second == first


def test_an_attempt_of_five_questions_costs_what_one_of_two_does(session, make, sign_in, count):
    counts = []
    for many in (2, 5):
        gift = "\n\n".join(f"::q{n}::第{n}题{{=对 ~错}}" for n in range(many))
        client = sign_in(make.person())
        attempt_id = start(client, checked_lesson(session, gift=gift))
        counts.append(count(client, f"/quizzes/attempts/{attempt_id}"))

    assert counts[0] == counts[1] <= 12
