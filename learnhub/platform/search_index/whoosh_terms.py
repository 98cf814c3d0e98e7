"""How terms are kept in Whoosh's postings: as they were cut, with their places as plain arrays."""

import warnings
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

with warnings.catch_warnings():
    # Written for older Pythons; what it uses is deprecated there and still works.
    warnings.simplefilter("ignore")
    from whoosh import fields, formats, index
    from whoosh.codec.whoosh3 import W3LeafMatcher

__all__ = ["Terms", "W3LeafMatcher", "index", "places", "schema"]


class Places(formats.Format):  # type: ignore[misc]  # the library has no types
    """A posting's value is the array of the places at which the term stands."""

    def word_values(self, value: Sequence[str], analyzer: Any, **_options: Any) -> Iterator[tuple[Any, ...]]:
        """What is written of each term: itself, how often it stands, its weight, and where it stands."""
        found: dict[str, array[int]] = {}
        for place, term in enumerate(value):
            if (known := found.get(term)) is None:
                found[term] = array("I", (place,))
            else:
                known.append(place)
        for term, standing in found.items():
            yield term, len(standing), float(len(standing)), standing.tobytes()


class Terms(fields.FieldType):  # type: ignore[misc]  # the library has no types
    """A field of terms that were cut already."""

    def __init__(self) -> None:
        super().__init__(Places(), None, scorable=False, stored=False)

    def index(self, value: Sequence[str], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The postings of one document, with the terms as bytes."""
        for term, often, weight, standing in self.format.word_values(value, None):
            yield term.encode(), often, weight, standing

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as it is kept."""
        return value if isinstance(value, bytes) else value.encode()


def places(value: bytes) -> "array[int]":
    """Where a term stands, out of a posting's value."""
    found = array("I")
    found.frombytes(value)
    return found


def schema() -> Any:
    """The fields of the index; `about` is all that is asked of a hit."""
    return fields.Schema(key=fields.ID(unique=True), title=Terms(), body=Terms(), about=fields.STORED)
