"""Turns what people write into bodies that are safe to show; the only place where text is marked as safe HTML.

Texts are rendered once, when they are saved, in a process that may be killed: some eight kilobytes of Markdown
need ten seconds.
"""

from collections.abc import Sequence
from html.parser import HTMLParser

from markupsafe import Markup

from learnhub.platform.markdown.child import RENDERER
from learnhub.platform.markdown.messages import Message
from learnhub.platform.markdown.result import (
    Heading,
    MarkdownRefused,
    Problem,
    ReferenceKind,
    Rendered,
    Resolve,
    Resolved,
    Source,
    TextFormat,
)

__all__ = [
    "Heading",
    "MarkdownRefused",
    "Problem",
    "ReferenceKind",
    "Rendered",
    "Resolve",
    "Resolved",
    "Source",
    "TextFormat",
    "close",
    "plain_text",
    "render",
    "render_inline",
    "render_many",
    "trusted",
]

LARGEST_BYTES = 1 << 20

TOO_LARGE = "This text is larger than 1 MB."
TOO_LARGE_TODO = "Cut it into several texts; pictures belong in files of their own."

_BLOCKS = frozenset(
    "blockquote br dd details div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table td th tr ul".split()  # noqa: SIM905  short words read better in rows
)


def render(
    text: str,
    *,
    language: str,
    resolve: Resolve | None = None,
    title: str | None = None,
    text_format: TextFormat = "markdown",
    anchor_prefix: str = "c-",
    top_level: int = 2,
) -> Rendered:
    """Render one text in the language it is written in; raises MarkdownRefused.

    `resolve` finds relative links and images; without it they are taken as addresses of this site. A first
    heading that equals `title` is dropped, the others follow from `top_level` on. Ids get `anchor_prefix`:
    give each text its own where several stand on one page.
    """
    source = Source(text, text_format)
    return _render(source, language, resolve, title, anchor_prefix, top_level, inline=False)


def render_inline(text: str, *, language: str, text_format: TextFormat = "markdown") -> str:
    """One line of text, such as an answer to a question, without a paragraph around it; raises MarkdownRefused."""
    return _render(Source(text, text_format), language, None, None, "i-", 2, inline=True).html


def render_many(
    sources: Sequence[Source | str],
    *,
    language: str,
    resolve: Resolve | None = None,
    anchor_prefix: str = "q-",
    top_level: int = 3,
    inline: bool = False,
) -> list[Rendered | MarkdownRefused]:
    """Render several short texts, such as a question and its answers; a refused one never stops the rest."""
    done: list[Rendered | MarkdownRefused] = []
    for number, given in enumerate(sources, 1):
        source = Source(given) if isinstance(given, str) else given
        try:
            done.append(_render(source, language, resolve, None, f"{anchor_prefix}{number}-", top_level, inline=inline))
        except MarkdownRefused as refused:
            done.append(refused)
    return done


def _render(
    source: Source,
    language: str,
    resolve: Resolve | None,
    title: str | None,
    anchor_prefix: str,
    top_level: int,
    *,
    inline: bool,
) -> Rendered:
    if len(source.text.encode("utf-8", "replace")) > LARGEST_BYTES:
        raise MarkdownRefused(TOO_LARGE, TOO_LARGE_TODO)
    request: Message = {
        "text": source.text,
        "format": source.format,
        "language": language,
        "title": title,
        "anchor_prefix": anchor_prefix,
        "top_level": top_level,
        "inline": inline,
        "resolving": resolve is not None,
    }
    return _rendered(RENDERER.render(request, resolve))


def _rendered(answer: Message) -> Rendered:
    return Rendered(
        html=answer["html"],
        title=answer["title"],
        headings=tuple(Heading(**heading) for heading in answer["headings"]),
        problems=tuple(Problem(**problem) for problem in answer["problems"]),
    )


def trusted(html: str) -> Markup:
    """Mark a body that `render` made, as stored, so that a template shows it instead of escaping it."""
    return Markup(html)  # noqa: S704  the one place; everything that is stored came out of the sanitiser


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """The words of a rendered body, one block a line, for search, mail and short previews."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


def close() -> None:
    """End the worker process; rendering starts a new one when it is needed."""
    RENDERER.close()
