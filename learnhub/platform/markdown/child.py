"""Keeps one worker process at hand, ends it when a text takes too long, and starts the next one."""

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from learnhub.platform.cores import on_any_core
from learnhub.platform.markdown.messages import Message, read_message, write_message
from learnhub.platform.markdown.result import MarkdownRefused, Resolve

_MODULE = "learnhub.platform.markdown.worker"
_ROOT = Path(__file__).resolve().parents[3]
# Processor time is limited by the worker itself; this clock only ends one that hangs without using any.
WALL_SECONDS = 10.0 if hasattr(os, "fork") else 3.0
# What Python itself needs to start; nothing of the application's environment goes along.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "LANG", "LC_ALL")

TOO_SLOW = "This text takes too long to turn into a page."
TOO_SLOW_TODO = "Look for long runs of brackets, exclamation marks or quotes, or cut the text into smaller pieces."


class Worker:
    """One running process and the pipes to it."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *(p for p in sys.path if p.endswith("packages"))])
        self.owner = os.getpid()
        with on_any_core():
            self.process = subprocess.Popen(  # noqa: S603  our own module, run by the Python that runs us
                [sys.executable, "-m", _MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )

    def exchange(self, request: Message, resolve: Resolve | None) -> Message | None:
        """The worker's answer, or None when it died over the text."""
        try:
            answer = self._say(request)
            while answer is not None and "ask" in answer:
                found = resolve(*answer["ask"]) if resolve else None
                answer = self._say({"found": asdict(found) if found else None})
        except BrokenPipeError:
            return None
        return answer

    def _say(self, message: Message) -> Message | None:
        if self.process.stdin is None or self.process.stdout is None:
            return None
        clock = threading.Timer(WALL_SECONDS, self.process.kill)
        clock.daemon = True
        clock.start()
        try:
            write_message(self.process.stdin, message)
            return read_message(self.process.stdout)
        finally:
            clock.cancel()

    def alive(self) -> bool:
        """Whether it runs and is ours: after a fork the pipes belong to the parent process."""
        return self.owner == os.getpid() and self.process.poll() is None

    def stop(self) -> None:
        """End it and take its exit status."""
        if self.owner != os.getpid():
            return
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        self.process.wait()


class Renderer:
    """Hands texts to one worker after another; threads take turns."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._worker: Worker | None = None

    def render(self, request: Message, resolve: Resolve | None) -> Message:
        """The rendered document as a message; raises MarkdownRefused. `resolve` is called during the turn."""
        with self._turn:
            answer = self._exchange(request, resolve)
        if answer is None:
            raise MarkdownRefused(TOO_SLOW, TOO_SLOW_TODO)
        if "refused" in answer:
            raise MarkdownRefused(answer["refused"], answer["todo"])
        rendered: Message = answer["rendered"]
        return rendered

    def _exchange(self, request: Message, resolve: Resolve | None) -> Message | None:
        if self._worker is None or not self._worker.alive():
            self._drop()
            self._worker = Worker()
        finished = False
        try:
            answer = self._worker.exchange(request, resolve)
            finished = answer is not None
            return answer
        finally:
            # Also when `resolve` raised: a worker in the middle of a question is of no further use.
            if not finished:
                self._drop()

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def close(self) -> None:
        """End the worker; the next text starts another one."""
        with self._turn:
            self._drop()


RENDERER = Renderer()
atexit.register(RENDERER.close)
