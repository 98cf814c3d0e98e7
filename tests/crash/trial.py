"""Kill a busy site again and again, and hand back the figures."""

import random
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

from tests.crash.check import Figures, compare
from tests.crash.client import Client
from tests.crash.scene import build
from tests.crash.site import Site

CLIENTS = 8
# A kill comes after so many more acknowledged requests, so that a busy machine kills no idle server.
FEWEST, MOST = 5, 60


def run(instance: Path, *, url: str = "", kills: int, seed: int = 0) -> Figures:
    """So many kills at random moments under eight clients; where PostgreSQL is used, every second one hits it."""
    site, chance, database_kills = Site(instance, url), random.Random(seed), 0
    scene = build(site, readers=CLIENTS, lessons=20 + kills)
    clients = [Client(site, scene, number) for number in range(CLIENTS)]
    try:
        site.start()
        for client in clients:
            client.start()
        for kill in range(kills):
            _await_work(clients, chance.randint(FEWEST, MOST))
            if url and kill % 2:
                site.kill_database()
                database_kills += 1
            else:
                site.kill()
                site.start()
        _await_work(clients, MOST)
        for client in clients:
            client.stopped.set()
        for client in clients:
            client.join(90)
        figures = compare(site, clients)
    finally:
        site.close()
    figures.kills, figures.database_kills = kills, database_kills
    return figures


def _await_work(clients: Sequence[Client], more: int) -> None:
    until = monotonic() + 20
    enough = sum(client.told.count for client in clients) + more
    while monotonic() < until and sum(client.told.count for client in clients) < enough:
        sleep(0.002)
