"""What a person may ask of their record: a year and a form of study."""

from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from learnhub.credits.rules import Form
from learnhub.kernel.periods import Period

CENTRALISED = "centralised"
GROUPS = {CENTRALISED: (Form.OFF_JOB, Form.RECOGNISED)}


@dataclass(frozen=True, slots=True)
class Filter:
    """The chosen year (None is all of them) and form; `form` is a key of Form, a group of them, or empty."""

    year: int | None
    form: str

    @property
    def period(self) -> Period | None:
        return Period(date(self.year, 1, 1), date(self.year, 12, 31)) if self.year else None

    @property
    def forms(self) -> tuple[Form, ...]:
        if self.form in GROUPS:
            return GROUPS[self.form]
        return (Form(self.form),) if self.form else ()


def read_filter(query: "MultiDict[str, str]") -> Filter:
    """What the address asks for; anything unreadable means everything."""
    year, form = query.get("year", ""), query.get("form", "")
    known = form in GROUPS or form in {each.value for each in Form}
    readable = year.isascii() and year.isdigit() and 1900 < int(year[:5]) < 2200
    return Filter(int(year) if readable else None, form if known else "")
