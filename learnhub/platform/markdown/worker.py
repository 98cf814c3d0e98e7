"""The worker process: reads texts from standard input, answers on standard output, and may be killed at any time.

It gets no settings and no secrets of the application, and limits itself: memory for its whole life, processor
time for each text.
"""

import signal
import sys
from dataclasses import asdict
from typing import BinaryIO

from learnhub.platform.markdown.messages import Message, read_message, write_message
from learnhub.platform.markdown.pipeline import Pipeline, Wish
from learnhub.platform.markdown.result import ReferenceKind, Resolved

# The largest law that we know needs 0.25; a refusal within 2 s leaves half a second for a cold start.
CPU_SECONDS = 1.4
MEMORY_BYTES = 1 << 30

TOO_MUCH_MEMORY = "This text needs too much memory to become a page."
TOO_DEEP = "This text is nested too deeply to become a page."
NOT_RENDERED = "This text could not be turned into a page."
SIMPLIFY = "Cut the text into smaller pieces, or take away nested quotes, lists and tables."


def _limit_memory() -> None:
    try:
        import resource  # not on Windows, where only the parent's clock limits us
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: float) -> None:
    """The system ends the process when this much processor time is spent; 0 lifts the limit.

    The signal keeps its default action: a handler in Python would wait for a long regular expression to finish.
    """
    if not hasattr(signal, "setitimer"):
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    import resource  # not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    # A second guard that counts in whole seconds, in case the timer's signal is lost.
    limit = int(used.ru_utime + used.ru_stime + seconds) + 2 if seconds else hard
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard < 0 else min(limit, hard), hard))


def _answer(pipeline: Pipeline, request: Message, incoming: BinaryIO, outgoing: BinaryIO) -> Message:
    resolving = request.pop("resolving")

    def ask(kind: ReferenceKind, path: str) -> Resolved | None:
        write_message(outgoing, {"ask": [kind, path]})
        reply = read_message(incoming)
        found = reply and reply["found"]
        return Resolved(**found) if found else None

    _limit_cpu(CPU_SECONDS)
    try:
        return {"rendered": asdict(pipeline.render(Wish(**request), ask if resolving else None))}
    except MemoryError:
        return {"refused": TOO_MUCH_MEMORY, "todo": SIMPLIFY}
    except RecursionError:
        return {"refused": TOO_DEEP, "todo": SIMPLIFY}
    except Exception as error:  # noqa: BLE001  a fault of a parser library must not take the next text with it
        print(f"markdown worker: {type(error).__name__}: {error}", file=sys.stderr)
        return {"refused": NOT_RENDERED, "todo": SIMPLIFY}
    finally:
        _limit_cpu(0)


def main() -> None:
    """Serve until the parent closes the pipe."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    # Ctrl-C is for the parent, which closes the pipe when it is ready.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    pipeline = Pipeline()
    while (request := read_message(incoming)) is not None:
        write_message(outgoing, _answer(pipeline, request, incoming, outgoing))


if __name__ == "__main__":
    main()
