"""Hostile texts as articles and comments, and a reader that says what of a page a browser would run."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from sqlalchemy.orm import Session

from learnhub.articles.actions.comments import LONGEST, rendered
from learnhub.articles.models import Article, ArticleTag, Comment
from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.kernel.text import one_line
from learnhub.people.models import Person
from tests.articles.factories import released
from tests.real_data import real_data

OWN = (
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>[go](javascript:alert(1)) <a href='java&#9;script:alert(1)'>x</a>",
    '<p data-block="0" id="x" style="position:fixed" onclick=alert(1)>forged</p>',
    "<form action=//evil.example><button formaction=javascript:alert(1)>x</button></form><iframe srcdoc='<script>'>",
    "' onmouseover='alert(1)' x='{{ 7*7 }}${7*7}</title><base href=//evil.example>",
)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")
_NOTE = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->)?", re.DOTALL)
_FEED = re.compile(
    r"</?(?:feed|rss|channel|item|entry|rdf:RDF|title|tagline|subtitle|copyright|rights|info|content|summary"
    r"|description|fullitem|content:encoded|xhtml:body|body)\b(?:\s(?:version|xmlns|xmlns:\w+|type|mode|\w+:base)"
    r"\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*>"
)
_RUNS = {"iframe", "object", "embed", "base", "style", "frame", "applet", "audio", "video", "math-script", "template"}


class Reader(HTMLParser):
    """Notes what would run, load from elsewhere, or change where the page leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _RUNS or (tag == "script" and not given.get("src", "").startswith("/assets/")):
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if _is_danger(name, _UNSEEN.sub("", value).lower()):
                self.found.append(f"{tag} {name}={value[:40]}")


def _is_danger(name: str, value: str) -> bool:
    if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
        return True
    if name in {"href", "src", "action", "xlink:href"} and re.match(r"(java|vb)script:|data:", value):
        return True
    return name in {"src", "action"} and re.match(r"[a-z+.-]+:|[/\\]{2}", value) is not None


def what_runs(page: str) -> list[str]:
    """What a browser would run of a page, beside the product's own modules."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.found


@dataclass(frozen=True)
class Attack:
    """One file of the real material: its name, what of it is the attack, and all of it."""

    name: str
    core: str
    whole: str


def attacks() -> list[Attack]:
    """Every file. The attack of a feed stands, mostly escaped, in an element behind a note of what is expected."""
    folder = real_data("html-sanitizing")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "ORIGIN.txt")
    made = []
    for path in files:
        whole = path.read_text("utf-8", errors="replace").replace("\x00", "")
        core = whole.partition("\n--\n")[0]
        if path.suffix == ".xml":
            core = (
                html.unescape(_FEED.sub("", _NOTE.sub("", whole))).replace("<![CDATA[", "").replace("]]>", "").strip()
            )
        made.append(Attack(path.relative_to(folder).as_posix(), core or whole, whole))
    return made


def hostile_texts(*, every: int = 1) -> list[str]:
    """Our own attacks and, where the real material is there, each (or every so many-th) file of it."""
    return [*OWN, *(f"{each.core}\n\n{each.whole}" for each in attacks()[::every])]


def attacked(session: Session, author: Person, by: Person, texts: list[str]) -> Article:
    """One released article whose text, title, tags, summary and comments are the attacks."""
    whole = "\n\n".join(text[:LONGEST] for text in texts)
    title = one_line(texts[0])[:200]
    made = released(session, author, text=whole, title=title, summary=texts[-1][:500], licence=texts[0][:40])
    session.add_all(
        ArticleTag(article_id=made.id, name=name) for name in {one_line(text)[:40] for text in texts[:9]} if name
    )
    for number, text in enumerate(texts):
        html = safe_comment(text[:LONGEST])
        if html is not None:
            session.add(_comment(made, by, text[:LONGEST], html, number))
    session.flush()
    return made


def safe_comment(text: str) -> str | None:
    """The body that the product would keep of a comment; None where it refuses it."""
    try:
        return rendered(text, "en")
    except Invalid:
        return None


def _comment(article: Article, by: Person, text: str, html: str, number: int) -> Comment:
    about: dict[str, Any] = {"block": 0, "block_hash": "gone", "quote": text[:300]} if number % 2 else {}
    return Comment(
        article_id=article.id, version_id=article.released_version_id, by_id=by.id, source=text, html=html,
        request_key=f"attack-{number}", at=clock.now(), **about,
    )  # fmt: skip
