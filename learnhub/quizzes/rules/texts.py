"""Every text of a question by the place where it stands: rendered with a version, searched, compared."""

from learnhub.quizzes.rules.shapes import (
    Choice,
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
    Text,
    TrueFalseQuestion,
)

Texts = dict[str, Text | None]


def blocks_of(question: Question) -> Texts:
    """The texts that stand on lines of their own; those of a part carry its key in front: `2/stem`."""
    own: Texts = {"stem": question.stem, "explanation": question.explanation}
    if isinstance(question, EssayQuestion):
        own["guidance"] = question.guidance
    return own | _of_parts(question, lines=False)


def lines_of(question: Question) -> Texts:
    """The texts that stand in one line: options, and what is said to an answer, under the answer's own value."""
    if isinstance(question, ChoiceQuestion | MarkingQuestion):
        return _choices(question.choices) | _fixed(question)
    if isinstance(question, TrueFalseQuestion):
        right, wrong = ("true", "false") if question.truth else ("false", "true")
        return {f"feedback {right}": question.right_feedback, f"feedback {wrong}": question.wrong_feedback}
    if isinstance(question, ShortAnswerQuestion):
        # What is accepted is compared as it was written and shown so; only what is said to it has mark-up.
        return {f"feedback {choice.key}": choice.feedback for choice in question.accepted}
    if isinstance(question, NumericalQuestion):
        return {f"feedback {choice.key}": choice.feedback for choice in question.figures}
    if isinstance(question, MatchingQuestion):
        pairs: Texts = {f"option {pair.key}": pair.text for pair in question.pairs}
        pairs |= {f"feedback {pair.key}": pair.feedback for pair in question.pairs}
        return pairs
    if isinstance(question, OrderingQuestion):
        return {f"option {item.key}": item.text for item in question.items}
    return _of_parts(question, lines=True)


def _choices(choices: tuple[Choice, ...]) -> Texts:
    options: Texts = {f"option {choice.key}": choice.text for choice in choices}
    return options | {f"feedback {choice.key}": choice.feedback for choice in choices}


def _fixed(question: ChoiceQuestion | MarkingQuestion) -> Texts:
    """The pieces of a text that cannot be marked, by their place in it."""
    if not isinstance(question, MarkingQuestion):
        return {}
    return {f"piece {place}": piece.text for place, piece in enumerate(question.pieces, start=1) if not piece.key}


def _of_parts(question: Question, *, lines: bool) -> Texts:
    if not isinstance(question, ClozeQuestion | MaterialQuestion):
        return {}
    found: Texts = {}
    for part in question.parts:
        own = lines_of(part.question) if lines else blocks_of(part.question)
        found |= {f"{part.key}/{name}": text for name, text in own.items() if text is not None and text.content}
    return found
