"""What an article is, how far it is, and what each step of its life is called."""

from enum import StrEnum


class Kind(StrEnum):
    """What was written: a topic article, a study reflection (心得体会), good practice, or a research report."""

    TOPIC = "topic"
    REFLECTION = "reflection"
    PRACTICE = "practice"
    RESEARCH = "research"


class Level(StrEnum):
    """For whom it is released: the author's unit, or the whole county."""

    UNIT = "unit"
    COUNTY = "county"


class State(StrEnum):
    """How far the text that is being worked on is; a released article that is corrected is a draft again."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """Who looks at a submitted text next; where the three reviews (三审) are on, they replace the one of the unit."""

    UNIT = "unit"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    SECRECY = "secrecy"


class StepKind(StrEnum):
    """What happened to an article, in the words of its trail."""

    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    PASSED = "passed"
    RETURNED = "returned"
    RELEASED = "released"
    CORRECTING = "correcting"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class VersionReason(StrEnum):
    """Why a version was kept."""

    WRITTEN = "written"
    SAVED = "saved"
    SUBMITTED = "submitted"
    RESTORED = "restored"
    IMPORTED = "imported"


class CoAuthorState(StrEnum):
    """Whether somebody who asked to write along may."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class Scan(StrEnum):
    """What the virus scan said of a file; `off` where no scanner is configured."""

    OFF = "off"
    CHECKING = "checking"
    CLEAN = "clean"
    INFECTED = "infected"


class FileUse(StrEnum):
    """What a file is to its article: shown inside the text, or attached to it."""

    PICTURE = "picture"
    ATTACHMENT = "attachment"


class BindingFormat(StrEnum):
    """The books that a collection becomes."""

    PDF = "pdf"
    EPUB = "epub"


class BindingState(StrEnum):
    """How far the making of a book is."""

    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


class CheckState(StrEnum):
    """How far the similarity check of a version is."""

    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"


class ImportState(StrEnum):
    """How far a file is that is to become an article."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"
    DONE = "done"
