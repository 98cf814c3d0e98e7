"""Whom a requirement binds, and what the rules that come with the product say."""

import json
from datetime import date
from decimal import Decimal

import pytest

from learnhub.credits.rules import Form
from learnhub.requirements.rules import (
    DEFAULT_RULES,
    Cycle,
    Event,
    Evidence,
    Facts,
    Match,
    Population,
    PostLevel,
    Rank,
    Rule,
    Source,
    applies,
    applies_since,
    event_day,
    match,
    promoted_on,
    rule_document,
    rule_from,
    rules_for,
    rules_in_force,
)

RULES = {rule.key: rule for rule in DEFAULT_RULES}
R1, R2, R4, R7 = (RULES[key] for key in ("R1", "R2", "R4", "R7"))
HANDBOOK = Source("Handbook", "手册")


# --- populations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("post", "rank", "keys"),
    [
        (PostLevel.COUNTY_DEPUTY, None, {"R1", "R4", "R5-county"}),
        (PostLevel.PROVINCIAL_CHIEF, Rank.INSPECTOR_1, {"R1", "R4", "R5-county"}),
        (None, Rank.RESEARCHER_4, {"R1", "R4", "R5-county"}),
        (PostLevel.TOWNSHIP_CHIEF, Rank.RESEARCHER_4, {"R1", "R4", "R5-county"}),
        (PostLevel.COUNTY_DEPUTY, Rank.PRINCIPAL_1, {"R1", "R4", "R5-county"}),
        (PostLevel.TOWNSHIP_CHIEF, None, {"R2", "R4", "R5-others"}),
        (PostLevel.TOWNSHIP_DEPUTY, Rank.PRINCIPAL_2, {"R2", "R4", "R5-others"}),
        (None, Rank.PRINCIPAL_1, {"R2", "R4", "R5-others"}),
        (None, Rank.CLERK_2, {"R2", "R4", "R5-others"}),
    ],
)
def test_every_level_belongs_to_exactly_one_of_the_two_groups(post, rank, keys):
    history = [Facts(date(2020, 1, 1), post=post, rank=rank)]

    bound = {rule.key for rule in DEFAULT_RULES if rule.event is None and applies(rule, history, date(2026, 5, 1))}

    assert bound == keys


def test_an_unknown_level_is_to_be_supplied_and_still_shown():
    history = [Facts(date(2020, 1, 1))]

    assert match(R2, history, date(2026, 5, 1)) is Match.TO_BE_SUPPLIED
    assert match(R4, history, date(2026, 5, 1)) is Match.YES
    assert {"R1", "R2", "R4"} <= {rule.key for rule in rules_for(DEFAULT_RULES, history, date(2026, 5, 1))}


def test_an_earlier_year_uses_the_rank_held_then():
    history = [
        Facts(date(2020, 1, 1), date(2025, 2, 28), rank=Rank.PRINCIPAL_1),
        Facts(date(2025, 3, 1), rank=Rank.RESEARCHER_4),
    ]

    assert applies(R2, history, date(2024, 12, 31))
    assert applies(R1, history, date(2025, 3, 1))
    assert not applies(R2, history, date(2025, 3, 1))
    assert match(R2, history, date(2019, 12, 31)) is Match.NO


def test_only_members_of_the_central_group_owe_a_seminar():
    member, other = [Facts(date(2020, 1, 1), central_group=True)], [Facts(date(2020, 1, 1))]

    assert applies(R7, member, date(2026, 5, 1))
    assert not applies(R7, other, date(2026, 5, 1))


def test_a_population_can_ask_for_leading_members():
    leaders = Population(leading_member=True)

    assert leaders.match(Facts(date(2020, 1, 1), leading_member=True)) is Match.YES
    assert leaders.match(Facts(date(2020, 1, 1))) is Match.NO


@pytest.mark.parametrize(
    ("before", "after", "promoted"),
    [
        ((PostLevel.TOWNSHIP_DEPUTY, None), (PostLevel.TOWNSHIP_CHIEF, None), True),
        ((None, Rank.PRINCIPAL_4), (PostLevel.TOWNSHIP_DEPUTY, Rank.PRINCIPAL_4), True),
        ((PostLevel.TOWNSHIP_CHIEF, None), (PostLevel.TOWNSHIP_CHIEF, Rank.PRINCIPAL_1), False),
        ((PostLevel.COUNTY_DEPUTY, None), (PostLevel.TOWNSHIP_CHIEF, None), False),
        ((None, None), (PostLevel.TOWNSHIP_CHIEF, None), False),
        ((PostLevel.TOWNSHIP_CHIEF, None), (None, Rank.PRINCIPAL_1), False),
    ],
)
def test_a_higher_leading_post_than_before_is_a_promotion(before, after, promoted):
    history = [Facts(date(2022, 1, 1), date(2026, 3, 9), *before), Facts(date(2026, 3, 10), None, *after)]

    assert promoted_on(history, date(2026, 5, 1)) == (date(2026, 3, 10) if promoted else None)
    assert promoted_on(history, date(2026, 3, 9)) is None


