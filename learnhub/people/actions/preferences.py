"""How a person wants the site to look and speak."""

from collections.abc import Mapping

from learnhub.kernel.errors import Invalid
from learnhub.people.models import Person, Theme
from learnhub.platform.i18n import LOCALES

TEXT_SIZES = ("s", "m", "l", "xl")
UNKNOWN = "This choice is not known. Reload the page and choose again."


def refuse_unknown_preferences(choices: Mapping[str, str]) -> None:
    """Raises Invalid where a choice is none that the page offers."""
    allowed = {
        "locale": tuple(LOCALES),
        "theme": tuple(Theme),
        "text_size": TEXT_SIZES,
        "care": ("on", "off"),
    }
    wrong = [name for name, value in choices.items() if value not in allowed[name]]
    if wrong:
        raise Invalid(UNKNOWN, fields=dict.fromkeys(wrong, UNKNOWN))


def keep_email(person: Person, email: str | None) -> None:
    """Store the address that a person gave for their own mail; None for none."""
    person.email = email


def keep_preferences(person: Person, choices: Mapping[str, str]) -> None:
    """Store the choices that were made, leaving the others; `choices` may hold locale, theme, text_size, care."""
    refuse_unknown_preferences(choices)
    if "locale" in choices:
        person.locale = choices["locale"]
    if "theme" in choices:
        person.theme = Theme(choices["theme"])
    if "text_size" in choices:
        person.text_size = choices["text_size"]
    if "care" in choices:
        person.care = choices["care"] == "on"
