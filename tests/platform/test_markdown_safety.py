"""Nothing that a browser would run, load or obey comes out of a hostile text."""

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from learnhub.platform import markdown
from learnhub.platform.markdown import MarkdownRefused, Source
from tests.real_data import real_data

FORBIDDEN_ELEMENTS = {
    *("script", "style", "iframe", "frame", "object", "embed", "applet", "form", "button", "textarea", "select"),
    *("link", "meta", "base", "svg", "template", "noscript", "audio", "video", "source", "marquee", "dialog"),
}
SAFE_SCHEMES = {"http", "https", "mailto"}
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "background", "xlink:href", "cite", "ping"}
IGNORED_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")


class Browser(HTMLParser):
    """Reads a page as a browser does and notes what would run or reach out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.dangers: list[str] = []
        self.elements: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag in FORBIDDEN_ELEMENTS:
            self.dangers.append(f"<{tag}>")
        for name, value in attrs:
            self._judge(tag, name, value or "")

    def _judge(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in {"style", "srcdoc", "formaction", "ping", "srcset"}:
            self.dangers.append(f"{name}=")
        if name == "id" and not value.startswith("c-"):
            self.dangers.append(f"id={value}")
        if name in ADDRESSES:
            plain = IGNORED_IN_ADDRESSES.sub("", value).lower()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
            if scheme and scheme[1] not in SAFE_SCHEMES:
                self.dangers.append(f"{name}={value}")
            if tag == "img" and (scheme or plain.replace("\\", "/").startswith("//")):
                self.dangers.append(f"third-party {value}")

    def handle_comment(self, data: str) -> None:
        self.dangers.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.dangers.append("declaration")


def dangers(html: str) -> list[str]:
    browser = Browser()
    browser.feed(html)
    browser.close()
    return browser.dangers


OWN_PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert(1)</sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<math><maction actiontype='statusline#' xlink:href='javascript:alert(1)'>点</maction></math>",
    "<a href='java\tscript:alert(1)'>点我</a>",
    "<a href='java\nscript:alert(1)'>点我</a>",
    "<a href='&#x01;javascript:alert(1)'>点我</a>",
    "<a href='&#106;&#97;&#118;&#97;script&colon;alert(1)'>点我</a>",
    "[点我](javascript&#58;alert(1))",
    "[点我](JaVaScRiPt:alert(1))",
    "[点我](vbscript:msgbox(1))",
    "[点我](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[点我][x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![图](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)",
    '![图"onerror="alert(1)](x.png)',
    "![图](//evil.example/x.png)",
    "![图](\\\\evil.example/x.png)",
    "![图](/\\evil.example/x.png)",
    "文字{: onclick='alert(1)' style='position:fixed' id='main' }",
    "# 标题 {: #location onmouseover=alert(1) }",
    "<p style='background:url(javascript:alert(1))'>字</p>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<form action='/people/sign-out' method=post><button>确定</button></form>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<input type=text autofocus onfocus=alert(1)>",
    "<div id=main class='modal position-fixed'>占位</div>",
    "<a name=getElementById>甲</a>",
    "<details ontoggle=alert(1) open><summary>x</summary></details>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "```html\n<script>alert(1)</script>\n```",
    "`<img src=x onerror=alert(1)>`",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\text{<script>alert(1)</script>}$$",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    '*[HTML]: "><script>alert(1)</script>\n\nHTML',
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<plaintext><script>alert(1)</script>",
    "<textarea><script>alert(1)</script></textarea>",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "<a href='https://ok.example' target=_blank rel=opener>外</a>",
]


@pytest.mark.parametrize("payload", OWN_PAYLOADS)
@pytest.mark.parametrize("text_format", ["markdown", "html", "moodle", "plain"])
def test_a_hostile_text_renders_without_anything_that_runs(payload: str, text_format: markdown.TextFormat) -> None:
    rendered = markdown.render(payload, language="zh-CN", text_format=text_format)

    assert dangers(rendered.html) == []


def feed_items(file: Path) -> list[str]:
    """The HTML of the items of one feed; a feed that is no XML is hostile text as a whole."""
    text = file.read_bytes().decode("utf-8", "replace")
    try:
        root = ET.fromstring(text)  # noqa: S314  material that lies in our own folder
    except ET.ParseError:
        return [text]
    inline = [ET.tostring(each, encoding="unicode") for each in root.iter()]
    return [*("".join(each.itertext()) for each in root.iter() if each.text), *inline]


def test_every_hostile_feed_renders_without_anything_that_runs() -> None:
    folder = real_data("html-sanitizing") / "feedparser"
    texts = [(file.name, item) for file in sorted(folder.glob("*.xml")) for item in feed_items(file)]

    found = {name: list(dangers(markdown.render(item, language="en").html)) for name, item in texts}

    assert len({name for name, _ in texts}) == 453
    assert {name: bad for name, bad in found.items() if bad} == {}


def test_every_hostile_sanitizer_case_renders_without_anything_that_runs() -> None:
    folder = real_data("html-sanitizing")
    pieces = [
        file.read_text(encoding="utf-8").split("\n--\n")[0] for file in sorted((folder / "bleach").glob("*.test"))
    ]
    pieces += (folder / "markdown-it-xss.md").read_text(encoding="utf-8").split("\n.\n")

    found = [(piece, dangers(markdown.render(piece, language="en").html)) for piece in pieces]

    assert [each for each in found if each[1]] == []


def test_no_text_of_the_specifications_fails() -> None:
    folder = real_data("commonmark")
    examples = json.loads((folder / "commonmark-examples.json").read_text(encoding="utf-8"))
    texts = [example["markdown"] for example in examples]
    for file in sorted(folder.rglob("*.*")):
        texts += [file.read_text(encoding="utf-8"), *file.read_text(encoding="utf-8").split("\n.\n")]

    done = markdown.render_many(texts, language="en", anchor_prefix="c-", top_level=2)

    assert [text for text, each in zip(texts, done, strict=True) if isinstance(each, MarkdownRefused)] == []
    assert [dangers(each.html) for each in done if isinstance(each, markdown.Rendered) and dangers(each.html)] == []


def test_naughty_strings_render() -> None:
    files = sorted(real_data("naughty-strings").rglob("*.txt"))
    texts = [line for file in files for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]

    done = markdown.render_many(texts, language="en", anchor_prefix="c-")

    assert [each for each in done if isinstance(each, MarkdownRefused) or dangers(each.html)] == []


def test_a_bomb_is_refused_in_two_seconds_and_the_next_text_renders() -> None:
    markdown.render("热身", language="zh-CN")
    started = time.process_time()
    watch = time.monotonic()

    with pytest.raises(MarkdownRefused) as refused:
        markdown.render("![" * 4000, language="zh-CN")

    assert refused.value.what == "This text takes too long to turn into a page."
    assert "brackets" in refused.value.what_to_do
    assert time.process_time() - started < 0.5
    # Two seconds of processor time; the wall clock is shared with whatever else runs here.
    assert time.monotonic() - watch < 8
    assert markdown.render("**好**", language="zh-CN").html == "<p><strong>好</strong></p>"


@pytest.mark.parametrize(
    "bomb",
    ["[" * 30_000, "[a](" * 5_000, "<div>" * 20_000, "> " * 3_000 + "x", "- " * 3_000 + "x", "$a" * 20_000],
    ids=["brackets", "links", "elements", "quotes", "lists", "formulas"],
)
def test_other_bombs_render_or_are_refused(bomb: str) -> None:
    first, second = markdown.render_many([bomb, "好"], language="zh-CN")

    assert isinstance(first, MarkdownRefused) or dangers(first.html) == []
    assert isinstance(second, markdown.Rendered)


def test_a_text_over_one_megabyte_is_refused_before_anything_runs() -> None:
    with pytest.raises(MarkdownRefused, match=r"larger than 1 MB\."):
        markdown.render("字" * 400_000, language="zh-CN")


def test_a_text_with_lone_surrogates_and_controls_renders() -> None:
    rendered = markdown.render("甲\ud800乙\x00\x02丙\x1b", language="zh-CN")

    assert rendered.html == "<p>甲?乙丙</p>"


def test_a_refused_text_among_many_leaves_the_others() -> None:
    done = markdown.render_many(["甲", "![" * 4000, Source("<b>乙</b>", "html")], language="zh-CN", inline=True)

    assert [each.html if isinstance(each, markdown.Rendered) else "refused" for each in done] == [
        "甲",
        "refused",
        "<b>乙</b>",
    ]


def test_a_resolver_that_fails_does_not_spoil_the_next_text() -> None:
    def fails(kind: markdown.ReferenceKind, path: str) -> markdown.Resolved | None:
        raise LookupError(path)

    with pytest.raises(LookupError, match="x"):
        markdown.render("![图](x.png)", language="zh-CN", resolve=fails)

    assert markdown.render("好", language="zh-CN").html == "<p>好</p>"


def test_an_address_that_a_resolver_returns_is_judged_too() -> None:
    rendered = markdown.render(
        "[点](a.md) ![图](b.png)", language="zh-CN", resolve=lambda kind, path: markdown.Resolved("javascript:alert(1)")
    )

    assert dangers(rendered.html) == []


def test_rendering_starts_again_after_close() -> None:
    markdown.close()

    assert markdown.render("好", language="zh-CN").html == "<p>好</p>"
