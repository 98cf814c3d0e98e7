"""Reads of requirements: the rules, whom they bind, and due against done for any number of people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from learnhub.credits import queries as credits
from learnhub.kernel.periods import Period
from learnhub.people.models import PostHolding, RankHolding
from learnhub.platform import stamps
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext
from learnhub.platform.stamps import Shelf, remembered
from learnhub.requirements import rules
from learnhub.requirements.models import Exemption, RequirementRule


@dataclass(frozen=True, slots=True)
class Owed:
    """How a person stands against one requirement, with the words of the rule."""

    rule: rules.Rule
    standing: rules.Standing


_KNOWN: Shelf[tuple[Owed, ...]] = Shelf(4_000)


@remembered("rules")
def known_rules() -> tuple[rules.Rule, ...]:
    """Every version of every requirement, in the order of the rules page."""
    documents = sa.select(RequirementRule.document).order_by(RequirementRule.position, RequirementRule.id)
    return tuple(rules.rule_from(document) for document in session().scalars(documents))


def rules_on_page(on: date) -> tuple[rules.Rule, ...]:
    """The rules that hold or will hold, in the order of the rules page; ended versions are left out."""
    return tuple(rule for rule in known_rules() if rule.effective_to is None or rule.effective_to >= on)


def subject(rule: rules.Rule) -> str:
    """What a requirement asks for in two or three words of the reader's language, for a sentence or a column."""
    if rule.only_basic:
        return str(gettext("basic training"))
    known = {frozenset({"online"}): "online self-study", frozenset({"collective"}): "collective study seminars"}
    return str(gettext(known.get(rule.forms, "centralised training")))


def standing_of(person_id: int, on: date) -> tuple[Owed, ...]:
    """How one person stands against every requirement that binds them on a day."""
    return standings_of([person_id], on)[person_id]


def standings_of(person_ids: Sequence[int], on: date) -> dict[int, tuple[Owed, ...]]:
    """The same for many people, in a number of statements that does not grow with them."""
    heads = credits.heads_of(person_ids)
    state = standing_key(on)
    return _KNOWN.take({person: (state, heads.get(person)) for person in person_ids}, lambda ids: _work_out(ids, on))


def standing_key(on: date) -> tuple[str, str, date]:
    """What every standing rests on beside the person's own ledger: the rules, who holds which post, and the day."""
    return (stamps.current("rules"), stamps.current("people"), on)


def _work_out(person_ids: Sequence[int], on: date) -> dict[int, tuple[Owed, ...]]:
    known, exempt = known_rules(), _exemptions(person_ids)
    histories, done = histories_of(person_ids), credits.done_of(person_ids)
    found = {}
    for person in person_ids:
        history = histories[person]
        pieces = [
            rules.Done(each.earned_on, each.form.value, each.hours, each.days, basic=each.basic)
            for each in done[person]
        ]
        found[person] = tuple(
            Owed(rule, _standing(rule, known, history, pieces, exempt[person], on))
            for rule in rules.rules_for(known, history, on)
            if _can_be_counted(rule, history, on)
        )
    return found


def histories_of(person_ids: Sequence[int]) -> dict[int, list[rules.Facts]]:
    """Post level, rank and leading membership of several people as dated rows, in two statements."""
    posts: defaultdict[int, list[PostHolding]] = defaultdict(list)
    for post in session().scalars(sa.select(PostHolding).where(PostHolding.person_id.in_(person_ids))):
        posts[post.person_id].append(post)
    ranks: defaultdict[int, list[RankHolding]] = defaultdict(list)
    for rank in session().scalars(sa.select(RankHolding).where(RankHolding.person_id.in_(person_ids))):
        ranks[rank.person_id].append(rank)
    return {person: _history(posts[person], ranks[person]) for person in person_ids}


def _history(posts: list[PostHolding], ranks: list[RankHolding]) -> list[rules.Facts]:
    """Cut the life of a person at every day on which a post or a rank began or ended."""
    rows: list[PostHolding | RankHolding] = [*posts, *ranks]
    cuts = sorted({row.from_on for row in rows} | {row.until_on + timedelta(days=1) for row in rows if row.until_on})
    if not cuts:
        return []
    facts = []
    for start, after in zip(cuts, [*cuts[1:], None], strict=True):
        post = next((each for each in posts if _holds(each, start)), None)
        rank = next((each for each in ranks if _holds(each, start)), None)
        level = _step(rules.PostLevel, post.leading_level.value) if post and post.leading_level else None
        facts.append(
            rules.Facts(
                start,
                after - timedelta(days=1) if after else None,
                level,
                rules.Rank.named(rank.rank) if rank else None,
                leading_member=bool(post and post.is_leading_member),
            )
        )
    return facts


def _holds(row: PostHolding | RankHolding, day: date) -> bool:
    return row.from_on <= day and (row.until_on is None or day <= row.until_on)


def _standing(
    rule: rules.Rule,
    known: Sequence[rules.Rule],
    history: Sequence[rules.Facts],
    pieces: Sequence[rules.Done],
    exempt: Sequence[tuple[str | None, Period]],
    on: date,
) -> rules.Standing:
    return rules.standing(
        rule,
        pieces,
        on=on,
        exempt=[period for key, period in exempt if key in (None, rule.key)],
        since=rules.applies_since(known, rule.key, history, on),
        event_on=rules.event_day(rule, history, on),
        # Nobody has marked basic training for this person yet: then it is to be supplied, which is not zero.
        missing=frozenset() if any(piece.basic for piece in pieces) else frozenset({rules.BASIC}) & rule.needs,
    )


def _can_be_counted(rule: rules.Rule, history: Sequence[rules.Facts], on: date) -> bool:
    """An event rule counts only for those to whom the event happened."""
    return rule.cycle is not rules.Cycle.EVENT or rules.event_day(rule, history, on) is not None


def _exemptions(person_ids: Sequence[int]) -> defaultdict[int, list[tuple[str | None, Period]]]:
    found: defaultdict[int, list[tuple[str | None, Period]]] = defaultdict(list)
    for row in session().scalars(sa.select(Exemption).where(Exemption.person_id.in_(person_ids))):
        found[row.person_id].append((row.rule_key, Period(row.from_on, row.until_on)))
    return found


def _step(ladder: Any, value: str | None) -> Any:
    return ladder(value) if value is not None else None
