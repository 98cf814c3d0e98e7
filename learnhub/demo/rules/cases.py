"""What people of the demo town object to, declare and are asked about, and what the unit administrator answers."""

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a case of the demo is about."""

    SITTING = "sitting"
    MISSING = "missing"
    PRINT = "print"
    EVEN_INPUTS = "even_inputs"
    FAST_ANSWERS = "fast_answers"


@dataclass(frozen=True, slots=True)
class CaseSpec:
    """A case of one cadre about a lesson, raised on a day of its quarter; without an answer it still waits.

    `back` counts the quarters back from the present one. `granted` says whether the answer went the cadre's way.
    """

    about: About
    username: str
    lesson: int
    back: int
    day: int
    words: str = ""
    answer: str = ""
    granted: bool = False


@dataclass(frozen=True, slots=True)
class ObjectionSpec:
    """A line of the figures, by the beginning of its id, that a cadre contests; without an answer it still waits."""

    username: str
    line: str
    words: str
    answer: str = ""


CASES = (
    CaseSpec(
        About.SITTING, "cadre6", 0, 1, 71, "那晚从九点多读到十点多，中间接了一个电话，计的时长比我读的少得多。",
        "查看了这次阅读的逐段记录：接电话时页面关闭，之后没有再打开，没有上报就无从计时。已读的小节都保留着，"
        "下次接着读即可，不影响学时。",
    ),
    CaseSpec(
        About.MISSING, "cadre9", 1, 1, 62, "八月到县发改局跟班时在他们的电脑上学完了这一课的补充材料，没有记上学时。",
        "已向县发改局核实，当天确有学习安排和签到，补记 0.25 学时。", granted=True,
    ),
    CaseSpec(
        About.SITTING, "cadre2", 2, 0, 46,
        "读到第三节时断了网，换手机接着读完了，两处加起来的时长好像少了几分钟，请核对。",
    ),
    CaseSpec(
        About.PRINT, "cadre3", 13, 1, 78, "下村驻点没有网络，把这一课打印出来读完的，稿纸上有批注。",
        "看过打印稿和批注，予以确认。", granted=True,
    ),
    CaseSpec(About.PRINT, "cadre12", 9, 0, 49, "在省里参加招商会期间读的打印稿，两个图表都重新画过一遍。"),
    CaseSpec(
        About.FAST_ANSWERS, "cadre5", 3, 1, 26,
        answer="当面谈过：他分管信访和综治多年，题目内容天天在用，几道追问都答得上来。",
        granted=True,
    ),
    CaseSpec(About.EVEN_INPUTS, "cadre11", 15, 0, 48),
)  # fmt: skip

# Of the last quarter, answered before the summary was handed in; of the present one, waiting.
ANSWERED = ObjectionSpec(
    "cadre8", "due:R2", "六月的乡村全面振兴培训班我替人参加了半天，集中培训里没有算上。",
    "核对了签到表：那半天登记的是经济发展办公室另一位同志，请培训班班主任更正后再补记；本季度数字暂按签到表。",
)  # fmt: skip
WAITING = ObjectionSpec(
    "cadre10", "hours:online", "网络自学里少了十月在省干部网络学院学的 2 学时，平台上显示已经结业。"
)
