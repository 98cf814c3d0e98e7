"""Every table that knows a person: what of it is theirs, and what a page says of it."""

from learnhub.assessment.models import Objection, Snapshot, Summary, SummaryEvent
from learnhub.credits.models import Completion, CreditEntry, CreditHead
from learnhub.home.queries.articles import ARTICLES
from learnhub.home.queries.checks import CHECKS
from learnhub.home.queries.part import Part
from learnhub.home.queries.written import WRITTEN
from learnhub.inbox.models import MailChoice, Notice, SwitchedOff
from learnhub.people.models import AuthSession, Membership, Person, PostHolding, RankHolding, RoleGrant
from learnhub.platform.audit import AuditEntry
from learnhub.platform.i18n import lazy_gettext as _
from learnhub.reading.models import BeatRow, Declaration, Dispute, Dwell, Review, Sitting
from learnhub.requirements.models import Exemption
from learnhub.search.models import RecentSearch

PARTS: tuple[Part, ...] = (
    Part(
        "person",
        _("Who you are"),
        Person,
        "id",
        (
            ("name", _("Name")),
            ("username", _("User name")),
            ("staff_number", _("Staff number")),
            ("phone", _("Phone")),
            ("email", _("E-mail")),
        ),
    ),
    Part(
        "units",
        _("Units"),
        Membership,
        "person_id",
        (
            ("unit_id", _("Unit")),
            ("from_on", _("From")),
            ("until_on", _("Until")),
        ),
    ),
    Part(
        "posts",
        _("Posts"),
        PostHolding,
        "person_id",
        (
            ("title", _("Post")),
            ("from_on", _("From")),
            ("until_on", _("Until")),
        ),
    ),
    Part(
        "ranks",
        _("Ranks"),
        RankHolding,
        "person_id",
        (
            ("rank", _("Rank")),
            ("from_on", _("From")),
            ("until_on", _("Until")),
        ),
    ),
    Part(
        "roles",
        _("Roles"),
        RoleGrant,
        "person_id",
        (
            ("role", _("Role")),
            ("unit_id", _("Unit")),
            ("from_on", _("From")),
            ("until_on", _("Until")),
        ),
    ),
    Part(
        "sessions",
        _("Sign-ins"),
        AuthSession,
        "person_id",
        (
            ("created_at", _("Signed in")),
            ("last_seen_at", _("Last used")),
            ("address", _("Address")),
            ("browser", _("Browser")),
        ),
    ),
    Part(
        "entries",
        _("Entries of class-hours"),
        CreditEntry,
        "person_id",
        (
            ("title", _("What was studied")),
            ("hours", _("Class-hours")),
            ("earned_on", _("Earned on")),
            ("status", _("State")),
            ("reason", _("Reason")),
        ),
    ),
    Part(
        "head",
        _("Seal of the record"),
        CreditHead,
        "person_id",
        (
            ("entries", _("Entries")),
            ("hash", _("Fingerprint")),
        ),
        order="person_id",
    ),
    Part(
        "completions",
        _("Lessons completed"),
        Completion,
        "person_id",
        (
            ("lesson_version_id", _("Lesson")),
            ("read_at", _("Read")),
            ("recall_at", _("Check passed")),
            ("completed_at", _("Completed")),
            ("declared", _("Declared")),
        ),
    ),
    Part(
        "exemptions",
        _("Exemptions"),
        Exemption,
        "person_id",
        (
            ("rule_key", _("Rule")),
            ("from_on", _("From")),
            ("until_on", _("Until")),
            ("reason", _("Reason")),
        ),
    ),
    Part(
        "sittings",
        _("Sittings"),
        Sitting,
        "person_id",
        (
            ("opened_at", _("Opened")),
            ("lesson_version_id", _("Lesson")),
            ("credited_ms", _("Counted")),
            ("idle_ms", _("No reading")),
            ("device", _("Device")),
        ),
    ),
    Part(
        "beats",
        _("Raw reports of reading"),
        BeatRow,
        "sitting_id",
        (
            ("sitting_id", _("Sitting")),
            ("seq", _("Number")),
            ("received_at", _("Received")),
        ),
        through=Sitting,
    ),
    Part(
        "dwell",
        _("Reading time by section"),
        Dwell,
        "person_id",
        (
            ("section", _("Section")),
            ("credited_ms", _("Counted")),
            ("last_line_at", _("Last line")),
        ),
        order="section",
    ),
    Part(
        "disputes",
        _("Disputes"),
        Dispute,
        "person_id",
        (
            ("raised_at", _("Raised on")),
            ("reason", _("What is wrong")),
            ("answer", _("Answer")),
            ("answered_by_id", _("Answered by")),
        ),
    ),
    Part(
        "declarations",
        _("Declarations"),
        Declaration,
        "person_id",
        (
            ("declared_at", _("Raised on")),
            ("lesson_version_id", _("Lesson")),
            ("words", _("When, and with what")),
            ("reason", _("Reason")),
        ),
    ),
    Part(
        "reviews",
        _("Reviews"),
        Review,
        "person_id",
        (
            ("raised_at", _("Raised on")),
            ("reason", _("Reason")),
            ("decided_at", _("Decided on")),
        ),
    ),
    *CHECKS,
    *ARTICLES,
    *WRITTEN,
    Part(
        "summaries",
        _("Quarterly summaries"),
        Summary,
        "person_id",
        (
            ("saved_at", _("Saved")),
            ("submitted_at", _("Handed in")),
            ("reviewed_at", _("Reviewed")),
            ("comment", _("Comment")),
        ),
    ),
    Part(
        "snapshots",
        _("Frozen figures"),
        Snapshot,
        "summary_id",
        (
            ("version", _("Version")),
            ("frozen_at", _("Frozen")),
        ),
        through=Summary,
    ),
    Part(
        "summary_events",
        _("Course of the summaries"),
        SummaryEvent,
        "summary_id",
        (
            ("at", _("When")),
            ("actor_id", _("Who")),
            ("reason", _("Reason")),
        ),
        through=Summary,
    ),
    Part(
        "objections",
        _("Contested lines"),
        Objection,
        "summary_id",
        (
            ("raised_at", _("Raised on")),
            ("reason", _("Objection")),
            ("answer", _("Answer")),
        ),
        through=Summary,
    ),
    Part(
        "notices",
        _("Notices"),
        Notice,
        "person_id",
        (
            ("created_at", _("When")),
            ("message", _("Notice")),
            ("seen_at", _("Seen")),
        ),
    ),
    Part("notices_off", _("Notices switched off"), SwitchedOff, "person_id", (("kind", _("Kind")),), order="kind"),
    Part(
        "weekly_mail",
        _("The weekly mail"),
        MailChoice,
        "person_id",
        (("wanted", _("Wanted")), ("last_on", _("Last sent on"))),
        order="person_id",
    ),
    Part("searches", _("Recent searches"), RecentSearch, "person_id", (("asked_at", _("When")), ("words", _("Words")))),
    Part(
        "looks",
        _("Who looked at your record, or changed it"),
        AuditEntry,
        "person_id",
        (
            ("at", _("When")),
            ("actor_id", _("Who")),
            ("action", _("What was done")),
            ("thing", _("On what")),
        ),
        but_by="actor_id",
    ),
    Part(
        "acts",
        _("What you did"),
        AuditEntry,
        "actor_id",
        (
            ("at", _("When")),
            ("action", _("What was done")),
            ("thing", _("On what")),
        ),
        without=("person_id",),
    ),
)
