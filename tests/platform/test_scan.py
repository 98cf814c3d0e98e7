"""A virus scanner that hangs, dies or is not there: nothing is known of the file, and nobody waits for ever."""

import socket
import threading
from dataclasses import replace

import pytest

from learnhub.platform import scan


@pytest.fixture
def scanner(app, monkeypatch):
    """`scanner(manner)` puts one in place that behaves so."""
    monkeypatch.setattr(scan, "SECONDS", 0.3)
    opened = []

    def place(manner):
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)
        config = app.extensions["learnhub.config"]
        address = f"127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setitem(app.extensions, "learnhub.config", replace(config, clamd=address))
        if manner == "absent":
            server.close()
        elif manner == "dies":
            threading.Thread(target=_hang_up, args=(server,), daemon=True).start()

    yield place
    for each in opened:
        each.close()


def _hang_up(server):
    server.accept()[0].close()


@pytest.mark.once
@pytest.mark.parametrize("manner", ["hangs", "dies", "absent"])
def test_a_scanner_that_says_nothing_does_not_say_clean(scanner, session, manner):
    scanner(manner)

    with pytest.raises(scan.ScannerAway):
        scan.scan(b"x" * (1 << 20))
