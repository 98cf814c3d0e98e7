"""What was acknowledged survives SIGKILL; `make crash` does it 200 times on each database."""

from tests.crash import trial
from tests.postgres import running_server

KILLS_SQLITE = 14
KILLS_POSTGRESQL = 6


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_on_sqlite(tmp_path):
    figures = trial.run(tmp_path, kills=KILLS_SQLITE)

    assert figures.are_clean, figures
    assert figures.acknowledged_beats > 5 * KILLS_SQLITE
    assert figures.acknowledged_answers > KILLS_SQLITE
    assert figures.entries > 0


def test_nothing_acknowledged_is_lost_when_server_or_database_are_killed_on_postgresql(tmp_path):
    with running_server(durable=True) as url:
        figures = trial.run(tmp_path, url=url, kills=KILLS_POSTGRESQL)

    assert figures.are_clean, figures
    assert figures.database_kills == KILLS_POSTGRESQL // 2
    assert figures.acknowledged_beats > 5 * KILLS_POSTGRESQL
