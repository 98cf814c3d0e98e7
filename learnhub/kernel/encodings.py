"""The text of a file that somebody brings, whatever program wrote it."""

import re
from dataclasses import dataclass

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,30})[\"']")
_TRUSTED = {"iso-8859-1", "iso-8859-15", "windows-1252", "big5", "gb2312", "gbk", "gb18030", "shift_jis", "euc-kr"}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_HEAD = 200_000


@dataclass(frozen=True)
class Decoded:
    """The text of a file and the encoding it was written in; no text where it is none."""

    text: str | None
    encoding: str = ""
    line: int = 1


def decode(data: bytes) -> Decoded:
    """The text of a file in UTF-8, UTF-16, UTF-32 or GB18030, or in what its XML declaration names."""
    for mark, codec, said in _MARKS:
        if data.startswith(mark):
            return _tried(data, codec, said)
    if b"\x00" in data[:_HEAD]:
        return _without_mark(data)
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    declared = _DECLARED.match(data)
    named = declared.group(1).decode("ascii").lower() if declared else ""
    if named in _TRUSTED:
        found = _tried(data, named, named.upper())
        if found.text is not None:
            return found
    found = _tried(data, "gb18030", "GB18030")
    return found if found.text is not None and not _CONTROLS.search(found.text) else Decoded(None, line=line)


def _tried(data: bytes, codec: str, said: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), said)
    except UnicodeDecodeError as error:
        return Decoded(None, line=data.count(b"\n", 0, error.start) + 1)


def _without_mark(data: bytes) -> Decoded:
    """UTF-16 without a byte order mark: line ends and figures show on which side the zero bytes stand."""
    little, big = data[1:_HEAD:2].count(0), data[0:_HEAD:2].count(0)
    found = _tried(data, "utf-16-le" if little >= big else "utf-16-be", "UTF-16")
    return found if found.text is not None and not _CONTROLS.search(found.text) else Decoded(None)
