"""One family of refusals: a status for programs and a message fit for the person."""

from collections.abc import Mapping


class LearnHubError(Exception):
    """Something the product refuses, with an English message id that the edge translates.

    Parameters are filled into the message after translation: `%(name)s`.
    """

    status = 500
    code = "error"

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params: dict[str, object] = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Unauthorised(LearnHubError):
    """Nobody is signed in."""

    status, code = 401, "unauthorised"


class Forbidden(LearnHubError):
    """The actor may see the thing, but not do this with it."""

    status, code = 403, "forbidden"


class NotFound(LearnHubError):
    """There is no such thing, or the actor may not know that there is."""

    status, code = 404, "not_found"


class Conflict(LearnHubError):
    """The thing has changed or is in a state that does not allow this."""

    status, code = 409, "conflict"


class Invalid(LearnHubError):
    """The input cannot be used; `fields` says which part and why."""

    status, code = 422, "invalid"

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.fields: dict[str, str] = dict(fields or {})


class TooMany(LearnHubError):
    """Too many tries in too short a time; `retry_after` is in seconds."""

    status, code = 429, "too_many"

    def __init__(self, message: str, *, retry_after: int, **params: object) -> None:
        super().__init__(message, **params)
        self.retry_after = retry_after
