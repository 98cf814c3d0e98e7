"""Runs a module of ours in a child process that may neither grow nor run for long, for files that may be traps."""

import os
import subprocess
import sys
from pathlib import Path

from learnhub.platform.cores import on_any_core

_ROOT = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 1 << 30
# What Python itself needs to start; nothing of the application's environment goes along.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "LANG", "LC_ALL")


class TooSlow(Exception):
    """The child needed more time than it was given."""


def run(module: str, content: bytes, *arguments: str, seconds: float) -> bytes | None:
    """What the module writes for this content; None when it died over it. Raises TooSlow."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *(path for path in sys.path if path.endswith("packages"))])
    try:
        with on_any_core():
            done = subprocess.run(  # noqa: S603 - our own module, run by the Python that runs us
                [sys.executable, "-m", module, *arguments], input=content, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, timeout=seconds, check=False, cwd=_ROOT, env=environment,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise TooSlow from None
    return done.stdout if done.returncode == 0 else None


def limit(*, cpu_seconds: int, memory_bytes: int = MEMORY_BYTES) -> None:
    """Called by the child before it reads anything."""
    try:
        import resource
    except ImportError:  # no such limits on this system; the clock of the parent remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
