"""Formulas in LaTeX become MathML once, so that readers need no script."""

import html
import re
from functools import lru_cache
from re import Match

from latex2mathml.converter import convert

_FORMULA = re.compile(r'<(span|div) class="arithmatex">(.*?)</\1>', re.DOTALL)
_DELIMITERS = re.compile(r"\\\((.*)\\\)|\\\[(.*)\\\]", re.DOTALL)
_WORDS_IN_FORMULA = re.compile(r"\\(?:text|textbf|mathrm|mbox|operatorname)\s*\{[^{}]*\}")
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_LEFT_OVER_COMMAND = re.compile(r">[^<]*\\[A-Za-z]")
# A formula longer than a page of text is a mistake, and the converter is not linear.
_LONGEST_FORMULA = 4000


def formulas_to_mathml(markup: str, unreadable: list[str]) -> str:
    """Replace each marked formula; those that cannot be read stay as text and are added to `unreadable`."""

    def replace(match: Match[str]) -> str:
        return _replacement(match, unreadable)

    return _FORMULA.sub(replace, markup)


def _replacement(match: Match[str], unreadable: list[str]) -> str:
    tag, inner = match.group(1), html.unescape(match.group(2))
    found = _DELIMITERS.fullmatch(inner.strip())
    if found is None:
        return match.group(0)
    source = (found.group(1) or found.group(2) or "").strip()
    if tag == "span" and _CHINESE.search(_WORDS_IN_FORMULA.sub("", source)):
        # "原价$5，现价$4" is about money: give the sign back.
        return html.escape(f"${source}$", quote=False)
    mathml = _mathml(source, "inline" if tag == "span" else "block")
    if mathml is None:
        unreadable.append(source)
        shown = f'<code class="formula-text">{html.escape(source, quote=False)}</code>'
        return shown if tag == "span" else f"<p>{shown}</p>"
    return f'<{tag} class="formula">{mathml}</{tag}>'


@lru_cache(maxsize=512)
def _mathml(source: str, display: str) -> str | None:
    if not source or len(source) > _LONGEST_FORMULA:
        return None
    try:
        converted = convert(source, display=display)
    except Exception:  # noqa: BLE001  the converter raises many kinds, and any of them means the same to us
        return None
    if _LEFT_OVER_COMMAND.search(converted):
        return None
    return converted.replace("<math ", f'<math alttext="{html.escape(source)}" ', 1)
