"""What a text is filed under and may be used for: chosen with its words, reviewed and released with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from learnhub.articles.rules.states import Kind


@dataclass(frozen=True, slots=True)
class Facts:
    """The choices beside a text. A version keeps them, and the files that stood with it under the key `files`."""

    kind: Kind = Kind.TOPIC
    topic_id: int | None = None
    language: str = "zh-CN"
    licence: str = ""
    tags: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As they are stored, so that the same facts are the same text."""
        return {
            "kind": self.kind.value, "topic_id": self.topic_id, "language": self.language, "licence": self.licence,
            "tags": sorted(self.tags),
        }  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Facts":
        """Read what was stored."""
        return cls(Kind(kept["kind"]), kept["topic_id"], kept["language"], kept["licence"], tuple(kept["tags"]))
