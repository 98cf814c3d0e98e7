"""Traditional characters as simplified ones; the table is loaded when somebody first writes an answer in Chinese."""

from functools import cache
from typing import Any


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
