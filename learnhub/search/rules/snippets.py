"""Cuts the sentence around the best hit out of a text, with the places that are to be marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from learnhub.search.rules.folding import CJK, fold, numbered
from learnhub.search.rules.tokens import Clause, Query, Token, index_tokens

LONGEST = 120
MOST_PLACES = 200
_SENTENCE_END = re.compile(r"[。！？；.!?;…]+[”」』)）]*\s*|\n+")
_BLANK = re.compile(r"\s+")
_PLAIN = re.compile(f"[{CJK}]+")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text on one line; `marks` are the spans in it that were asked for."""

    text: str
    marks: tuple[Span, ...] = ()

    def __html__(self) -> str:
        """The text as a page shows it; a template that writes a snippet out writes this."""
        return "".join(f"<mark>{escape(words)}</mark>" if is_hit else escape(words) for words, is_hit in self.pieces())

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        end = 0
        for start, stop in self.marks:
            if start > end:
                yield self.text[end:start], False
            yield self.text[start:stop], True
            end = stop
        if end < len(self.text):
            yield self.text[end:], False


def best_snippet(texts: Sequence[str], query: Query) -> tuple[int, Snippet]:
    """Which of the parts of a document holds most of what was asked, with its snippet.

    Most clauses, then most often, then the first.
    """
    best, most = 0, (0, 0)
    spans: list[list[Span]] = []
    for place, text in enumerate(texts):
        standing = [_spans(text, clause) for clause in query.clauses]
        held = (sum(map(bool, standing)), sum(map(len, standing)))
        if held > most:
            best, most, spans = place, held, standing
    return best, _snippet(texts[best], spans) if texts else Snippet("")


def snippet(text: str, query: Query) -> Snippet:
    """The sentence in which most of the query stands, or the beginning where nothing of it does."""
    return best_snippet([text], query)[1]


def _snippet(text: str, standing: Sequence[Sequence[Span]]) -> Snippet:
    found = sorted((span, number) for number, spans in enumerate(standing) for span in spans)
    start, end = _window(text, found)
    spans = _joined(span for span, _ in found)
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    return _one_line(text, start, end, inside)


def marked(text: str, query: Query) -> Snippet:
    """A whole short text, such as a title, with what was asked marked."""
    return Snippet(text, tuple(_joined(span for clause in query.clauses for span in _spans(text, clause))))


def _spans(text: str, clause: Clause) -> list[Span]:
    """Where a clause stands in a text: as it was written, or else term by term as it was indexed."""
    if clause.is_word:
        return list(_words(text, {*clause.terms, *clause.others}))
    found = list(_literally(text, clause.literal))
    if found or _is_plain(clause):
        return found
    folded = fold(text)
    if clause.others:  # the number of an article, in figures
        return [(start, end) for term, start, end in numbered(folded) if term in clause.others]
    return list(_literally(folded, clause.literal)) or list(_in_terms(text, folded, clause))


def _literally(text: str, literal: str) -> Iterator[Span]:
    at = text.find(literal)
    while at >= 0:
        yield at, at + len(literal)
        at = text.find(literal, at + len(literal))


def _words(text: str, stems: set[str]) -> Iterator[Span]:
    """Words are looked at only where one begins as a stem does."""
    beginnings = "|".join(re.escape(stem[: max(3, len(stem) - 1)]) for stem in sorted(stems))
    for match in re.finditer(rf"(?<![a-z0-9])(?:{beginnings})[^\W_]*", fold(text)):
        for token in index_tokens(match[0]):
            if token.text in stems:
                yield match.start() + token.start, match.start() + token.end


def _in_terms(text: str, folded: str, clause: Clause) -> Iterator[Span]:
    """A quotation that is written with other blanks or signs; cutting a text into tokens takes time."""
    terms = clause.terms
    tokens = index_tokens(text) if len(terms) > 1 and clause.literal[:1] in folded else []
    for at, first in enumerate(tokens):
        if first.text == terms[0] and tuple(token.text for token in tokens[at : at + len(terms)]) == terms:
            yield first.start, _end(tokens[at : at + len(terms)])


def _is_plain(clause: Clause) -> bool:
    """A run of characters without a number stands somewhere as it was asked, or not at all."""
    return not clause.others and _PLAIN.fullmatch(clause.literal) is not None


def _end(tokens: Sequence[Token]) -> int:
    return max(token.end for token in tokens)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In order, and those that touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _window(text: str, found: Sequence[tuple[Span, int]]) -> Span:
    """The sentence around the place where most clauses stand close together, not longer than a snippet may be."""
    if not found:
        return 0, _sentence_end(text, 0, LONGEST)
    # Of one clause each place is as rich as another; of several, so many places tell enough.
    is_one = len({number for _, number in found}) == 1
    at = 0 if is_one else max(range(min(len(found), MOST_PLACES)), key=lambda at: _richness(found, at))
    hit, hit_end = found[at][0]
    earliest = max(0, hit - LONGEST // 2)
    starts = [earliest + match.end() for match in _SENTENCE_END.finditer(text[earliest:hit])]
    start = starts[-1] if starts else earliest
    end = _sentence_end(text, max(hit_end, start), max(start + LONGEST, hit_end))
    return start, end


def _richness(found: Sequence[tuple[Span, int]], at: int) -> int:
    """How many different clauses stand in the half snippet that begins with this span."""
    reach = found[at][0][0] + LONGEST // 2
    return len({number for (start, _), number in found[at : at + 50] if start < reach})


def _sentence_end(text: str, after: int, latest: int) -> int:
    """The end of the last sentence that ends in time, or of the text so far."""
    if latest >= len(text):
        return len(text)
    ends = [after + match.end() for match in _SENTENCE_END.finditer(text[after:latest])]
    return ends[-1] if ends and ends[-1] > after else latest


def _one_line(text: str, start: int, end: int, spans: Sequence[Span]) -> Snippet:
    """The piece with every run of blanks as one, and an ellipsis where it was cut within a sentence."""
    pieces: list[str] = ["…"] if start > 0 and not _SENTENCE_END.search(text[max(0, start - 4) : start]) else []
    marks: list[Span] = []
    length, at = len("".join(pieces)), start
    for mark_start, mark_end in [*spans, (end, end)]:
        for begin, stop, is_mark in ((at, mark_start, False), (mark_start, mark_end, True)):
            piece = _BLANK.sub(" ", text[begin:stop])
            if is_mark and piece:
                marks.append((length, length + len(piece)))
            pieces.append(piece)
            length += len(piece)
        at = mark_end
    line = "".join(pieces).rstrip()
    cut = end < len(text) and not _SENTENCE_END.search(text[max(0, end - 4) : end])
    return Snippet(line + ("…" if cut else ""), tuple((a, min(b, len(line))) for a, b in marks if a < len(line)))
