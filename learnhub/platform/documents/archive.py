"""Reads a zip of one Markdown text with its pictures and attachments; nothing is unpacked to the disk."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from learnhub.kernel.encodings import decode
from learnhub.platform import packed
from learnhub.platform.documents import MOST_FILES, MOST_TEXT, MOST_UNPACKED
from learnhub.platform.documents.answer import Answer, Refused
from learnhub.platform.pictures import PictureFault, PictureRefused, redraw

LARGEST_FILE = 15 << 20
TEXTS = (".md", ".markdown")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
ATTACHED = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".txt", ".csv")
_INLINE = re.compile(r"(!?)(\[(?:[^\[\]\\]|\\.)*\])\(\s*(<[^<>\n]*>|[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)")
_DEFINED = re.compile(r"^( {0,3}\[(?!\^)[^\]\n]+\]:\s*)(<[^<>\n]*>|\S+)", re.MULTILINE)
_HTML = re.compile(r"(<img\b[^>]*?\bsrc\s*=\s*)([\"'])(.*?)\2", re.IGNORECASE)
_FENCE = re.compile(r"^(?: {0,3})(`{3,}|~{3,}).*?^(?: {0,3})\1[`~]*\s*$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def read_archive(content: bytes) -> Answer:
    """The text of the zip with its links made numbers; raises Refused and Unpackable."""
    parts = [part for part in packed.parts_of(content, most_unpacked=MOST_UNPACKED) if not _is_noise(part.name)]
    packed.refuse_escapes(parts)
    texts = [part for part in parts if part.name.lower().endswith(TEXTS)]
    if not texts:
        raise Refused("no_text")
    if len(texts) > 1:
        raise Refused("several_texts", count=str(len(texts)))
    if texts[0].size > MOST_TEXT:
        raise Refused("too_large")
    text = decode(packed.read_part(content, texts[0].stored)).text
    if text is None:
        raise Refused("no_encoding")
    answer = Answer("md")
    answer.name = PurePosixPath(texts[0].name.replace("\\", "/")).name
    links = _Links(content, parts, texts[0], answer)
    answer.text = links.resolved(text.replace("\r\n", "\n").replace("\r", "\n"))
    links.note_unused(texts[0])
    return answer


def _is_noise(name: str) -> bool:
    """What Macs and Windows put into a zip beside the files."""
    path = PurePosixPath(name.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.startswith("._") or path.name in (".DS_Store", "Thumbs.db")


class _Links:
    """Makes `import:1` of each relative address that leads to a file of the zip; each file comes along once."""

    def __init__(self, content: bytes, parts: list[packed.Part], text: packed.Part, answer: Answer) -> None:
        self._content, self._answer = content, answer
        self._folder = PurePosixPath(text.name.replace("\\", "/")).parent
        self._parts = {part.name.replace("\\", "/"): part for part in parts}
        self._taken: dict[str, int | None] = {}

    def resolved(self, text: str) -> str:
        """The text with its addresses; what stands in code is left alone."""
        pieces, end = [], 0
        for code in _FENCE.finditer(text):
            pieces += [self._links(text[end : code.start()]), code.group()]
            end = code.end()
        return "".join([*pieces, self._links(text[end:])])

    def note_unused(self, text: packed.Part) -> None:
        """Files that no link leads to stay out, and zips inside are not opened."""
        for name, part in self._parts.items():
            if part is not text and name not in self._taken:
                self._answer.lose("packed_inside" if name.lower().endswith(".zip") else "not_linked", words=name)

    def _links(self, text: str) -> str:
        text = _INLINE.sub(lambda m: f"{m[1]}{m[2]}({self._address(m[3], picture=bool(m[1]))}", text)
        text = _DEFINED.sub(lambda m: f"{m[1]}{self._address(m[2], picture=False)}", text)
        return _HTML.sub(lambda m: f"{m[1]}{m[2]}{self._address(m[3], picture=True)}{m[2]}", text)

    def _address(self, said: str, *, picture: bool) -> str:
        address = said.strip("<>")
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|/", address) or not address:
            if picture and re.match(r"https?:|//|data:", address):
                self._answer.lose("picture_outside", words=address)
            return said
        name = self._inside(unquote(address.partition("#")[0].partition("?")[0]))
        if name is None:
            self._answer.lose("picture_gone" if picture else "link_gone", words=address)
            return said
        if name not in self._taken:
            self._taken[name] = self._take(self._parts[name])
        key = self._taken[name]
        return said if key is None else f"import:{key}"

    def _inside(self, address: str) -> str | None:
        """The part that a relative address means; None where there is none, also above the zip."""
        steps: list[str] = []
        for step in (self._folder / address.replace("\\", "/")).parts:
            if step == ".." and not steps:
                return None
            if step == "..":
                steps.pop()
            elif step != ".":
                steps.append(step)
        name = "/".join(steps)
        return name if name in self._parts else None

    def _take(self, part: packed.Part) -> int | None:
        path = PurePosixPath(part.name.replace("\\", "/"))
        ending = path.suffix.lower()
        if part.size > LARGEST_FILE or len(self._answer.files) >= MOST_FILES:
            self._answer.lose("file_too_large" if part.size > LARGEST_FILE else "picture_too_many", words=path.name)
            return None
        if ending in PICTURES:
            return self._picture(part, path.name)
        if ending == ".svg" or ending in ATTACHED:
            data = packed.read_part(self._content, part.stored)
            return self._answer.add(
                data, name=path.name, ending=ending[1:], content_type="", picture=ending == ".svg"
            )  # fmt: skip
        self._answer.lose("file_kind", words=path.name)
        return None

    def _picture(self, part: packed.Part, name: str) -> int | None:
        try:
            drawn = redraw(packed.read_part(self._content, part.stored))
        except PictureRefused as refused:
            large = refused.fault is PictureFault.TOO_LARGE
            self._answer.lose("picture_too_large" if large else "picture_kind", words=name)
            return None
        return self._answer.add(
            drawn.data, name=name, ending=drawn.extension, content_type=drawn.content_type, width=drawn.width,
            height=drawn.height,
        )  # fmt: skip
