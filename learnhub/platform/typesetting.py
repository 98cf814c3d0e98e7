"""Sets pages by typst in a process of its own: it may be stopped, and its memory goes when it ends."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PROGRAM = "typst"
FONT = "cvttf_NotoSansCJK_Regular"
LONGEST_S = 300
MOST_BYTES = 3 << 30
COVER: dict[str, Any] = {"format": "png", "ppi": 180.0, "sys_inputs": {"only": "cover"}}
BOOK: dict[str, Any] = {"format": "pdf"}


class NotSet(Exception):
    """Pages that could not be set, with what typst said."""


def font_folder() -> Path | None:
    """Where the Chinese font lies; None where its package is not installed. Loads nothing of it."""
    found = find_spec(FONT)
    folder = Path(found.origin).parent if found and found.origin else None
    return folder if folder and any(folder.glob("*.[ot]t[fc]")) else None


def missing() -> list[str]:
    """The packages that are not there: without them nothing is set for print, and everything else works."""
    absent = [] if find_spec(PROGRAM) else [PROGRAM]
    return absent if font_folder() else [*absent, FONT.lower().replace("_", "-")]


def typeset(source: Path, fonts: Path, *, cover_only: bool = False) -> bytes:
    """A PDF of a typst source, or its cover as PNG; raises NotSet.

    typst reads nothing outside the folder of the source, and no font but its own and those of the folder.
    """
    command = [sys.executable, "-I", __file__, str(source), str(fonts), "cover" if cover_only else "book"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)  # noqa: S603  our own file
    except subprocess.TimeoutExpired as late:
        raise NotSet(f"not done after {LONGEST_S} s") from late
    if done.returncode:
        raise NotSet(done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout


def _set(source: str, fonts: str, what: str) -> None:
    """What the process of its own does."""
    import resource

    import typst

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    wanted = COVER if what == "cover" else BOOK
    root = str(Path(source).parent)
    made: Any = typst.compile(source, root=root, font_paths=[fonts], ignore_system_fonts=True, **wanted)
    # Titles that fill a cover go on to a second page, and several pictures come as a list.
    sys.stdout.buffer.write(made[0] if isinstance(made, list) else made)


if __name__ == "__main__":
    _set(*sys.argv[1:4])
