"""Tables of people: the unit tree, dated facts about a person, role grants, and sign-in sessions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.kernel.actor import Role
from learnhub.platform.db import Base, enum_type


class LeadingLevel(StrEnum):
    """The level of a leading post (领导职务); None in the column means a non-leading post."""

    COUNTY_CHIEF = "county_chief"
    COUNTY_DEPUTY = "county_deputy"
    TOWNSHIP_CHIEF = "township_chief"
    TOWNSHIP_DEPUTY = "township_deputy"


class Theme(StrEnum):
    """Light, dark, or as the device has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Unit(Base):
    """A unit; `path` is "/1/4/9/" from the root to the unit itself, so that a subtree is one prefix."""

    __tablename__ = "people_units"
    __stamp__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(255), index=True)
    position: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]


class UnitPlacement(Base):
    """Where a unit stood in the tree, by date: a figure of 2024 uses the tree of 2024."""

    __tablename__ = "people_unit_placements"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Person(Base):
    """A person; facts that change with time are rows of their own."""

    __tablename__ = "people_persons"
    __stamp__ = "people"
    __stamp_when__ = ("name", "name_sort", "disabled_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(64), unique=True)
    staff_number: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    name_sort: Mapped[str] = mapped_column(sa.String(200), index=True)
    phone: Mapped[str | None] = mapped_column(sa.String(32))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None] = mapped_column(sa.String(200))
    # Until when an open quiz attempt lets a sign-in rest longer than usual.
    busy_until: Mapped[datetime | None]
    locale: Mapped[str | None] = mapped_column(sa.String(8))
    theme: Mapped[Theme] = mapped_column(enum_type(Theme), default=Theme.SYSTEM)
    text_size: Mapped[str] = mapped_column(sa.String(4), default="m")
    care: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    # Raised whenever a grant, unit or name changes, so that a cached Actor is never out of date.
    facts_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", order_by="Membership.from_on")
    posts: Mapped[list["PostHolding"]] = relationship(back_populates="person", order_by="PostHolding.from_on")
    ranks: Mapped[list["RankHolding"]] = relationship(back_populates="person", order_by="RankHolding.from_on")


class Membership(Base):
    """The unit a person belongs to, by date; `until_on` is the last day, None while it lasts."""

    __tablename__ = "people_memberships"
    __stamp__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    unit: Mapped[Unit] = relationship()


class PostHolding(Base):
    """A post (职务) held, by date, with whether it makes a leading member (领导成员) or is a key post."""

    __tablename__ = "people_posts"
    __stamp__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    leading_level: Mapped[LeadingLevel | None] = mapped_column(enum_type(LeadingLevel))
    is_leading_member: Mapped[bool] = mapped_column(default=False)
    is_key_post: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="posts")


class RankHolding(Base):
    """A rank (职级) held, by date; `rank` is a key of the ladder in requirements.rules."""

    __tablename__ = "people_ranks"
    __stamp__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    rank: Mapped[str] = mapped_column(sa.String(64))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="ranks")


class RoleGrant(Base):
    """A role given to a person for a unit and everything below it, by date."""

    __tablename__ = "people_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))


class UploadState(StrEnum):
    """Where an uploaded roster is: looked through, being carried out, done, or given up."""

    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RosterUpload(Base):
    """A roster that somebody uploaded: its file until it is carried out, and what it changes."""

    __tablename__ = "people_roster_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    file_name: Mapped[str] = mapped_column(sa.String(200))
    # Emptied when it is done: a roster is full of personal facts, and the people are in their own tables by then.
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    since_on: Mapped[date]
    state: Mapped[UploadState] = mapped_column(enum_type(UploadState), default=UploadState.CHECKED)
    report: Mapped[dict[str, Any]]
    written: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undo_asked_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class RosterChange(Base):
    """What a roster did to one person, or a unit that it made, so that it can be undone; forgotten after a month.

    `steps` are (table, id, values before, values after); before is None for a row that the roster made. `row` is 0
    for a unit. `kept` is the message that says why undoing left it as it is.
    """

    __tablename__ = "people_roster_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("people_roster_uploads.id"), index=True)
    row: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    # Emptied when undoing takes a new person away.
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    is_new: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]
    kept: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")


class AuthSession(Base):
    """A signed-in browser; the handle in its cookie is kept only as a hash."""

    __tablename__ = "people_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(sa.String(32))
    address: Mapped[str | None] = mapped_column(sa.String(64))
    browser: Mapped[str | None] = mapped_column(sa.String(200))


class SignInFailure(Base):
    """A try to sign in that has not succeeded, kept long enough to slow down guessing.

    The name is kept only as a hash: people type their password into the wrong field.
    """

    __tablename__ = "people_sign_in_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    username_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    address: Mapped[str] = mapped_column(sa.String(64), index=True)
