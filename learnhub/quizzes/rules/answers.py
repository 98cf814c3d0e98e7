"""What an answer may be, type by type: read from what a page sends, refused by name where it fits no question.

The plain JSON value of an answer: true/false `true`; a single choice "2"; several choices and marked places ["1", "3"];
words and numbers as they were typed; an order ["3", "1", "2"]; matching, gaps and material {"1": …, "2": …}.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from learnhub.kernel.errors import Invalid
from learnhub.quizzes.rules.shapes import (
    Answer,
    ChoiceQuestion,
    ClozeQuestion,
    EssayQuestion,
    MarkingQuestion,
    MatchingQuestion,
    MaterialQuestion,
    NumericalQuestion,
    OrderingQuestion,
    Question,
    ShortAnswerQuestion,
    TrueFalseQuestion,
)

LONGEST_NUMBER = 100
LONGEST_WORDS = 500
LONGEST_ESSAY = 15_000

NOT_FITTING = "This answer does not fit the question."
NO_OPTION = "This answer is none of the question's options."
TOO_LONG = "This answer is longer than %(most)s characters."


def read_answer(question: Question, value: object) -> Answer:
    """What a browser sent, as an answer to this question; None or nothing given is no answer.

    Raises Invalid, which names what is wrong: the type, an option that is unknown, or the length.
    """
    if value is None or value in ("", [], {}):
        return None
    return _READ[type(question)](question, value)


def answer_value(question: Question, answer: Answer) -> Any:
    """The answer as a plain JSON value; `read_answer` is the way back."""
    if answer is None or isinstance(answer, bool | str):
        return answer
    if isinstance(answer, frozenset):
        multiple = isinstance(question, ChoiceQuestion | MarkingQuestion) and question.multiple
        return sorted(answer) if multiple else next(iter(answer), None)
    if isinstance(answer, tuple):
        return list(answer)
    if isinstance(question, ClozeQuestion | MaterialQuestion):
        inner = {part.key: part.question for part in question.parts}
        return {key: answer_value(inner[key], given) for key, given in answer.items()}
    return dict(answer)


def answer_from_form(question: Question, values: Mapping[str, Collection[str]]) -> object:
    """What a plain form sent for a question, as the value that a program would send.

    The names are what stands behind the question's own: "" for the question itself, "2" for its part or pair, and
    "2.1" for a pair of a part.
    """
    own = list(values.get("", ()))
    if isinstance(question, ClozeQuestion | MaterialQuestion):
        given = {part.key: answer_from_form(part.question, _below(values, part.key)) for part in question.parts}
        return {key: value for key, value in given.items() if value not in (None, "", [], {})}
    if isinstance(question, MatchingQuestion):
        return {key: chosen[0] for key, names in values.items() if key and (chosen := [name for name in names if name])}
    if isinstance(question, OrderingQuestion):
        return _order_of(question, values)
    if isinstance(question, ChoiceQuestion | MarkingQuestion) and question.multiple:
        return own
    if len(own) > 1:
        raise Invalid(NOT_FITTING)
    if isinstance(question, TrueFalseQuestion) and own and own[0] in ("true", "false"):
        return own[0] == "true"
    # A form sends line ends as two characters, a script as one.
    return own[0].replace("\r\n", "\n") if own else None


def _below(values: Mapping[str, Collection[str]], key: str) -> dict[str, Collection[str]]:
    found = {name[len(key) + 1 :]: given for name, given in values.items() if name.startswith(f"{key}.")}
    return {"": values.get(key, ()), **found}


def _order_of(question: OrderingQuestion, values: Mapping[str, Collection[str]]) -> list[str] | None:
    """Each thing names its place; two on one place stand as they stood, and what has none goes to the end."""
    places = {
        key: int(place) for key, names in values.items() for place in names if place.isdecimal() and len(place) < 4
    }
    if not places:
        return None
    keys = [item.key for item in question.items]
    return sorted(keys, key=lambda key: (places.get(key, len(keys) + 1), keys.index(key)))


def _read_truth(_question: TrueFalseQuestion, value: object) -> Answer:
    if not isinstance(value, bool):
        raise Invalid("This answer must be true or false.")
    return value


def _read_choice(question: ChoiceQuestion | MarkingQuestion, value: object) -> Answer:
    chosen = value if question.multiple else [value]
    if not isinstance(chosen, list) or not all(isinstance(key, str) for key in chosen):
        raise Invalid(NOT_FITTING)
    _known(chosen, {choice.key for choice in question.choices})
    return frozenset(chosen)


def _read_words(most: int) -> Callable[[Any, object], Answer]:
    def read(_question: Question, value: object) -> Answer:
        if not isinstance(value, str):
            raise Invalid("This answer must be a text.")
        if len(value) > most:
            raise Invalid(TOO_LONG, most=most)
        return value if value.strip() else None

    return read


def _read_pairs(question: MatchingQuestion, value: object) -> Answer:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value.values() if key is not None):
        raise Invalid(NOT_FITTING)
    _known(value, {pair.key for pair in question.pairs})
    given = {key: partner for key, partner in value.items() if partner}
    _known(given.values(), {partner.key for partner in question.partners})
    return given or None


def _read_order(question: OrderingQuestion, value: object) -> Answer:
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        raise Invalid(NOT_FITTING)
    keys = {item.key for item in question.items}
    _known(value, keys)
    if len(value) != len(keys) or set(value) != keys:
        raise Invalid("An order must name each of the things once.")
    return tuple(value)


def _read_parts(question: ClozeQuestion | MaterialQuestion, value: object) -> Answer:
    if not isinstance(value, dict):
        raise Invalid(NOT_FITTING)
    inner = {part.key: part.question for part in question.parts}
    _known(value, inner.keys())
    read = {key: read_answer(inner[key], given) for key, given in value.items()}
    return {key: given for key, given in read.items() if given is not None} or None


def _known(keys: Collection[object], known: Collection[str]) -> None:
    if not all(key in known for key in keys):
        raise Invalid(NO_OPTION)


_READ: dict[type[Any], Callable[[Any, object], Answer]] = {
    TrueFalseQuestion: _read_truth,
    ChoiceQuestion: _read_choice,
    MarkingQuestion: _read_choice,
    ShortAnswerQuestion: _read_words(LONGEST_WORDS),
    NumericalQuestion: _read_words(LONGEST_NUMBER),
    EssayQuestion: _read_words(LONGEST_ESSAY),
    MatchingQuestion: _read_pairs,
    OrderingQuestion: _read_order,
    ClozeQuestion: _read_parts,
    MaterialQuestion: _read_parts,
}


def is_second_thought(before: object, after: object) -> bool:
    """Whether a saved answer takes back something that was given before, and does not only go on with it."""
    if before is None or before == after:
        return False
    if isinstance(before, dict) and isinstance(after, dict):
        return any(is_second_thought(given, after.get(key)) for key, given in before.items())
    if isinstance(before, list) and isinstance(after, list):
        return not set(before) < set(after)
    return not (isinstance(before, str) and isinstance(after, str) and after.startswith(before))
