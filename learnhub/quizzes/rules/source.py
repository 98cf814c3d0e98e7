"""One question out of a text that should hold exactly one."""

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.parsed import ParsedQuestion, Problem, Severity

NOTHING = "There is no question in this text."
NOTHING_TODO = "Write the question, then its answers in braces."
SEVERAL = "This text holds %(count)s questions; one is edited here."
SEVERAL_TODO = "Leave the others to questions of their own, or use the import."
LATER = "A question of this type cannot be asked yet."
LATER_TODO = "Choose another type."


def read_one(text: str) -> ParsedQuestion | Problem:
    """The one question of a GIFT text, or what is wrong with the text."""
    found = parse_gift(text)
    if found.refused:
        return found.refused[0]
    if len(found.questions) > 1:
        count = {"count": str(len(found.questions))}
        return Problem("", found.questions[1].line, SEVERAL, SEVERAL_TODO, count)
    if not found.questions:
        return Problem("", 1, NOTHING, NOTHING_TODO)
    question = found.questions[0]
    if not question.usable:
        told = next((each for each in found.problems if each.severity is Severity.LATER), None)
        return told or Problem("", question.line, LATER, LATER_TODO)
    return question
