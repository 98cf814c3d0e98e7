"""Questions as plain JSON values, for the row of their version, and back; `shapes.py` says what they are."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from learnhub.quizzes.rules.shapes import (
    BLANK,
    ONE,
    USABLE,
    WHOLE,
    Answer,
    Choice,
    ChoiceQuestion,
    ClozeQuestion,
    Criterion,
    EssayQuestion,
    Item,
    MarkingQuestion,
    MatchingQuestion,
    MaterialQuestion,
    NumericalQuestion,
    OrderingQuestion,
    OrderScoring,
    Pair,
    Part,
    Piece,
    Question,
    QuestionKind,
    ShortAnswerQuestion,
    Text,
    TextFormat,
    TrueFalseQuestion,
    Unit,
)

__all__ = [
    "BLANK",
    "ONE",
    "USABLE",
    "WHOLE",
    "Answer",
    "Choice",
    "ChoiceQuestion",
    "ClozeQuestion",
    "Criterion",
    "EssayQuestion",
    "Item",
    "MarkingQuestion",
    "MatchingQuestion",
    "MaterialQuestion",
    "NumericalQuestion",
    "OrderScoring",
    "OrderingQuestion",
    "Pair",
    "Part",
    "Piece",
    "Question",
    "QuestionKind",
    "ShortAnswerQuestion",
    "Text",
    "TextFormat",
    "TrueFalseQuestion",
    "Unit",
    "question_data",
    "question_from",
]


def question_data(question: Question) -> dict[str, Any]:
    """The question as plain JSON values, for the row of its version; `question_from` is the way back."""
    data: dict[str, Any] = {
        "kind": str(question.kind),
        "stem": _text_data(question.stem),
        "explanation": _text_data(question.explanation),
        "section": question.section,
    }
    return data | _OWN_DATA[question.kind](question)


def question_from(data: Mapping[str, Any]) -> Question:
    """The question that `question_data` wrote; raises ValueError or KeyError on anything else."""
    kind = QuestionKind(data["kind"])
    if kind not in USABLE:
        raise ValueError(f"a question of the kind {kind} cannot be asked")
    stem = _text_from(data["stem"])
    if stem is None:
        raise ValueError("a question without a text cannot be asked")
    made: Question = _MAKE[kind](data, stem=stem, explanation=_text_from(data["explanation"]), section=data["section"])
    return made


def _choice_question_data(question: ChoiceQuestion) -> dict[str, Any]:
    # Only what differs from the usual is written: a question that never had it keeps the hash that it always had.
    whole = {"whole": True} if question.whole else {}
    return {"choices": [_choice_data(choice) for choice in question.choices], **whole}


def _choice_question(data: Mapping[str, Any], **common: Any) -> ChoiceQuestion:
    multiple = data["kind"] == QuestionKind.MULTIPLE_CHOICE
    return ChoiceQuestion(
        choices=_choices_from(data["choices"]), multiple=multiple, whole=data.get("whole", False), **common
    )


def _true_false_data(question: TrueFalseQuestion) -> dict[str, Any]:
    return {
        "truth": question.truth,
        "wrong_feedback": _text_data(question.wrong_feedback),
        "right_feedback": _text_data(question.right_feedback),
    }


def _true_false(data: Mapping[str, Any], **common: Any) -> TrueFalseQuestion:
    return TrueFalseQuestion(
        truth=bool(data["truth"]),
        wrong_feedback=_text_from(data["wrong_feedback"]),
        right_feedback=_text_from(data["right_feedback"]),
        **common,
    )


def _short_answer_data(question: ShortAnswerQuestion) -> dict[str, Any]:
    return {"accepted": [_choice_data(choice) for choice in question.accepted], "exact": question.exact}


def _short_answer(data: Mapping[str, Any], **common: Any) -> ShortAnswerQuestion:
    return ShortAnswerQuestion(accepted=_choices_from(data["accepted"]), exact=data["exact"], **common)


def _numerical_data(question: NumericalQuestion) -> dict[str, Any]:
    return {
        "figures": [_choice_data(choice) for choice in question.figures],
        "units": [{"name": unit.name, "factor": str(unit.factor)} for unit in question.units],
        "unit_needed": question.unit_needed,
    }


def _numerical(data: Mapping[str, Any], **common: Any) -> NumericalQuestion:
    units = tuple(Unit(unit["name"], Decimal(unit["factor"])) for unit in data["units"])
    return NumericalQuestion(
        figures=_choices_from(data["figures"]), units=units, unit_needed=data["unit_needed"], **common
    )


def _matching_data(question: MatchingQuestion) -> dict[str, Any]:
    pairs = [
        {
            "key": pair.key,
            "text": _text_data(pair.text),
            "partner": pair.partner,
            "feedback": _text_data(pair.feedback),
        }
        for pair in question.pairs
    ]
    return {"pairs": pairs, "partners": _items_data(question.partners)}


def _matching(data: Mapping[str, Any], **common: Any) -> MatchingQuestion:
    pairs = tuple(
        Pair(pair["key"], _present(pair["text"]), pair["partner"], _text_from(pair["feedback"]))
        for pair in data["pairs"]
    )
    return MatchingQuestion(pairs=pairs, partners=_items_from(data["partners"]), **common)


def _ordering_data(question: OrderingQuestion) -> dict[str, Any]:
    return {"items": _items_data(question.items), "scoring": str(question.scoring)}


def _ordering(data: Mapping[str, Any], **common: Any) -> OrderingQuestion:
    return OrderingQuestion(items=_items_from(data["items"]), scoring=OrderScoring(data["scoring"]), **common)


def _marking_data(question: MarkingQuestion) -> dict[str, Any]:
    pieces = [
        {
            "key": piece.key,
            "text": _text_data(piece.text),
            "weight": str(piece.weight),
            "feedback": _text_data(piece.feedback),
        }
        for piece in question.pieces
    ]
    return {"pieces": pieces, "multiple": question.multiple}


def _marking(data: Mapping[str, Any], **common: Any) -> MarkingQuestion:
    pieces = tuple(
        Piece(_present(each["text"]), each["key"], Decimal(each["weight"]), _text_from(each["feedback"]))
        for each in data["pieces"]
    )
    return MarkingQuestion(pieces=pieces, multiple=data["multiple"], **common)


def _essay_data(question: EssayQuestion) -> dict[str, Any]:
    return {
        "rubric": [{"key": one.key, "text": one.text, "points": str(one.points)} for one in question.rubric],
        "least": question.least,
        "most": question.most,
        "markers": question.markers,
        "bound": question.bound,
        "guidance": _text_data(question.guidance),
    }


def _essay(data: Mapping[str, Any], **common: Any) -> EssayQuestion:
    rubric = tuple(Criterion(each["key"], each["text"], Decimal(each["points"])) for each in data["rubric"])
    plain = {name: data[name] for name in ("least", "most", "markers", "bound")}
    return EssayQuestion(rubric=rubric, guidance=_text_from(data["guidance"]), **plain, **common)


def _parts_data(question: ClozeQuestion | MaterialQuestion) -> dict[str, Any]:
    return {
        "parts": [
            {"key": part.key, "out_of": str(part.out_of), "question": question_data(part.question)}
            for part in question.parts
        ]
    }


def _parts_from(data: Mapping[str, Any]) -> tuple[Part, ...]:
    return tuple(Part(part["key"], question_from(part["question"]), Decimal(part["out_of"])) for part in data["parts"])


def _cloze(data: Mapping[str, Any], **common: Any) -> ClozeQuestion:
    return ClozeQuestion(parts=_parts_from(data), **common)


def _material(data: Mapping[str, Any], **common: Any) -> MaterialQuestion:
    return MaterialQuestion(parts=_parts_from(data), **common)


_OWN_DATA: Mapping[QuestionKind, Callable[[Any], dict[str, Any]]] = {
    QuestionKind.SINGLE_CHOICE: _choice_question_data,
    QuestionKind.MULTIPLE_CHOICE: _choice_question_data,
    QuestionKind.TRUE_FALSE: _true_false_data,
    QuestionKind.SHORT_ANSWER: _short_answer_data,
    QuestionKind.NUMERICAL: _numerical_data,
    QuestionKind.MATCHING: _matching_data,
    QuestionKind.ORDERING: _ordering_data,
    QuestionKind.CLOZE: _parts_data,
    QuestionKind.MARKING: _marking_data,
    QuestionKind.MATERIAL: _parts_data,
    QuestionKind.ESSAY: _essay_data,
}
_MAKE: Mapping[QuestionKind, Callable[..., Question]] = {
    QuestionKind.SINGLE_CHOICE: _choice_question,
    QuestionKind.MULTIPLE_CHOICE: _choice_question,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.SHORT_ANSWER: _short_answer,
    QuestionKind.NUMERICAL: _numerical,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.CLOZE: _cloze,
    QuestionKind.MARKING: _marking,
    QuestionKind.MATERIAL: _material,
    QuestionKind.ESSAY: _essay,
}


def _text_data(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"content": text.content, "format": str(text.format)}


def _text_from(data: Mapping[str, str] | None) -> Text | None:
    return None if data is None else Text(data["content"], TextFormat(data["format"]))


def _present(data: Mapping[str, str] | None) -> Text:
    text = _text_from(data)
    if text is None:
        raise ValueError("an option without a text cannot be shown")
    return text


def _choice_data(choice: Choice) -> dict[str, Any]:
    return {
        "key": choice.key,
        "text": _text_data(choice.text),
        "weight": str(choice.weight),
        "feedback": _text_data(choice.feedback),
    }


def _choices_from(data: list[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(each["key"], _present(each["text"]), Decimal(each["weight"]), _text_from(each["feedback"]))
        for each in data
    )


def _items_data(items: tuple[Item, ...]) -> list[dict[str, Any]]:
    return [{"key": item.key, "text": _text_data(item.text)} for item in items]


def _items_from(data: list[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(Item(each["key"], _present(each["text"])) for each in data)
