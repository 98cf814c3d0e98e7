"""Reads the YAML between the two rules at the top of a file, as plain values and never as objects."""

from typing import Any

import yaml

from learnhub.catalog.rules.problems import FileProblem

BROKEN = "The fields at the top cannot be read: %(reason)s."
BROKEN_TODO = "Correct this line; put a value in quotes when it holds a colon, a quote or a sign such as # or @."
TOO_MUCH = "The fields at the top are longer than 16 KB."
TOO_MUCH_TODO = "Shorten them; details belong in the text."
_LARGEST = 16 * 1024


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
        mark = error.problem_mark or error.context_mark
        reason = " ".join((error.problem or "unreadable").split())
        return None, FileProblem(2 + (mark.line if mark else 0), BROKEN, BROKEN_TODO, {"reason": reason})
    except yaml.reader.ReaderError as error:
        line = 2 + text.count("\n", 0, error.position)
        return None, FileProblem(line, BROKEN, BROKEN_TODO, {"reason": "a character that may not stand there"})
    except (yaml.YAMLError, ValueError, RecursionError):
        return None, FileProblem(2, BROKEN, BROKEN_TODO, {"reason": "unreadable"})