def test_rules_of_promotion_show_only_after_a_promotion():
    history = [
        Facts(date(2022, 1, 1), date(2026, 3, 9), PostLevel.TOWNSHIP_DEPUTY),
        Facts(date(2026, 3, 10), None, PostLevel.TOWNSHIP_CHIEF),
    ]
    rule = RULES["R3-township"]

    assert rule.key not in {each.key for each in rules_for(DEFAULT_RULES, history, date(2026, 3, 9))}
    assert rule.key in {each.key for each in rules_for(DEFAULT_RULES, history, date(2026, 3, 10))}
    assert event_day(rule, history, date(2026, 5, 1)) == date(2026, 3, 10)


def test_an_event_from_before_the_rule_starts_nothing():
    assert event_day(RULES["R6-induction"], [], date(2026, 5, 1), inducted_on=date(2022, 12, 31)) is None
    assert event_day(RULES["R6-induction"], [], date(2026, 5, 1), inducted_on=date(2026, 4, 1)) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("四级调研员", Rank.RESEARCHER_4),
        (" 一级 主任科员", Rank.PRINCIPAL_1),
        ("clerk_2", Rank.CLERK_2),
        ("科员甲", None),
    ],
)
def test_a_roster_names_ranks_in_its_own_words(text, step):
    assert Rank.named(text) is step


def test_a_roster_names_post_levels_in_short_forms():
    assert PostLevel.named("正科级") is PostLevel.TOWNSHIP_CHIEF
    assert PostLevel.named("县处级副职") is PostLevel.COUNTY_DEPUTY


def test_the_ladders_run_from_high_to_low():
    assert len(Rank) == 12
    assert Rank.RESEARCHER_4.at_least(Rank.PRINCIPAL_1)
    assert not Rank.PRINCIPAL_1.at_least(Rank.RESEARCHER_4)
    assert Rank.CLERK_2.order == 0
    assert PostLevel.TOWNSHIP_DEPUTY.at_most(PostLevel.COUNTY_DEPUTY)


# --- since when


def test_a_new_version_and_a_new_post_do_not_start_the_time_again():
    old = Rule(
        "k", "n", "名", HANDBOOK, Cycle.YEAR, frozenset({"online"}),
        hours=Decimal(40), effective_from=date(2020, 1, 1), effective_to=date(2026, 6, 30),
    )  # fmt: skip
    new = Rule(
        "k", "n", "名", HANDBOOK, Cycle.YEAR, frozenset({"online"}), hours=Decimal(50), effective_from=date(2026, 7, 1)
    )
    history = [
        Facts(date(2021, 4, 1), date(2024, 5, 31), rank=Rank.CLERK_1),
        Facts(date(2024, 6, 1), rank=Rank.PRINCIPAL_4),
    ]

    assert applies_since([new, old], "k", history, date(2026, 11, 23)) == date(2021, 4, 1)
    assert rules_in_force([new, old], date(2026, 6, 30)) == (old,)
    assert rules_in_force([new, old], date(2026, 7, 1)) == (new,)


def test_an_absence_from_the_population_starts_the_time_again():
    history = [
        Facts(date(2021, 4, 1), date(2024, 5, 31), rank=Rank.PRINCIPAL_1),
        Facts(date(2024, 6, 1), date(2026, 2, 28), rank=Rank.RESEARCHER_4),
        Facts(date(2026, 3, 1), rank=Rank.PRINCIPAL_1),
    ]

    assert applies_since(DEFAULT_RULES, "R2", history, date(2026, 11, 23)) == date(2026, 3, 1)
    assert applies_since(DEFAULT_RULES, "R2", history, date(2025, 1, 1)) is None


# --- rules as data ---------------------------------------------------------------------------------


def test_every_default_rule_has_two_names_a_source_and_forms_that_the_ledger_knows():
    forms = {form.value for form in Form}

    assert len({rule.key for rule in DEFAULT_RULES}) == len(DEFAULT_RULES)
    for rule in DEFAULT_RULES:
        assert rule.name_en
        assert rule.name_zh
        assert rule.source.title_en
        assert rule.source.title_zh
        assert rule.forms <= forms


def test_a_requirement_survives_being_stored():
    for rule in DEFAULT_RULES:
        assert rule_from(json.loads(json.dumps(rule_document(rule)))) == rule


def test_what_we_know_only_second_hand_says_so():
    marked = {key: rule.source.evidence for key, rule in RULES.items()}

    assert {marked["R5-county"], marked["R5-others"]} == {Evidence.SECONDARY}
    assert {marked["R6-induction"], marked["R6-county"], marked["R6-township"]} == {Evidence.WEAK}
    assert {marked["R1"], marked["R2"], marked["R4"]} == {Evidence.PRIMARY}


def test_the_plan_ends_with_its_last_year():
    assert "R4" in {rule.key for rule in rules_in_force(DEFAULT_RULES, date(2027, 12, 31))}
    assert "R4" not in {rule.key for rule in rules_in_force(DEFAULT_RULES, date(2028, 1, 1))}


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"hours": Decimal("0.3")},
        {"hours": Decimal(0)},
        {"times": Decimal("0.5")},
        {"hours": Decimal(5), "event": Event.PROMOTION},
        {"hours": Decimal(5), "year_start": (2, 29)},
        {"hours": Decimal(5), "effective_from": date(2026, 2, 1), "effective_to": date(2026, 1, 1)},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(broken):
    with pytest.raises(ValueError, match=r"rule k|class-hours"):
        Rule("k", "n", "名", HANDBOOK, Cycle.YEAR, frozenset({"online"}), **broken)
