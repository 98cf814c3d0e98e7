"""Order, titles and translations of the files of a course, read from their names and first lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from learnhub.catalog.rules.languages import normal_language
from learnhub.kernel.text import one_line

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_STEPS = {"十": 10, "百": 100}
_NUMERAL = "[零〇一二两三四五六七八九十百]+"
_NUMBER = re.compile(rf"第?([0-9]+)|第({_NUMERAL})|^({_NUMERAL})(?=[、．.，\s_-])")
_FIRST_NAMES = ("readme", "index")
_TRANSLATIONS = "translations"

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_IMAGE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_ATTRIBUTES = re.compile(r"\s*\{:?[ #.][^}]*\}\s*$")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_EMPHASIS = re.compile(r"(\*{1,3}|`+|~~|(?<!\w)_{1,3})(?=\S)(.+?)(?<=\S)\1(?!(?<=_)\w)")
_LEADING_NUMBER = re.compile(r"^[0-9]+[-_. 、．)）]+(?=.)")


def chinese_number(numeral: str) -> int:
    """The value of a numeral up to 999: 十二 is 12, 一百零三 is 103."""
    total = digit = 0
    for character in numeral:
        if character in _STEPS:
            total += (digit or 1) * _STEPS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def natural_key(path: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Sorts paths as people count: 2 before 10, 第二课 before 第十课, README before its neighbours."""
    # The path itself comes last, so that 2.md and 02.md always stand in the same order.
    return (*(_name_key(name) for name in PurePosixPath(path).parts), ((3, 0, path),))


def _name_key(name: str) -> tuple[tuple[int, int, str], ...]:
    if name.split(".", 1)[0].lower() in _FIRST_NAMES:
        return ((0, 0, name.casefold()),)
    tokens: list[tuple[int, int, str]] = []
    at = 0
    for found in _NUMBER.finditer(name):
        if found.start() > at:
            tokens.append((2, 0, name[at : found.start()].casefold()))
        numeral = found[2] or found[3]
        tokens.append((1, chinese_number(numeral) if numeral else int(found[1]), ""))
        at = found.end()
    if at < len(name):
        tokens.append((2, 0, name[at:].casefold()))
    return tuple(tokens)


@dataclass(frozen=True)
class Grouped:
    """One lesson's file and its translations by language; `language` only where the file's name says it."""

    path: str
    language: str | None = None
    translations: dict[str, str] = field(default_factory=dict)


def original_of(path: str) -> tuple[str, str | None]:
    """The path of the original that a file translates, and the language; the path itself and None for an original."""
    file = PurePosixPath(path)
    name, _, code = file.stem.rpartition(".")
    language = normal_language(code) if name else None
    if language is None:
        return path, None
    folder = file.parent.parent if file.parent.name == _TRANSLATIONS else file.parent
    return str(folder / f"{name}{file.suffix}"), language


def group_translations(paths: Iterable[str]) -> list[Grouped]:
    """Every file once, in natural order; a translation without its original stands for the lesson itself."""
    files = sorted(set(paths), key=natural_key)
    present = set(files)
    groups: dict[str, Grouped] = {}
    for path in sorted(files, key=lambda path: original_of(path)[1] is not None):
        original, language = original_of(path)
        if original in groups and language and language not in groups[original].translations:
            groups[original].translations[language] = path
        elif original in groups:
            groups[path] = Grouped(path, language)
        else:
            groups[original] = Grouped(path, None if original in present else language)
    return sorted(groups.values(), key=lambda group: natural_key(original_of(group.path)[0]))


def first_heading(text: str) -> str:
    """The words of the first heading of a Markdown text, without its marks; "" where it has none."""
    fence, previous = "", ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence or mark:
            if mark and not fence:
                fence = mark[1]
            elif line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            previous = ""
            continue
        found = _HEADING.match(line)
        if found and without_marks(found[1]):
            return without_marks(found[1])
        if previous.strip() and _UNDERLINE.match(line) and not previous.lstrip().startswith((">", "-", "|", "#")):
            return without_marks(previous)
        previous = line
    return ""


def without_marks(line: str) -> str:
    """A line of Markdown as plain words."""
    words = _ATTRIBUTES.sub("", line)
    for pattern in (_IMAGE, _LINK):
        words = pattern.sub(r"\1", words)
    words = _TAG.sub("", words)
    for _ in range(3):
        words = _EMPHASIS.sub(r"\2", words)
    return one_line(re.sub(r"\\([\\`*_{}\[\]()#+.!-])", r"\1", words))


def title_of(text: str, path: str) -> str:
    """The first heading, or what the file's or its folder's name says."""
    found = first_heading(text)
    if found:
        return found
    file = PurePosixPath(original_of(path)[0])
    name = file.parent.name if file.stem.lower() in _FIRST_NAMES and file.parent.name else file.stem
    return title_from_name(name)


def title_from_name(name: str) -> str:
    """ "02-intro_to-html" → "intro to html"."""
    return one_line(re.sub(r"[-_]+", " ", _LEADING_NUMBER.sub("", name))) or name
