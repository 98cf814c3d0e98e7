"""Random tokens, digests and names for addresses."""

import hashlib
import re
import secrets
import unicodedata

_NOT_IN_SLUG = re.compile(r"[^\w]+", re.UNICODE)


def token(nbytes: int = 32) -> str:
    """A URL-safe secret of `nbytes` random bytes."""
    return secrets.token_urlsafe(nbytes)


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def slug(text: str) -> str:
    """A lower-case name for an address; Chinese characters stay."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _NOT_IN_SLUG.sub("-", folded).strip("-_") or "untitled"
