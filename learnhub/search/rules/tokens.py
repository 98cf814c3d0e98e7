"""Cuts text into terms, the same for what is indexed and for what is asked.

A Chinese run becomes its pairs of characters and, at its end, its last character alone: 学习者 is 学习, 习者, 者. So a
word of two or more characters is a phrase of pairs, and one of a single character is the beginning of a term. Other
words are folded and stemmed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from learnhub.kernel.errors import Invalid
from learnhub.kernel.text import normalise
from learnhub.search.rules.folding import CJK, fold, in_chinese, numbered, seen, spoken
from learnhub.search.rules.stems import STOP_WORDS, stem

LONGEST_QUERY = 300
MOST_CLAUSES = 32
# Engines bound how long a term may be; nobody types a longer word.
LONGEST_WORD = 64
# A longer phrase is asked for in overlapping pieces, so that an engine may keep a text in pieces of its own.
LONGEST_PHRASE = 64
TOO_LONG = "A search may have up to %(most)s characters; this one has %(count)s."

_RUN = re.compile(rf"([{CJK}]+)|([^\W_{CJK}]+)")
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』|«([^»]*)»')


@dataclass(frozen=True, slots=True)
class Token:
    """A term and the span of the text that it stands for."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a document must hold: its terms next to each other.

    `is_prefix` says that the last term stands for every term that begins with it. `literal` is the folded text that
    was asked for. `others` are terms as good as the whole clause: the same number in figures, or, where `is_word` says
    that this is a single word in letters, words that it may have meant.
    """

    terms: tuple[str, ...]
    literal: str
    is_prefix: bool = False
    is_word: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: `clauses`, of which at least `needed` must match; `text` is all of it, folded."""

    text: str
    clauses: tuple[Clause, ...]
    needed: int

    def __bool__(self) -> bool:
        return bool(self.clauses)


def index_terms(text: str) -> list[str]:
    """The terms of a text in their order, without their places; the numbers of articles in figures come last."""
    folded = fold(text)
    terms: list[str] = []
    for match in _RUN.finditer(folded):
        run = match[1]
        if run is None:
            terms.append(stem(match[2][:LONGEST_WORD]))
        else:
            terms += [run[at : at + 2] for at in range(len(run) - 1)]
            terms.append(run[-1])
    return terms + [term for term, _, _ in numbered(folded)]


def index_tokens(text: str) -> list[Token]:
    """The same with their places in the text."""
    folded = fold(text)
    tokens: list[Token] = []
    for match in _RUN.finditer(folded):
        start, run = match.start(), match[1]
        if run is None:
            tokens.append(Token(stem(match[2][:LONGEST_WORD]), start, match.end()))
        else:
            tokens += [Token(run[at : at + 2], start + at, start + at + 2) for at in range(len(run) - 1)]
            tokens.append(Token(run[-1], match.end() - 1, match.end()))
    return tokens + [Token(*number) for number in numbered(folded)]


def query_terms(text: str) -> Query:
    """What somebody asks for; words beside each other must all match, what stands in quotation marks as it stands.

    Brackets, operators, wildcards and controls mean nothing. Raises Invalid above LONGEST_QUERY characters.
    """
    asked = seen(normalise(text))
    if len(asked) > LONGEST_QUERY:
        raise Invalid(TOO_LONG, most=LONGEST_QUERY, count=len(asked))
    folded = fold(asked)
    clauses: list[Clause] = []
    end = 0
    for match in _QUOTED.finditer(folded):
        clauses += _words(folded[end : match.start()])
        clauses += _phrase(next(group for group in match.groups() if group is not None))
        end = match.end()
    clauses += _words(folded[end:])
    distinct = list(dict.fromkeys(clauses))
    # A letter beside Chinese is no article: “A股”.
    english = all(clause.literal.isascii() for clause in distinct)
    telling = [clause for clause in distinct if not (english and clause.literal in STOP_WORDS)] or distinct
    kept = tuple(telling[:MOST_CLAUSES])
    return Query(" ".join(folded.split()), kept, len(kept))


def loosened(query: Query) -> Query:
    """The same in single terms, of which most must match: for what stands nowhere as it was written."""
    parts = [part for clause in query.clauses for part in _parts(clause)]
    clauses = tuple(dict.fromkeys(parts))[:MOST_CLAUSES]
    return Query(query.text, clauses, max(1, -(-len(clauses) * 3 // 5)))


def respelt(query: Query, spellings: Mapping[str, Sequence[str]]) -> Query:
    """The same where each misspelt word also stands for what it may have meant."""
    clauses = tuple(
        replace(clause, others=tuple(spellings[clause.terms[0]])) if _is_misspelt(clause, spellings) else clause
        for clause in query.clauses
    )
    return replace(query, clauses=clauses)


def _is_misspelt(clause: Clause, spellings: Mapping[str, Sequence[str]]) -> bool:
    return clause.is_word and bool(spellings.get(clause.terms[0]))


def _parts(clause: Clause) -> list[Clause]:
    if len(clause.terms) == 1:
        return [clause]
    last = len(clause.terms) - 1
    return [
        Clause((term,), term, is_prefix=clause.is_prefix and at == last, is_word=term.isascii() and term.isalpha())
        for at, term in enumerate(clause.terms)
        if len(term) > 1
    ]


def _words(folded: str) -> Iterator[Clause]:
    end = 0
    for term, start, stop in numbered(folded):
        yield from _plain_words(folded[end:start])
        yield _number(in_chinese(term), term)
        end = stop
    yield from _plain_words(folded[end:])


def _plain_words(folded: str) -> Iterator[Clause]:
    for match in _RUN.finditer(folded):
        run = match[1]
        if run is None:
            word = match[2][:LONGEST_WORD]
            yield Clause((stem(word),), word, is_word=word.isalpha())
        elif len(run) == 1:
            yield Clause((run,), run, is_prefix=True)
        elif number := spoken(run):
            yield _number(run, number)
        else:
            yield from _pieces(_pairs(run), run, is_prefix=False)


def _number(run: str, term: str) -> Clause:
    """The number of an article is the same in characters and in figures."""
    return Clause(tuple(_pairs(run)), run, others=(term,))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _phrase(quoted: str) -> Iterator[Clause]:
    """All of it in its order; the last character of a run that others follow was indexed alone as well."""
    terms, literal = [token.text for token in index_tokens(quoted) if token.text[0] != "№"], quoted.strip()
    if not terms:
        return
    ends_in_run = terms[-1] in _RUN.findall(quoted)[-1][0][-1:]
    is_prefix = ends_in_run and len(_RUN.findall(quoted)[-1][0]) == 1
    if ends_in_run and not is_prefix:
        terms.pop()
    yield from _pieces(terms, literal, is_prefix=is_prefix)


def _pieces(terms: list[str], literal: str, *, is_prefix: bool) -> Iterator[Clause]:
    """One clause, or several that overlap by a term where it is longer than a phrase may be."""
    step = LONGEST_PHRASE - 1
    starts = range(0, max(1, len(terms) - 1), step)
    for start in starts:
        part = tuple(terms[start : start + LONGEST_PHRASE])
        yield Clause(part, literal, is_prefix=is_prefix and start == starts[-1])
