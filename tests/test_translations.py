"""Every string that a person sees has its Chinese words, with the same names to fill in."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from learnhub.people.rules.ranks import TITLES

PRODUCT = Path(__file__).parents[1] / "learnhub"
PARTS = sorted((PRODUCT / "translations" / "parts").glob("*.po"))
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
# Refusals carry message ids that the edge translates; a class of ours that ends in one of these is one.
REFUSALS = re.compile(
    r"(NotFound|Forbidden|Conflict|Invalid|TooMany|Unauthorised|Refusal|Refused|Problem|MalformedBeat)$"
)
OTHER_REFUSALS = {"UnknownSection", "GiftError", "_RowError"}
NAMES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

Sites = dict[str, str]


def singular(text: str | list[str] | tuple[str, ...] | None) -> str:
    """The first form of a text that has several."""
    return text or "" if text is None or isinstance(text, str) else text[0]


@cache
def chinese() -> dict[str, dict[str, set[str]]]:
    """What the parts make of each English string: translation by translation, the files that say so."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for part in PARTS:
        with part.open("rb") as lines:
            for message in read_po(lines, locale="zh_Hans_CN"):
                said = singular(message.string)
                for english in message.id if isinstance(message.id, tuple) else (message.id,):
                    if english:
                        found[english][said].add(part.name)
    return found


def extracted(method: str, pattern: str) -> Sites:
    """The message ids that gettext is called with, and where."""
    found: Sites = {}
    options = {"extensions": "jinja2.ext.do,jinja2.ext.i18n", "silent": "false"} if pattern == "*.html" else {}
    for path in sorted(PRODUCT.rglob(pattern)):
        for line, message, _comments, _context in extract_from_file(method, path, KEYWORDS, (), options):
            english = message[0] if isinstance(message, tuple) else message
            found.setdefault(english, f"{path.relative_to(PRODUCT)}:{line}")
    return found


@cache
def modules() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(PRODUCT.rglob("*.py"))}


def constants(tree: ast.Module) -> dict[str, str]:
    """The module's names for texts."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def texts(node: ast.expr, known: dict[str, str]) -> Iterator[str]:
    """The texts that an argument can be, as far as the source says; keys and numbers are none."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in known:
            yield known[name]
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one, known)
            yield from texts(other, known)


def refused() -> Sites:
    """The message ids of refusals, given as words or by the name of a constant."""
    trees = modules()
    everywhere: dict[str, set[str]] = defaultdict(set)
    for tree in trees.values():
        for name, text in constants(tree).items():
            everywhere[name].add(text)
    unmistakable = {name: next(iter(values)) for name, values in everywhere.items() if len(values) == 1}
    found: Sites = {}
    for path, tree in trees.items():
        known = unmistakable | constants(tree)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and is_said(call):
                for text in said_by(call, known):
                    found.setdefault(text, f"{path.relative_to(PRODUCT)}:{call.lineno}")
    return found


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def is_said(call: ast.Call) -> bool:
    """Whether it refuses, or translates what may be the name of a constant."""
    name = called(call)
    return REFUSALS.search(name) is not None or name in OTHER_REFUSALS or name in KEYWORDS


def said_by(call: ast.Call, known: dict[str, str]) -> Iterator[str]:
    """The sentences that one refusal is made of, with those about single fields."""
    named_first = called(call) in {"MalformedBeat", "UnknownSection"}  # the name of a field is not translated
    for argument in call.args[1:] if named_first else call.args:
        yield from (text for text in texts(argument, known) if " " in text)
    for keyword in call.keywords:
        if keyword.arg == "fields" and isinstance(keyword.value, ast.Dict):
            for value in keyword.value.values:
                yield from texts(value, known)


def messages_by_name() -> Sites:
    """Whole sentences that modules keep under a name: refusals reach the edge through them too."""
    sentence = re.compile(r"[A-Z“].* .*[.]", re.DOTALL)
    return {
        text: f"{path.relative_to(PRODUCT)} {name}"
        for path, tree in modules().items()
        for name, text in constants(tree).items()
        if name.isupper() and sentence.fullmatch(text)
    }


def untold(sites: Sites) -> list[str]:
    return [f"{where}: {english}" for english, where in sites.items() if not any(chinese().get(english, {}))]


@pytest.mark.parametrize(("method", "pattern"), [("python", "*.py"), ("jinja2.ext:babel_extract", "*.html")])
def test_every_string_of_a_page_is_said_in_chinese(method: str, pattern: str) -> None:
    sites = extracted(method, pattern)

    missing = untold(sites)

    assert len(sites) > 50
    assert missing == []


def test_every_refusal_is_said_in_chinese() -> None:
    sites = refused()

    missing = untold(sites)

    assert len(sites) > 50
    assert missing == []


def test_every_sentence_kept_under_a_name_is_said_in_chinese() -> None:
    sites = messages_by_name()

    missing = untold(sites)

    assert len(sites) > 20
    assert missing == []


def test_every_text_put_together_from_parts_is_said_in_chinese() -> None:
    bound = re.search(
        r"^MOST_ENTRIES = (\d+)$", (PRODUCT / "reading" / "actions" / "beats.py").read_text("utf-8"), re.MULTILINE
    )

    assert bound is not None
    missing = untold(dict.fromkeys(TITLES.values(), "rank") | {f"has more than {bound[1]} entries": "beat"})

    assert missing == []


def test_a_translation_fills_in_the_same_names() -> None:
    different = [
        english
        for english, said in chinese().items()
        for translation in said
        if set(NAMES.findall(english)) != set(NAMES.findall(translation))
    ]

    assert different == []


def test_one_english_string_has_one_translation() -> None:
    several = {english: dict(said) for english, said in chinese().items() if len(said) > 1}

    assert several == {}


def test_chinese_speaks_calmly_and_with_one_form_of_address() -> None:
    loud = [said for forms in chinese().values() for said in forms if re.search("[!！您]|课时", said)]

    assert loud == []
