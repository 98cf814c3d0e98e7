"""The forms of the question bank: the filters of the list, a question by fields or as text, its status, a file."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from learnhub.kernel.text import normalise, one_line
from learnhub.platform.forms import Form, LineField, ProseField, UploadField
from learnhub.platform.i18n import lazy_gettext
from learnhub.quizzes.queries.bank import Chosen
from learnhub.quizzes.queries.question_files import AUTO
from learnhub.quizzes.rules.bank import Level, Status, Tag, TagKind, clauses_in, names_in
from learnhub.quizzes.rules.questions import QuestionKind, TextFormat
from learnhub.quizzes.rules.typed import KINDS, MOST_OPTIONS, Scoring, Typed, TypedOption

LONGEST_SEARCH = 100
LONGEST_TEXT = 50_000
LARGEST_ID = 2**31 - 1

KIND_WORDS = {
    QuestionKind.SINGLE_CHOICE: lazy_gettext("Single choice"),
    QuestionKind.MULTIPLE_CHOICE: lazy_gettext("Multiple choice"),
    QuestionKind.TRUE_FALSE: lazy_gettext("True or false"),
    QuestionKind.SHORT_ANSWER: lazy_gettext("Short answer"),
    QuestionKind.NUMERICAL: lazy_gettext("Numerical"),
    QuestionKind.MATCHING: lazy_gettext("Matching"),
    QuestionKind.ORDERING: lazy_gettext("Ordering"),
    QuestionKind.CLOZE: lazy_gettext("Text with gaps"),
    QuestionKind.MARKING: lazy_gettext("Mark the sentence"),
    QuestionKind.MATERIAL: lazy_gettext("Material with questions"),
    QuestionKind.ESSAY: lazy_gettext("Essay"),
    QuestionKind.DESCRIPTION: lazy_gettext("Text without answers"),
}
LATER_WORDS = {
    "picture": lazy_gettext("Places in a picture"),
    "calculated": lazy_gettext("Figures drawn at random"),
    "code": lazy_gettext("Programming"),
    "upload": lazy_gettext("Answered with a file"),
    "several": lazy_gettext("Several questions in one"),
    "survey": lazy_gettext("Survey"),
    "other": lazy_gettext("Another type"),
}
LEVEL_WORDS = {
    Level.EASY: lazy_gettext("Easy"),
    Level.MEDIUM: lazy_gettext("Medium"),
    Level.HARD: lazy_gettext("Hard"),
}
STATUS_WORDS = {
    Status.DRAFT: lazy_gettext("Draft"),
    Status.REVIEWED: lazy_gettext("Reviewed, usable"),
    Status.RETIRED: lazy_gettext("Retired"),
}
SCORING_WORDS = {
    Scoring.STRICT: lazy_gettext("A share for each right answer; a wrong one costs the mark"),
    Scoring.SHARES: lazy_gettext("A share for each right answer; a wrong one costs a share"),
    Scoring.WHOLE: lazy_gettext("All right answers or nothing"),
}
FORMAT_WORDS = {
    AUTO: lazy_gettext("Recognise it"),
    "gift": "GIFT",
    "moodle-xml": "Moodle XML",
    "aiken": "Aiken",
    "qti": "QTI",
    "xlsx": "Excel",
    "text": lazy_gettext("Test paper as text"),
}


Query = MultiDict[str, str]


def read_choice(query: Query) -> Chosen:
    """What the address asks for; anything unreadable is as if it were not there."""
    level, status, kind = query.get("level", ""), query.get("status", ""), query.get("kind", "")
    return Chosen(
        text=one_line(query.get("text", "")[:LONGEST_SEARCH]),
        category_id=_number(query.get("category", "")),
        topic=one_line(query.get("topic", "")[:LONGEST_SEARCH]),
        clause=one_line(query.get("clause", "")[:LONGEST_SEARCH]),
        level=Level(level) if level in set(Level) else None,
        status=Status(status) if status in set(Status) else None,
        kind=QuestionKind(kind) if kind in set(QuestionKind) else None,
        place=place if (place := query.get("place", "")) in ("bank", "files") else "",
        course_id=_number(query.get("course", "")),
        mine=query.get("mine") == "yes",
        due=query.get("due") == "yes",
        page=query.get("page", ""),
    )


def _number(text: str) -> int | None:
    readable = text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_ID
    return int(text) if readable else None


def offered(words: Mapping[Any, Any], *, none: Any = None) -> list[SelectChoice]:
    """Values and their words as choices, after the choice of none of them."""
    first = [] if none is None else [SelectChoice("", none)]
    return first + [SelectChoice(str(value), label) for value, label in words.items()]


class AboutForm(Form):
    """What the bank keeps beside the words of a question."""

    category = SelectField(lazy_gettext("Category"), coerce=str, validate_choice=False)
    topics = LineField(
        lazy_gettext("Topics"),
        description=lazy_gettext("Parted by commas."),
        validators=[Length(max=1000)],
    )
    clauses = ProseField(
        lazy_gettext("Clauses"),
        description=lazy_gettext("On which clause of which regulation it rests, one a line."),
        validators=[Length(max=2000)],
    )
    level = SelectField(lazy_gettext("Level"), choices=offered(LEVEL_WORDS, none=lazy_gettext("Not said")), default="")
    review_on = DateField(
        lazy_gettext("Look at it again on"),
        description=lazy_gettext("From this day on the list shows it as due."),
        validators=[Optional()],
    )

    def tags(self) -> tuple[Tag, ...]:
        """The tags that were typed."""
        level = Level(self.level.data) if self.level.data in set(Level) else None
        return (
            *(Tag(TagKind.TOPIC, name) for name in names_in(self.topics.data or "")),
            *(Tag(TagKind.CLAUSE, name) for name in clauses_in(self.clauses.data or "")),
            *([Tag(TagKind.LEVEL, level.value)] if level else []),
        )

    def category_id(self) -> int | None:
        """The chosen category."""
        return _number(self.category.data or "")

    def show_tags(self, tags: tuple[Tag, ...]) -> None:
        """Fill the fields of tags."""
        said: dict[TagKind, list[str]] = {kind: [] for kind in TagKind}
        for tag in tags:
            said[tag.kind].append(tag.name)
        self.topics.data = ", ".join(said[TagKind.TOPIC])
        self.clauses.data = "\n".join(said[TagKind.CLAUSE])
        self.level.data = next(iter(said[TagKind.LEVEL]), "")


class QuestionForm(AboutForm):
    """A question of a common type, field by field."""

    version = HiddenField()
    format = HiddenField()
    section = HiddenField()
    kind = SelectField(lazy_gettext("Type"), choices=offered({kind: KIND_WORDS[kind] for kind in KINDS}))
    name = LineField(
        lazy_gettext("Short name"),
        description=lazy_gettext("A short name for authors; learners do not see it."),
        validators=[Length(max=200)],
    )
    stem = ProseField(
        lazy_gettext("Question"),
        validators=[DataRequired(lazy_gettext("Write the question.")), Length(max=LONGEST_TEXT)],
    )
    scoring = SelectField(
        lazy_gettext("Marks of a multiple choice"),
        choices=offered(SCORING_WORDS),
        default=Scoring.STRICT.value,
    )
    truth = RadioField(
        lazy_gettext("The statement is"),
        choices=[SelectChoice("true", lazy_gettext("True")), SelectChoice("false", lazy_gettext("False"))],
        default="true",
        validators=[InputRequired(lazy_gettext("Say whether it is true."))],
    )
    accepted = ProseField(
        lazy_gettext("Accepted answers"),
        description=lazy_gettext("One wording a line; an asterisk stands for anything."),
        validators=[Length(max=4000)],
    )
    explanation = ProseField(
        lazy_gettext("Explanation"),
        description=lazy_gettext("Shown to everybody once the answer may be known."),
        validators=[Length(max=LONGEST_TEXT)],
    )

    def typed(self) -> Typed:
        """What was typed, as the rules take it."""
        form = self.format.data
        return Typed(
            kind=QuestionKind(self.kind.data),
            stem=self.stem.data or "",
            name=self.name.data or "",
            options=tuple(
                TypedOption(
                    self[f"option_{n}"].data or "", bool(self[f"right_{n}"].data), self[f"feedback_{n}"].data or ""
                )
                for n in range(1, MOST_OPTIONS + 1)
            ),
            truth=self.truth.data == "true",
            accepted=tuple(line.strip() for line in (self.accepted.data or "").split("\n") if line.strip()),
            explanation=self.explanation.data or "",
            scoring=Scoring(self.scoring.data),
            format=TextFormat(form) if form in set(TextFormat) else TextFormat.MARKDOWN,
            section=normalise(self.section.data or "")[:500],
        )

    def show(self, typed: Typed) -> None:
        """Fill the fields."""
        self.kind.data, self.stem.data, self.name.data = typed.kind.value, typed.stem, typed.name
        self.truth.data = "true" if typed.truth or typed.kind is not QuestionKind.TRUE_FALSE else "false"
        self.accepted.data, self.explanation.data = "\n".join(typed.accepted), typed.explanation
        self.scoring.data, self.format.data, self.section.data = typed.scoring.value, typed.format.value, typed.section
        for n, option in enumerate(typed.options, start=1):
            self[f"option_{n}"].data, self[f"right_{n}"].data = option.text, option.right
            self[f"feedback_{n}"].data = option.feedback


for _n in range(1, MOST_OPTIONS + 1):
    setattr(QuestionForm, f"option_{_n}", ProseField(lazy_gettext("Answer"), validators=[Length(max=4000)]))
    setattr(QuestionForm, f"right_{_n}", BooleanField(lazy_gettext("Right")))
    setattr(QuestionForm, f"feedback_{_n}", LineField(lazy_gettext("Said to whoever chose it"), [Length(max=2000)]))


class GiftForm(AboutForm):
    """A question of any type, as text."""

    version = HiddenField()
    source = ProseField(
        lazy_gettext("The question in GIFT"),
        validators=[DataRequired(lazy_gettext("Write the question.")), Length(max=LONGEST_TEXT)],
    )


class StatusForm(Form):
    """Another status, and why."""

    status = HiddenField()
    reason = LineField(lazy_gettext("Reason"), validators=[Length(max=500)])

    def wanted(self) -> Status | None:
        """The status that was asked for."""
        return Status(self.status.data) if self.status.data in set(Status) else None


class RetireForm(Form):
    """Why all questions on a clause are retired."""

    clause = HiddenField(validators=[DataRequired(lazy_gettext("Choose a clause."))])
    reason = LineField(
        lazy_gettext("Reason"),
        description=lazy_gettext("For instance: amended on 1 January 2027."),
        validators=[DataRequired(lazy_gettext("Say why they are retired.")), Length(max=500)],
    )


class CategoryForm(Form):
    """A new category."""

    name = LineField(
        lazy_gettext("New category"), validators=[DataRequired(lazy_gettext("Enter the name.")), Length(max=100)]
    )
    parent = SelectField(lazy_gettext("In"), coerce=str, validate_choice=False)

    def parent_id(self) -> int | None:
        """The category in which it stands."""
        return _number(self.parent.data or "")


class ImportForm(Form):
    """A question file, or text that was pasted."""

    file = UploadField(
        lazy_gettext("Question file"),
        description=lazy_gettext("GIFT, Moodle XML, Aiken, QTI, Excel, or a test paper as text."),
    )
    text = ProseField(
        lazy_gettext("Or paste the text"),
        description=lazy_gettext("For instance out of Word: 1. … A. … B. … Answer: B"),
    )
    form = SelectField(lazy_gettext("Format"), choices=offered(FORMAT_WORDS), default=AUTO)
    category = SelectField(lazy_gettext("Into the category"), coerce=str, validate_choice=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two must be there."""
        fine: bool = super().validate(extra_validators)
        if not self.file.data and not (self.text.data or "").strip():
            self.file.errors = [lazy_gettext("Choose a file, or paste the text.")]
            return False
        return fine

    def category_id(self) -> int | None:
        """The chosen category."""
        return _number(self.category.data or "")
