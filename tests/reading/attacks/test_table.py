"""Each row of the table of attacks lands inside its bounds; `make attacks` runs all 25 seeds and prints them."""

import pytest

from learnhub.credits import actions as credits
from tests.reading.attacks.table import TABLE, Kind, Row, World, faults

A_FEW_SEEDS = {Kind.HONEST: range(2)}
ONE_SEED = range(1)


@pytest.fixture
def world(app, session, time):
    credits.install_default_rules()
    # As a busy server asks for it; the figures are the same, in half the requests.
    return World(app, session, time, beat_s=30)


# Half a minute: the rules decide what counts, and that beats are kept by both databases is asked beside them.
@pytest.mark.once
@pytest.mark.parametrize("row", TABLE, ids=[row.script.__name__ for row in TABLE])
def test_credited_time_lands_inside_the_bounds_of_its_row(row: Row, world: World) -> None:
    outcomes = [world.run(row, seed) for seed in A_FEW_SEEDS.get(row.kind, ONE_SEED)]

    assert faults(row, outcomes) == []
