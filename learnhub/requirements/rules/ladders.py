"""The two ladders on which cadres stand: levels of leading posts (领导职务层次) and ranks (职级)."""

from enum import StrEnum
from typing import Self


class _Ladder(StrEnum):
    """Steps in falling order, each with its words in both languages.

    Compare with `at_least` and `at_most`: the operators of a string would compare spelling.
    """

    en: str
    zh: str
    aliases: tuple[str, ...]

    def __new__(cls, value: str, en: str = "", zh: str = "", *aliases: str) -> Self:
        step = str.__new__(cls, value)
        step._value_ = value
        step.en, step.zh, step.aliases = en, zh, aliases
        return step

    @property
    def order(self) -> int:
        """0 for the lowest step; higher steps have greater numbers."""
        steps = list(type(self))
        return len(steps) - 1 - steps.index(self)

    def at_least(self, other: Self) -> bool:
        return self.order >= other.order

    def at_most(self, other: Self) -> bool:
        return self.order <= other.order

    @classmethod
    def named(cls, text: str) -> Self | None:
        """The step that a roster means: its key, either name, or a usual short form such as 正科级."""
        wanted = "".join(text.split()).lower()
        for step in cls:
            names = (step.value, step.zh, "".join(step.en.split()), *step.aliases)
            if wanted in {name.lower() for name in names}:
                return step
        return None


class PostLevel(_Ladder):
    """Levels of leading posts, highest first."""

    PROVINCIAL_CHIEF = "provincial_chief", "Provincial level, chief", "省部级正职", "正部级", "正省级"
    PROVINCIAL_DEPUTY = "provincial_deputy", "Provincial level, deputy", "省部级副职", "副部级", "副省级"
    BUREAU_CHIEF = "bureau_chief", "Bureau level, chief", "厅局级正职", "正厅级", "正局级", "正厅局级"
    BUREAU_DEPUTY = "bureau_deputy", "Bureau level, deputy", "厅局级副职", "副厅级", "副局级", "副厅局级"
    COUNTY_CHIEF = "county_chief", "County level, chief", "县处级正职", "正处级", "正县级", "正县处级"
    COUNTY_DEPUTY = "county_deputy", "County level, deputy", "县处级副职", "副处级", "副县级", "副县处级"
    TOWNSHIP_CHIEF = "township_chief", "Township level, chief", "乡科级正职", "正科级", "正乡科级"
    TOWNSHIP_DEPUTY = "township_deputy", "Township level, deputy", "乡科级副职", "副科级", "副乡科级"


class Rank(_Ladder):
    """The twelve ranks of civil servants in general administration, highest first."""

    INSPECTOR_1 = "inspector_1", "Inspector, grade 1", "一级巡视员"
    INSPECTOR_2 = "inspector_2", "Inspector, grade 2", "二级巡视员"
    RESEARCHER_1 = "researcher_1", "Researcher, grade 1", "一级调研员"
    RESEARCHER_2 = "researcher_2", "Researcher, grade 2", "二级调研员"
    RESEARCHER_3 = "researcher_3", "Researcher, grade 3", "三级调研员"
    RESEARCHER_4 = "researcher_4", "Researcher, grade 4", "四级调研员"
    PRINCIPAL_1 = "principal_1", "Principal clerk, grade 1", "一级主任科员"
    PRINCIPAL_2 = "principal_2", "Principal clerk, grade 2", "二级主任科员"
    PRINCIPAL_3 = "principal_3", "Principal clerk, grade 3", "三级主任科员"
    PRINCIPAL_4 = "principal_4", "Principal clerk, grade 4", "四级主任科员"
    CLERK_1 = "clerk_1", "Clerk, grade 1", "一级科员"
    CLERK_2 = "clerk_2", "Clerk, grade 2", "二级科员"
