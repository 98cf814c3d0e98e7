"""Figures of a quiz out of whole attempts, one at a time: of the test, and of each question version by itself.

Versions of a question are never pooled. Attempts of different length are not comparable: the most frequent length
counts, the others are left out and counted. Where every attempt has the same questions, the columns of the test are the
questions, as in Moodle's report; where questions are drawn, they are the places of the attempt.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from math import fsum
from operator import mul

from learnhub.quizzes.rules.statistics import TestStatistics, effective_weights, totals_statistics
from learnhub.quizzes.rules.statistics_flags import FEWEST_SHOWN, SURE_FROM, Flag, item_flags, quiz_flags
from learnhub.quizzes.rules.statistics_items import Choosing, Interval, Separation, choosing, interval_of, separation

SCALE = 100_000
"""Marks are kept with five places."""

BARS = 10


@dataclass(frozen=True, slots=True)
class Taken:
    """One attempt, place by place: question versions, marks times SCALE, answers as stored ("" for none)."""

    versions: tuple[int, ...]
    marks: Sequence[int]
    answers: Sequence[str]
    pass_percent: int


@dataclass(frozen=True)
class Asked:
    """What is known of a question version beside its marks: options in the author's order, key, what guessing earns.

    `values_of` reads the chosen options out of an answer as it is stored; without options nothing is read.
    """

    options: Sequence[str] = ()
    key: Collection[str] = ()
    guess: float = 0.0
    single: bool = True
    values_of: Callable[[str], Collection[str]] = field(default=lambda _answer: ())


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Everything about one question version."""

    version_id: int
    separation: Separation
    effective_weight: float | None
    options: tuple[Choosing, ...]
    unanswered: float
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """Everything about a quiz. `near` is the share of people within a standard error of the pass mark.

    `bars` counts people by tenths of the score; `places` is the facility by place where the order is shuffled.
    """

    people: int
    left_out: int
    length: int
    drawn: bool
    test: TestStatistics
    consistency: Interval | None
    passed: float | None
    near: float | None
    bars: tuple[int, ...]
    places: tuple[float, ...]
    items: tuple[ItemFigures, ...]
    flags: tuple[Flag, ...]

    @property
    def sure(self) -> bool:
        return self.people >= SURE_FROM


class _Gathered:
    """The attempts of one length."""

    def __init__(self) -> None:
        self.versions: list[tuple[int, ...]] = []
        self.marks: list[tuple[int, ...]] = []
        self.totals: list[int] = []
        self.pass_percents: list[int] = []
        self.cells: Counter[tuple[int, str, int, int]] = Counter()

    def add(self, taken: Taken) -> None:
        self.versions.append(taken.versions)
        self.marks.append(tuple(taken.marks))
        total = sum(taken.marks)
        self.totals.append(total)
        self.pass_percents.append(taken.pass_percent)
        self.cells.update(zip(taken.versions, taken.answers, taken.marks, repeat(total)))


Ask = Callable[[Collection[int]], Mapping[int, Asked]]


def quiz_figures(attempts: Iterable[Taken], ask: Ask) -> QuizFigures | None:
    """The figures of finished attempts, one for each person; None where nobody has finished any.

    `ask` is asked once, for all question versions that stand in them.
    """
    by_length: defaultdict[int, _Gathered] = defaultdict(_Gathered)
    for taken in attempts:
        if taken.versions:
            by_length[len(taken.versions)].add(taken)
    if not by_length:
        return None
    length, most = max(by_length.items(), key=lambda each: (len(each[1].totals), each[0]))
    left_out = sum(len(each.totals) for each in by_length.values()) - len(most.totals)
    return _figures(most, length, left_out, ask({version_id for version_id, *_ in most.cells}))


