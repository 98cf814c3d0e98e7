"""The servers of the benchmark, what they cost in processor time, and what they hold in memory."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
# On one core, as the site serves itself, and so does the bare application beside it.
WAITRESS = (
    "import logging, sys; from importlib import import_module; from waitress import serve; "
    "from learnhub.platform.cores import stay_on_one_core; stay_on_one_core(int(sys.argv[2])); "
    "logging.getLogger('waitress.queue').setLevel(logging.ERROR); "
    "module, name = sys.argv[1].split(':'); "
    "serve(getattr(import_module(module), name), host='127.0.0.1', port=int(sys.argv[2]), threads=8, "
    "connection_limit=5000, asyncore_use_poll=True, ident=None)"
)


@dataclass(frozen=True)
class Server:
    """A running server: the process that was started, its port, and which of the database's processes count."""

    process: "subprocess.Popen[bytes]"
    port: int

    def cpu(self) -> float:
        """Seconds of processor that the server and its workers have used, user and system."""
        return sum(_cpu(pid) for pid in self._family())

    def memory(self) -> int:
        """Megabytes resident in the largest of its processes."""
        return max(_resident(pid) for pid in self._family())

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [self.process.pid, *map(int, children.split())]


@contextmanager
def running(kind: str, target: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve a WSGI application with `waitress` (one process) or `granian` (two) on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        _command(kind, target, port), cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        _await(port)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _command(kind: str, target: str, port: int) -> list[str]:
    commands: dict[str, Callable[[], list[str]]] = {
        "waitress": lambda: [sys.executable, "-c", WAITRESS, target, str(port)],
        "granian": lambda: [
            str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error", target,
        ],
    }  # fmt: skip
    return commands[kind]()


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1)  # the second worker of granian may still be loading
            return
    raise RuntimeError("the server did not start")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found.group(1)) // 1024 if found else 0
