"""From a text to a body that is safe to show; runs only in the worker, because hostile text can take forever."""

import html
import re
from dataclasses import dataclass

from markdown import Markdown

from learnhub.platform.markdown import structure
from learnhub.platform.markdown.formulas import formulas_to_mathml
from learnhub.platform.markdown.labels import labels
from learnhub.platform.markdown.places import Lines
from learnhub.platform.markdown.references import References
from learnhub.platform.markdown.result import Problem, Rendered, Resolve, TextFormat
from learnhub.platform.markdown.sanitise import sanitise
from learnhub.platform.markdown.syntax import parser
from learnhub.platform.markdown.tree import Element, parse, write

FORMULA_UNREADABLE = "The formula %(formula)s cannot be read."
FORMULA_UNREADABLE_TODO = "Check its LaTeX; until then it is shown as it was written."
# Python-Markdown marks its own placeholders with these, so they must not come from outside.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Wish:
    """How a text is to be rendered."""

    text: str
    format: TextFormat
    language: str
    title: str | None
    anchor_prefix: str
    top_level: int
    inline: bool


class Pipeline:
    """Keeps the parser between texts, because building it costs more than most texts."""

    def __init__(self) -> None:
        self._parser: Markdown | None = None

    def render(self, wish: Wish, resolve: Resolve | None) -> Rendered:
        """Render one text; any exception leaves a fresh parser for the next one."""
        text = _CONTROLS.sub("", wish.text.encode("utf-8", "replace").decode("utf-8"))
        unreadable: list[str] = []
        raw = formulas_to_mathml(self._to_html(text, wish.format), unreadable)
        root = parse(sanitise(raw))
        lines = Lines(text)
        rendered = _finish(root, wish, References(labels(wish.language), wish.anchor_prefix, resolve, lines))
        problems = [
            Problem(lines.of(source), FORMULA_UNREADABLE, FORMULA_UNREADABLE_TODO, {"formula": source})
            for source in unreadable
        ]
        every = sorted([*rendered.problems, *problems], key=lambda problem: problem.line)
        return Rendered(rendered.html, rendered.title, rendered.headings, tuple(every))

    def _to_html(self, text: str, text_format: TextFormat) -> str:
        match text_format:
            case "html":
                return text
            case "plain":
                return _paragraphs(html.escape(text, quote=False))
            case "moodle":
                return _paragraphs(text)
        kept, self._parser = self._parser, None
        engine = kept or parser()
        engine.reset()
        converted = engine.convert(text)
        self._parser = engine
        return converted


def _paragraphs(markup: str) -> str:
    """Blank lines part paragraphs and line ends break lines, as in a plain text box."""
    blocks = re.split(r"\n[ \t]*\n", markup.strip())
    return "".join(f"<p>{block.strip().replace(chr(10), '<br>')}</p>" for block in blocks if block.strip())


def _finish(root: Element, wish: Wish, references: References) -> Rendered:
    words = references.words
    structure.prefix_anchors(root, wish.anchor_prefix)
    references.settle(root)
    structure.settle_tasks(root, words)
    structure.drop_empty(root)
    title, headings = structure.settle_headings(root, title=wish.title, top_level=wish.top_level)
    structure.settle_notes(root, words)
    structure.settle_footnotes(root, words)
    structure.settle_tables(root, words)
    structure.settle_code(root)
    structure.settle_text(root)
    if wish.inline:
        _unwrap_single_paragraph(root)
    return Rendered(write(root).strip(), title, headings, tuple(references.problems))


def _unwrap_single_paragraph(root: Element) -> None:
    blocks = [child for child in root.children if isinstance(child, Element) or child.strip()]
    if len(blocks) == 1 and isinstance(blocks[0], Element) and blocks[0].tag == "p":
        root.children = blocks[0].children