def _figures(found: _Gathered, length: int, left_out: int, asked: Mapping[int, Asked]) -> QuizFigures:
    first, same = found.versions[0], frozenset(found.versions[0])
    drawn = any(order != first and not same.issuperset(order) for order in found.versions)
    shuffled = any(order != first for order in found.versions)
    columns, weights = _columns(found, drawn=drawn)
    test = totals_statistics(columns, found.totals, SCALE)
    near = _near(found, length, test.standard_error)
    places = _places(found) if shuffled else ()
    third = max(length // 3, 1)
    return QuizFigures(
        people=len(found.totals),
        left_out=left_out,
        length=length,
        drawn=drawn,
        test=test,
        consistency=_consistency_interval(columns, found.totals, test.internal_consistency),
        passed=_share(total * 100 >= needed for total, needed in _against(found, length)),
        near=near,
        bars=_bars(found.totals, length),
        places=places,
        items=tuple(_items(found, length, weights, asked)),
        flags=quiz_flags(
            len(found.totals), near=near, consistency=test.internal_consistency,
            first_third=fsum(places[:third]) / third if length >= 3 and places else None,
            last_third=fsum(places[-third:]) / third if length >= 3 and places else None,
        ),
    )  # fmt: skip


def _columns(found: _Gathered, *, drawn: bool) -> tuple[list[Sequence[int]], Mapping[int, float | None]]:
    """The marks by question or by place, and what each question weighs where all have the same ones."""
    if drawn:
        return list(zip(*found.marks, strict=True)), {}
    order_of = {order: sorted(range(len(order)), key=order.__getitem__) for order in set(found.versions)}
    rows = (
        [marks[place] for place in order_of[order]]
        for order, marks in zip(found.versions, found.marks, strict=True)
    )  # fmt: skip
    columns: list[Sequence[int]] = list(zip(*rows, strict=True))
    return columns, dict(zip(sorted(found.versions[0]), effective_weights(columns, found.totals), strict=True))


def _consistency_interval(
    columns: Sequence[Sequence[int]], totals: Sequence[int], whole: float | None
) -> Interval | None:
    """The delete-one jackknife of the internal consistency out of running sums, by the row of each person."""
    people, items = len(totals), len(columns)
    if whole is None or people < 4:
        return None
    sums = [sum(column) for column in columns]
    squares = sum(sum(map(mul, column, column)) for column in columns)
    sums_squared, total, total_squares = sum(map(mul, sums, sums)), sum(totals), sum(map(mul, totals, totals))
    alike: Counter[tuple[int, int, int]] = Counter()
    for row, mark in zip(zip(*columns, strict=True), totals, strict=True):
        alike[sum(map(mul, row, row)), sum(map(mul, row, sums)), mark] += 1
    left, factor, others = [], 100 * items / (items - 1), people - 1
    for (own_squares, own_sums, mark), count in alike.items():
        within = others * (squares - own_squares) - (sums_squared - 2 * own_sums + own_squares)
        spread = others * (total_squares - mark * mark) - (total - mark) ** 2
        if spread <= 0:
            return None
        left.append((factor * (1 - within / spread), count))
    return interval_of(whole, left, most=100.0)


def _against(found: _Gathered, length: int) -> Iterable[tuple[int, int]]:
    """The total of each person beside what the pass mark asks for, the latter times 100."""
    worth = length * SCALE
    return ((total, percent * worth) for total, percent in zip(found.totals, found.pass_percents, strict=True))


def _near(found: _Gathered, length: int, error: float | None) -> float | None:
    if error is None or error != error:  # noqa: PLR0124 - a figure that is none
        return None
    return _share(abs(total - needed / 100) < error * SCALE for total, needed in _against(found, length))


def _share(answers: Iterable[bool]) -> float:
    said = list(answers)
    return sum(said) / len(said)


def _bars(totals: Sequence[int], length: int) -> tuple[int, ...]:
    worth = length * SCALE
    counted = Counter(min(max(total * BARS // worth, 0), BARS - 1) for total in totals)
    return tuple(counted[bar] for bar in range(BARS))


def _places(found: _Gathered) -> tuple[float, ...]:
    people = len(found.marks)
    return tuple(sum(column) / (people * SCALE) for column in zip(*found.marks, strict=True))


def _items(
    found: _Gathered, length: int, weights: Mapping[int, float | None], asked: Mapping[int, Asked]
) -> Iterable[ItemFigures]:
    cells: defaultdict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    chosen: defaultdict[int, Counter[tuple[str, int]]] = defaultdict(Counter)
    for (version_id, answer, mark, total), count in found.cells.items():
        cells[version_id][mark, total - mark] += count
        chosen[version_id][answer, total - mark] += count
    for version_id in sorted(cells):
        known = asked.get(version_id) or Asked()
        item = separation([(mark, rest, count) for (mark, rest), count in cells[version_id].items()], worth=SCALE)
        if item.people < FEWEST_SHOWN:
            yield ItemFigures(version_id, Separation(item.people), None, (), 0.0, ())
            continue
        options = choosing(
            chosen[version_id], known.options, values_of=known.values_of, rest_worth=(length - 1) * SCALE
        )
        silent = sum(count for (answer, _), count in chosen[version_id].items() if not answer)
        flags = item_flags(item, options, key=known.key, guess=known.guess, single=known.single)
        yield ItemFigures(version_id, item, weights.get(version_id), options, silent / item.people, flags)
