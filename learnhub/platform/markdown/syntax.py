"""The Markdown that LearnHub understands: one list of extensions, the same for pages, previews and posts.

Left out on purpose: pymdownx.betterem and pymdownx.mark. With them **重点：**内容 is not bold.
"""

from re import Match
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from pymdownx.slugs import slugify

from learnhub.platform.markdown.loose import LooseBlocks

# Only ASCII: in Chinese text an address ends where the next character begins. A placeholder of
# Python-Markdown directly behind it means that something else, such as a raw link, owns the text.
_ADDRESS = r"(?<![A-Za-z0-9/\"'=@])(https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]++)(?!\x02)"
_TRAILING = ".,;:!?'*_~]"

_EXTENSIONS: tuple[str, ...] = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "sane_lists",
    "tables",
    "toc",
    "pymdownx.arithmatex",
    "pymdownx.caret",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.quotes",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
)
_SETTINGS: dict[str, dict[str, object]] = {
    "footnotes": {"SEPARATOR": "-", "BACKLINK_TITLE": ""},
    "tables": {"use_align_attribute": True},
    "toc": {"slugify": slugify(case="lower"), "title": ""},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.highlight": {"guess_lang": False, "pygments_lang_class": True, "use_pygments": True},
    "pymdownx.quotes": {"callouts": True},
}


class BareAddress(InlineProcessor):
    """Makes a link of an address that stands in the text."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802  the library's name, and its wider signature
        self,
        m: Match[str],
        data: str,
    ) -> tuple[Element | None, int | None, int | None]:
        """A link for the address, without the marks that end the sentence."""
        start, address = m.start(1), _without_trailing_marks(m.group(1))
        if address.endswith("//"):
            return None, None, None
        link = Element("a", {"href": address})
        link.text = address
        return link, start, start + len(address)


def _without_trailing_marks(address: str) -> str:
    while address and (address[-1] in _TRAILING or (address[-1] == ")" and address.count(")") > address.count("("))):
        address = address[:-1]
    return address


class LearnHubMarkdown(Extension):
    """What we add to the parser ourselves."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        # After fences (25) and raw HTML (20) were put aside: their lines are not ours to move.
        md.preprocessors.register(LooseBlocks(md), "learnhub_loose", 18)
        # Below raw inline HTML (90), whose attributes hold addresses, and above emphasis (60).
        md.inlinePatterns.register(BareAddress(_ADDRESS, md), "learnhub_address", 85)


def parser() -> Markdown:
    """A fresh parser; building one costs some milliseconds, so the worker keeps it and calls reset()."""
    return Markdown(
        extensions=[*_EXTENSIONS, LearnHubMarkdown()],
        extension_configs=_SETTINGS,
        output_format="html",
        tab_length=4,
    )
