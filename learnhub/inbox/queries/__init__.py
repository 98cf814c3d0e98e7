"""Reads of the inbox: what was said to a person, what they chose to hear of, and what they are mailed."""

from learnhub.inbox.queries.digest import Digest, Due, digest_for, due_on
from learnhub.inbox.queries.kinds import KINDS, Kind, can_be_off, kinds_for
from learnhub.inbox.queries.notices import (
    UNSEEN,
    NoticeRow,
    count_notices,
    count_waiting,
    latest_id,
    notices_of,
    waiting_for,
)
from learnhub.inbox.queries.settings import MailSetting, mail_setting, switched_off

__all__ = [
    "KINDS",
    "UNSEEN",
    "Digest",
    "Due",
    "Kind",
    "MailSetting",
    "NoticeRow",
    "can_be_off",
    "count_notices",
    "count_waiting",
    "digest_for",
    "due_on",
    "kinds_for",
    "latest_id",
    "mail_setting",
    "notices_of",
    "switched_off",
    "waiting_for",
]
