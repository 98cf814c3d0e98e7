"""The requirements that a new installation starts with: national texts as data, open to local versions."""

from datetime import date
from decimal import Decimal

from learnhub.requirements.rules.ladders import PostLevel, Rank
from learnhub.requirements.rules.population import Population
from learnhub.requirements.rules.rule import Cycle, Event, Evidence, Rule, Source

CENTRALISED = frozenset({"off_job", "recognised"})
ONLINE = frozenset({"online"})
COLLECTIVE = frozenset({"collective"})
EVERY_FORM = frozenset({"off_job", "recognised", "collective", "online", "self_study", "lecture", "output"})

COUNTY_AND_ABOVE = Population(from_post=PostLevel.COUNTY_DEPUTY, from_rank=Rank.RESEARCHER_4)
TOWNSHIP_AND_BELOW = Population(to_post=PostLevel.TOWNSHIP_CHIEF, to_rank=Rank.PRINCIPAL_1)
COUNTY_POSTS = Population(from_post=PostLevel.COUNTY_DEPUTY)
TOWNSHIP_POSTS = Population(from_post=PostLevel.TOWNSHIP_DEPUTY, to_post=PostLevel.TOWNSHIP_CHIEF)

_PLAN_STARTS, _PLAN_ENDS = date(2023, 1, 1), date(2027, 12, 31)

_REGULATIONS = Source(
    "Regulations on Cadre Education and Training (revised 2023)",
    "《干部教育培训工作条例》（2023年修订）",
    "Article 14",
    "第十四条",
)
_PLAN = Source("National Cadre Education and Training Plan 2023–2027", "《全国干部教育培训规划（2023—2027年）》")
_PLAN_SECOND_HAND = Source(
    "National Cadre Education and Training Plan 2023–2027, as a training dashboard applies it",
    "《全国干部教育培训规划（2023—2027年）》（据某单位培训平台的执行口径）",
    evidence=Evidence.SECONDARY,
)
_HEARSAY = Source(
    "Practice as described by others; confirm with your training authority",
    "转述的一般做法，请向干部教育培训主管部门核实",
    evidence=Evidence.WEAK,
)
_LOCAL_SEMINARS = Source(
    "Local rules for the study of Party committee central groups",
    "各地党委（党组）理论学习中心组学习制度",
    evidence=Evidence.SECONDARY,
)

_MONTHS_EN, _MONTHS_ZH = "Three months are counted as 90 days.", "三个月按90天计。"

DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(
        key="R1",
        name_en="Centralised training in five years, county level and above",
        name_zh="县处级以上五年集中培训",
        source=_REGULATIONS,
        cycle=Cycle.FIVE_YEARS,
        forms=CENTRALISED,
        population=COUNTY_AND_ABOVE,
        hours=Decimal(550),
        days=Decimal(90),
        effective_from=_PLAN_STARTS,
        note_en=_MONTHS_EN,
        note_zh=_MONTHS_ZH,
    ),
    Rule(
        key="R2",
        name_en="Centralised training in a year, township level and below",
        name_zh="乡科级以下年度集中培训",
        source=_REGULATIONS,
        cycle=Cycle.YEAR,
        forms=CENTRALISED,
        population=TOWNSHIP_AND_BELOW,
        hours=Decimal(90),
        days=Decimal(12),
        effective_from=_PLAN_STARTS,
    ),
    Rule(
        key="R3-county",
        name_en="Training made good within a year of promotion, county level and above",
        name_zh="县处级以上提任后一年内补足培训",
        source=_REGULATIONS,
        cycle=Cycle.EVENT,
        event=Event.PROMOTION,
        before_event_years=5,
        forms=CENTRALISED,
        population=COUNTY_POSTS,
        hours=Decimal(550),
        days=Decimal(90),
        effective_from=_PLAN_STARTS,
        note_en=_MONTHS_EN,
        note_zh=_MONTHS_ZH,
    ),
    Rule(
        key="R3-township",
        name_en="Training made good within a year of promotion, township level",
        name_zh="乡科级提任后一年内补足培训",
        source=_REGULATIONS,
        cycle=Cycle.EVENT,
        event=Event.PROMOTION,
        before_event_years=1,
        forms=CENTRALISED,
        population=TOWNSHIP_POSTS,
        hours=Decimal(90),
        days=Decimal(12),
        effective_from=_PLAN_STARTS,
    ),
    Rule(
        key="R4",
        name_en="Online self-study in a year",
        name_zh="年度网络自学",
        source=_PLAN,
        cycle=Cycle.YEAR,
        forms=ONLINE,
        hours=Decimal(50),
        effective_from=_PLAN_STARTS,
        effective_to=_PLAN_ENDS,
    ),
    Rule(
        key="R5-county",
        name_en="Basic training in five years, county level and above",
        name_zh="县处级以上五年基本培训",
        source=_PLAN_SECOND_HAND,
        cycle=Cycle.FIVE_YEARS,
        forms=EVERY_FORM,
        only_basic=True,
        population=COUNTY_AND_ABOVE,
        hours=Decimal(360),
        effective_from=_PLAN_STARTS,
        effective_to=_PLAN_ENDS,
    ),
    Rule(
        key="R5-others",
        name_en="Basic training in five years, township level and below",
        name_zh="乡科级以下五年基本培训",
        source=_PLAN_SECOND_HAND,
        cycle=Cycle.FIVE_YEARS,
        forms=EVERY_FORM,
        only_basic=True,
        population=TOWNSHIP_AND_BELOW,
        hours=Decimal(240),
        effective_from=_PLAN_STARTS,
        effective_to=_PLAN_ENDS,
    ),
    Rule(
        key="R6-induction",
        name_en="Induction training during probation",
        name_zh="试用期内初任培训",
        source=_HEARSAY,
        cycle=Cycle.EVENT,
        event=Event.INDUCTION,
        forms=CENTRALISED,
        days=Decimal(12),
        effective_from=_PLAN_STARTS,
        note_en="Probation is counted as one year.",
        note_zh="试用期按一年计。",
    ),
    Rule(
        key="R6-county",
        name_en="Post training for a post at county level or above",
        name_zh="县处级以上任职培训",
        source=_HEARSAY,
        cycle=Cycle.EVENT,
        event=Event.PROMOTION,
        before_event_years=1,
        forms=CENTRALISED,
        population=COUNTY_POSTS,
        days=Decimal(30),
        effective_from=_PLAN_STARTS,
    ),
    Rule(
        key="R6-township",
        name_en="Post training for a post at township level",
        name_zh="乡科级任职培训",
        source=_HEARSAY,
        cycle=Cycle.EVENT,
        event=Event.PROMOTION,
        before_event_years=1,
        forms=CENTRALISED,
        population=TOWNSHIP_POSTS,
        days=Decimal(15),
        effective_from=_PLAN_STARTS,
    ),
    Rule(
        key="R7",
        name_en="Collective study seminar of the central group in a quarter",
        name_zh="中心组季度集体学习研讨",
        source=_LOCAL_SEMINARS,
        cycle=Cycle.QUARTER,
        forms=COLLECTIVE,
        population=Population(central_group=True),
        times=Decimal(1),
        effective_from=_PLAN_STARTS,
    ),
)
