"""Which cores a thread may run on. The interpreter runs one thread of a process at a time, on whichever core it wakes.

On two cores every turn that one thread takes after another fetches what it needs out of the other core's memory: with
four requests under way a page costs about half as much again as on one. So the threads that answer requests stay on one
core. What leaves the interpreter to work for long (the hash of a password) and other programs run wherever there is
room. Where a system knows no such thing (only Linux does) nothing happens.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_can_choose = hasattr(os, "sched_setaffinity")
_all = os.sched_getaffinity(0) if _can_choose else set()


def stay_on_one_core(number: int) -> None:
    """Keep this thread, and those that it starts from now on, on one of the cores that there are; any number will do.

    Sites with different numbers (their ports) on one machine spread over its cores.
    """
    if _can_choose:
        _move({sorted(_all)[number % len(_all)]})


@contextmanager
def on_any_core() -> Iterator[None]:
    """What this thread does here, and the programs that it starts, may run on every core that this process had."""
    if not _can_choose:
        yield
        return
    before = os.sched_getaffinity(0)
    _move(_all)
    try:
        yield
    finally:
        _move(before)


def _move(cores: set[int]) -> None:
    """A machine may take cores away while it runs; then the thread stays where it is."""
    with suppress(OSError):
        os.sched_setaffinity(0, cores)
