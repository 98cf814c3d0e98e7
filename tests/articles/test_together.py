"""Two people at the same instant: some of the races of `python -m tests.articles.together`, which runs them all."""

import pytest

from tests.articles.together import (
    Office,
    a_book_asked_for_by_three,
    asked_twice_to_join,
    two_reviewers_pass_the_last_stage,
    two_save_the_same_draft,
)
from tests.sites import database_beside

RACES = (two_reviewers_pass_the_last_stage, two_save_the_same_draft, asked_twice_to_join, a_book_asked_for_by_three)


@pytest.fixture(scope="module")
def office(app, tmp_path_factory):
    url = database_beside(app, "together")
    if not url:
        pytest.skip("SQLite lets only one write at a time; these races are those of PostgreSQL")
    made = Office(tmp_path_factory.mktemp("together"), url, migrated=True)
    yield made
    made.close()


def test_of_two_at_once_one_wins_and_nothing_is_there_twice(office):
    wrong = {}
    for case in RACES:
        office.new_author()
        if faults := case(office):
            wrong[case.__name__] = faults

    assert wrong == {}
