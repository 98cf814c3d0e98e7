"""The lines of a Chinese test paper: which opens a section, a question or an option, and what its labels say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.quizzes.rules.parsed import LaterKind
from learnhub.quizzes.rules.questions import QuestionKind

_WIDE_SIGNS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_BLANKS = dict.fromkeys((9, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), " ")
_UNWANTED = dict.fromkeys((*range(9), *range(14, 32), 127, 0xFEFF, 0x200B))
_SOFT_BREAK = re.compile("[\v\f\u2028\u2029\x85]")
_SECTION_KINDS: tuple[tuple[str, QuestionKind | LaterKind], ...] = (
    ("不定项选择", QuestionKind.MULTIPLE_CHOICE),
    ("多项选择", QuestionKind.MULTIPLE_CHOICE),
    ("多选", QuestionKind.MULTIPLE_CHOICE),
    ("单项选择", QuestionKind.SINGLE_CHOICE),
    ("单选", QuestionKind.SINGLE_CHOICE),
    ("判断", QuestionKind.TRUE_FALSE),
    ("填空", QuestionKind.SHORT_ANSWER),
    ("简答", QuestionKind.ESSAY),
    ("论述", QuestionKind.ESSAY),
    ("问答", QuestionKind.ESSAY),
    ("名词解释", QuestionKind.ESSAY),
    ("计算", QuestionKind.ESSAY),
    ("作文", QuestionKind.ESSAY),
    ("写作", QuestionKind.ESSAY),
    ("案例", LaterKind.SEVERAL),
    ("材料", LaterKind.SEVERAL),
    ("阅读", LaterKind.SEVERAL),
    ("连线", LaterKind.OTHER),
    ("匹配", LaterKind.OTHER),
    ("排序", QuestionKind.ORDERING),
)
_KIND_NAMES = "|".join(name for name, _ in _SECTION_KINDS)
_HEADING = re.compile(
    rf"(?:第?[一二三四五六七八九十]+(?:部分|大题)?\s*[、.．,，:：\s]|[(（][一二三四五六七八九十]+[)）])?\s*"
    rf"((?:{_KIND_NAMES}|选择)(?:分析|理解)?题?)\s*(?:[(（].*|[:：].{{0,60}}|[,，。].{{0,60}})?"
)
_NUMBERED_HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]+(?:部分|大题)?\s*[、.．:：]|[(（][一二三四五六七八九十]+[)）])\s*(\S.*)"
)
_QUESTION = re.compile(
    r"(?:第\s*(\d{1,4})\s*题\s*[.．、:：]?|[(（]\s*(\d{1,4})\s*[)）]\s*[.．、]?|(\d{1,4})\s*(?:[．、)）:：]|\.(?!\d)))\s*"
)
_MARKED_KIND = re.compile(rf"[【\[(（]\s*({_KIND_NAMES}|选择)题?\s*[】\])）]")
_LABELS = (
    "答案解析|试题解析|题目解析|解析|分析|正确答案|参考答案|标准答案|答案|难易程度|难易度|难度系数|难度"
    "|知识点|考查点|考点|出处|来源|章节|标签|分值"
)
_LABEL = re.compile(
    rf"(?:(?<=^)|(?<=[\s。；;,，.．)）?？]))(?:[【\[]\s*({_LABELS})\s*[】\]]\s*[:：]?|({_LABELS})\s*[:：])\s*"
)
_OPTION = re.compile(r"(?<![A-Za-z])[(（]?\s?([A-H])\s*(?:[.．、:：)）]|,(?=\S))\s*")
_BARE_OPTION = re.compile(r"([A-H])(?:\s+)(?=\S)")
_ANSWER_FIRST = re.compile(r"^([(（]\s*(?:[√✓✔×✗✘╳对错A-H]|正确|错误)?\s*[)）])\s*(\d{1,4}\s*[.．、].*)$")
KEY_HEADING = re.compile(r"[【\[]?(?:参考|标准|正确)?答案(?:及|与|和)?(?:解析|评分标准|说明)?[】\]]?\s*[:：]?")
_ANSWER_LABELS = {"正确答案", "参考答案", "标准答案", "答案"}
_EXPLANATION_LABELS = {"答案解析", "试题解析", "题目解析", "解析", "分析"}
TRUE_WORDS = {"对", "√", "✓", "✔", "☑", "正确", "是", "T", "TRUE", "Y"}
FALSE_WORDS = {"错", "×", "✗", "✘", "╳", "X", "错误", "否", "F", "FALSE", "N", "不正确", "不对"}


@dataclass(frozen=True)
class Line:
    """A line as it is compared (signs in half width, blanks alike) and as written; several may share a number."""

    number: int
    text: str
    raw: str


@dataclass(frozen=True)
class Heading:
    """A section of the paper: its name, and the type of its questions where the name says it."""

    name: str
    kind: QuestionKind | LaterKind | None


def lines_of(text: str) -> Iterator[Line]:
    """The lines that say something; a soft line break of a word processor parts them too."""
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        for piece in _SOFT_BREAK.split(raw):
            said = piece.translate(_UNWANTED).translate(_BLANKS).strip()
            if said:
                yield Line(number, _ANSWER_FIRST.sub(r"\2\1", said.translate(_WIDE_SIGNS)), said)


def heading_of(line: str) -> Heading | None:
    """The section that a line opens, or None."""
    if len(line) > 120:
        return None
    if match := _HEADING.fullmatch(line):
        return Heading(match.group(1), _kind_named(match.group(1)))
    if (match := _NUMBERED_HEADING.fullmatch(line)) and len(line) <= 40 and not line.endswith(("?", "？", "。")):
        return Heading(match.group(1), _kind_named(match.group(1)))
    return None


def _kind_named(name: str) -> QuestionKind | LaterKind | None:
    return next((kind for word, kind in _SECTION_KINDS if word in name), None)


def question_start(line: str) -> tuple[int, int] | None:
    """The number of the question that a line opens, and where its text begins."""
    match = _QUESTION.match(line)
    if match is None:
        return None
    number = next(group for group in match.groups() if group)
    return int(number), match.end()


def take_marked_kind(text: str) -> tuple[str, QuestionKind | LaterKind | None]:
    """Split `【多选题】` and the like from the beginning or the end of a stem."""
    for match in _MARKED_KIND.finditer(text):
        at_edge = not text[: match.start()].strip() or not text[match.end() :].strip()
        if at_edge:
            return (text[: match.start()] + text[match.end() :]).strip(), _kind_named(match.group(1))
    return text, None


def labelled(line: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first label of a line, and each label with what follows it."""
    found = list(_LABEL.finditer(line))
    if not found:
        return line, []
    ends = [match.start() for match in found[1:]] + [len(line)]
    pairs = [
        (match.group(1) or match.group(2), line[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    ]
    return line[: found[0].start()].strip(), pairs


def is_answer(label: str) -> bool:
    return label in _ANSWER_LABELS


def is_explanation(label: str) -> bool:
    return label in _EXPLANATION_LABELS


def options_in(line: str, expected: int) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the options of a line, and the options; they continue the alphabet from `expected` (0 = A)."""
    marks: list[tuple[int, int, str]] = []
    for match in _OPTION.finditer(line):
        at_start = match.start() == 0 or line[match.start() - 1] in " ?？。.：:；;)）"
        # In the middle of a line only the next letter of the alphabet is an option, and "维生素B、" mostly is none.
        if match.group(1) == chr(65 + expected + len(marks)) and (marks or at_start or match.start() == 0):
            marks.append((match.start(), match.end(), match.group(1)))
        elif match.start() == 0:
            marks.append((0, match.end(), match.group(1)))
    bare = _BARE_OPTION.match(line)
    if not marks and bare is not None and bare.group(1) == chr(65 + expected):
        marks = [(0, bare.end(), bare.group(1))]
    if not marks:
        return line, []
    ends = [start for start, _, _ in marks[1:]] + [len(line)]
    options = [(letter, line[end:stop].strip()) for (_, end, letter), stop in zip(marks, ends, strict=True)]
    return line[: marks[0][0]].strip(), options


def truth_in(said: str) -> bool | None:
    """Right or wrong, as a teacher writes it, or None."""
    word = said.strip(" 。.．;；,，()（）").upper()
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None


def letters_in(said: str) -> str | None:
    """The letters of an answer ("A、B，D" is ABD), or None where it says something else."""
    bare = re.sub(r"[\s、,，;；.．。()（）和及/|]", "", said).upper()
    return bare if re.fullmatch(r"[A-H]{1,8}", bare) and len(set(bare)) == len(bare) else None
