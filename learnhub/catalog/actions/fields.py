"""Reads the YAML between the two rules at the top of a file, as plain values and never as objects."""

from typing import Any

import yaml

from learnhub.catalog.rules.problems import FileProblem

BROKEN = "The fields at the top cannot be read from this line on."
BROKEN_TODO = "Correct this line; put a value in quotes when it holds a colon, a quote or a sign such as # or @."
SECOND_COLON = "A colon stands where none may: this line is indented too far, or its value holds a second colon."
SECOND_COLON_TODO = (
    "Begin the field at the start of its line; put a value with a colon in quotes, or use the full-width colon."
)
NO_COLON = "This line holds no colon between a field and its value."
NO_COLON_TODO = "Write it as field: value, with a space after the colon."
TAB = "This line is indented with a tab."
TAB_TODO = "Use spaces instead."
SIGN = "A value begins with a sign that means something else here, such as @, ` or the percent sign."
SIGN_TODO = "Put the value in quotes."
QUOTE_OPEN = "A quote is opened here and not closed."
QUOTE_OPEN_TODO = "Close it on the same line, with the same straight quote."
LIST_OPEN = "A list or a group is opened with a bracket and not closed."
LIST_OPEN_TODO = "Add the closing bracket, and commas between the values."
OUT_OF_LINE = "This line does not fit the one above it: it is indented otherwise, or a quote was closed before the end."
OUT_OF_LINE_TODO = "Begin every field at the start of its line, and put quotes around the whole value."
REFERENCE = "A value begins with & or *, which would refer to another value."
TAG = "A value begins with an exclamation mark, which would name a type."
ESCAPE = "A backslash stands in double quotes before a sign that it does not go with."
ESCAPE_TODO = "Use single quotes instead, or no backslash."
ODD_CHARACTER = "A character stands here that may not stand in the fields."
ODD_CHARACTER_TODO = "Delete it; it may be invisible, for instance from copying."
TOO_MUCH = "The fields at the top are longer than 16 KB."
TOO_MUCH_TODO = "Shorten them; details belong in the text."
_LARGEST = 16 * 1024
# What the parser says, by a part of it, in our own words; the first that fits.
_FAULTS = (
    ("mapping values are not allowed", SECOND_COLON, SECOND_COLON_TODO),
    ("could not find expected ':'", NO_COLON, NO_COLON_TODO),
    ("found character '\\t'", TAB, TAB_TODO),
    ("cannot start any token", SIGN, SIGN_TODO),
    ("unexpected end of stream", QUOTE_OPEN, QUOTE_OPEN_TODO),
    ("expected ',' or", LIST_OPEN, LIST_OPEN_TODO),
    ("expected the node content", LIST_OPEN, LIST_OPEN_TODO),
    ("<block end>", OUT_OF_LINE, OUT_OF_LINE_TODO),
    ("<document start>", OUT_OF_LINE, OUT_OF_LINE_TODO),
    ("a reference to another value", REFERENCE, SIGN_TODO),
    ("alphabetic or numeric character", REFERENCE, SIGN_TODO),
    ("could not determine a constructor", TAG, SIGN_TODO),
    ("parsing a tag", TAG, SIGN_TODO),
    ("unknown escape character", ESCAPE, ESCAPE_TODO),
)


class _Loader(yaml.SafeLoader):
    """Plain values only: no reference to another value (they can be nested into gigabytes), no dates."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_event().start_mark  # type: ignore[no-untyped-call]  # of PyYAML
            raise yaml.composer.ComposerError(None, None, "a reference to another value", mark)
        return super().compose_node(parent, index)


# A date that the calendar does not have would raise without a line; our own check of dates names it.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_fields(text: str) -> tuple[object, FileProblem | None]:
    """The values of the fields, or what is wrong and on which line of the file; the fields begin on line 2."""
    if len(text) > _LARGEST:
        return None, FileProblem(2, TOO_MUCH, TOO_MUCH_TODO)
    try:
        return yaml.load(text, _Loader), None  # noqa: S506  the loader is a narrower SafeLoader
    except yaml.MarkedYAMLError as error:
        return None, _problem(error)
    except yaml.reader.ReaderError as error:
        line = 2 + text.count("\n", 0, error.position)
        return None, FileProblem(line, ODD_CHARACTER, ODD_CHARACTER_TODO)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None, FileProblem(2, BROKEN, BROKEN_TODO)


def _problem(error: yaml.MarkedYAMLError) -> FileProblem:
    """In our own words; what is opened and never closed is shown where it was opened."""
    said = f"{error.context} {error.problem}"
    words, todo = next(((words, todo) for part, words, todo in _FAULTS if part in said), (BROKEN, BROKEN_TODO))
    opened = words in (NO_COLON, QUOTE_OPEN, LIST_OPEN) and error.context_mark
    mark = opened or error.problem_mark or error.context_mark
    return FileProblem(2 + (mark.line if mark else 0), words, todo)
