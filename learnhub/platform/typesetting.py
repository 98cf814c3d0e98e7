"""What pages for print are set with: whether it is installed, without loading any of it."""

from importlib.util import find_spec
from pathlib import Path

PROGRAM = "typst"
FONT = "cvttf_NotoSansCJK_Regular"


def font_folder() -> Path | None:
    """Where the Chinese font lies; None where its package is not installed."""
    found = find_spec(FONT)
    folder = Path(found.origin).parent if found and found.origin else None
    return folder if folder and any(folder.glob("*.[ot]t[fc]")) else None


def missing() -> list[str]:
    """The packages that are not there: without them nothing is set for print, and everything else works."""
    absent = [] if find_spec(PROGRAM) else [PROGRAM]
    return absent if font_folder() else [*absent, FONT.lower().replace("_", "-")]
