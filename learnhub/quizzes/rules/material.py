"""A material and the questions about it: found one after the other in a file, asked as one question."""

from dataclasses import replace

from learnhub.quizzes.rules.drafts import Complaint, complaint_about
from learnhub.quizzes.rules.labels import PART, value_of, without
from learnhub.quizzes.rules.parsed import ParsedQuestion, ParsedQuiz, Problem
from learnhub.quizzes.rules.questions import QuestionKind

LOST = "This question names itself part of a material, and none stands above it."
LOST_ADVICE = "Write “// material: text” above the material."


def gathered(quiz: ParsedQuiz, *, file: str = "") -> ParsedQuiz:
    """The same file with each material and its questions made one; what does not add up is refused with its source."""
    if not any(value_of(question.labels, "material") for question in quiz.questions):
        return quiz
    kept: list[ParsedQuestion] = []
    refused: list[Problem] = []
    groups: list[list[ParsedQuestion]] = []
    for question in quiz.questions:
        if question.opens_material:
            groups.append([question])
            kept.append(question)
        elif value_of(question.labels, "material") != PART:
            groups.append([])
            kept.append(question)
        elif groups and groups[-1]:
            groups[-1].append(question)
        else:
            refused.append(Complaint(LOST, LOST_ADVICE).at(file, question.line, question.source))
    made = {id(group[0]): _one(group) for group in groups if group}
    questions = []
    for question in kept:
        one = made.get(id(question), question)
        wrong = complaint_about(one) if one.kind is QuestionKind.MATERIAL else None
        if wrong is None:
            questions.append(one)
        else:
            refused.append(wrong.at(file, one.line, one.source))
    return ParsedQuiz(tuple(questions), tuple(sorted([*quiz.problems, *refused], key=lambda problem: problem.line)))


def _one(group: list[ParsedQuestion]) -> ParsedQuestion:
    text, *parts = (replace(question, labels=without(question.labels, "material")) for question in group)
    source = "\n\n".join(question.source for question in group)
    return replace(text, kind=QuestionKind.MATERIAL, parts=tuple(parts), source=source)
