"""The states of a quarter and of a summary, with their words."""

from enum import StrEnum
from typing import Self


class _Worded(StrEnum):
    """A key with its words in both languages."""

    en: str
    zh: str

    def __new__(cls, value: str, en: str = "", zh: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.en, member.zh = en, zh
        return member


class CycleState(_Worded):
    """Where a quarter's self-assessment is."""

    DRAFT = "draft", "Being prepared", "筹备中"
    OPEN = "open", "Open", "填报中"
    CLOSED = "closed", "Closed", "已截止"
    ARCHIVED = "archived", "Archived", "已归档"


class State(_Worded):
    """Where one person's summary is; the three that follow *reviewed* exist only where grades are on."""

    NOT_STARTED = "not_started", "Not started", "未填报"
    DRAFT = "draft", "Draft", "草稿"
    CONTESTED = "contested", "Contested", "有异议"
    SUBMITTED = "submitted", "Submitted", "已提交"
    RETURNED = "returned", "Returned", "已退回"
    REVIEWED = "reviewed", "Reviewed", "已评鉴"
    COLLATED = "collated", "Collated", "已汇总"
    DECIDED = "decided", "Decided", "已审定"
    NOTIFIED = "notified", "Feedback given", "已反馈"
    ACKNOWLEDGED = "acknowledged", "Acknowledged", "已知晓"
    EXPLAINED = "explained", "Explained", "已说明"
    ARCHIVED = "archived", "Archived", "已归档"


class Grade(_Worded):
    """The four grades of a routine assessment; recorded only where grades are on, never proposed."""

    GOOD = "good", "Good", "好"
    FAIRLY_GOOD = "fairly_good", "Fairly good", "较好"
    FAIR = "fair", "Fair", "一般"
    POOR = "poor", "Poor", "较差"


class Step(_Worded):
    """What somebody does to a summary."""

    START = "start", "Start", "开始填报"
    SUBMIT = "submit", "Submit", "提交"
    TAKE_BACK = "take_back", "Take back", "撤回"
    CONTEST = "contest", "Contest a line", "提出异议"
    ANSWER = "answer", "Answer the objection", "答复异议"
    RETURN = "return", "Return for revision", "退回修改"
    REVIEW = "review", "Review", "评鉴"
    COLLATE = "collate", "Collate", "汇总"
    DECIDE = "decide", "Decide", "审定"
    NOTIFY = "notify", "Give feedback", "反馈"
    ACKNOWLEDGE = "acknowledge", "Acknowledge", "确认知晓"
    EXPLAIN = "explain", "Explain in writing", "书面说明"
    ARCHIVE = "archive", "Archive", "归档"


class Effect(StrEnum):
    """What a step brings about besides the new state."""

    FREEZE_SNAPSHOT = "freeze_snapshot"
    DROP_SNAPSHOT = "drop_snapshot"
    REBUILD_SNAPSHOT = "rebuild_snapshot"
    KEEP_VERSION = "keep_version"
    MARK_LINE = "mark_line"
    REOPEN = "reopen"
    RECORD_RECEIPT = "record_receipt"
    LOCK = "lock"
    NOTIFY_LEARNER = "notify_learner"
    NOTIFY_REVIEWER = "notify_reviewer"
    NOTIFY_UNIT_ADMINISTRATOR = "notify_unit_administrator"
    NOTIFY_TRAINING_ADMINISTRATOR = "notify_training_administrator"


# In the hands of the author: overdue once the cut-off date has passed. A contested one waits for an answer.
UNSUBMITTED = frozenset({State.NOT_STARTED, State.DRAFT})
