"""How a touched ledger shows."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.credits.rules import (
    GENESIS,
    Broken,
    Entry,
    Fault,
    Form,
    Head,
    Link,
    Status,
    append,
    canonical,
    entry_hash,
    verify_chain,
)

TODAY = date(2026, 11, 23)


def an_entry(seq: int = 1, **facts) -> Entry:
    defaults = {
        "person_id": 7,
        "form": Form.ONLINE,
        "hours": Decimal("0.50"),
        "earned_on": TODAY,
        "recorded_at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        "status": Status.VERIFIED,
        "rule_id": 1,
        "source": "learnhub",
        "external_id": f"lesson-version:{seq}",
    }
    return Entry(seq=seq, **{**defaults, **facts})


def a_chain(*entries: Entry) -> tuple[list[Link], Head]:
    links, head = [], Head()
    for entry in entries:
        link, head = append(entry, head)
        links.append(link)
    return links, head


# --- the chain -------------------------------------------------------------------------------------


def test_an_entry_is_written_down_in_one_way_only():
    entry = an_entry(
        3,
        days=Decimal("0.5"),
        evidence={"sittings": [4, 5], "completion": 12},
        recorded_at=datetime(2026, 11, 23, 16, 0, 0, 120_000, tzinfo=timezone(timedelta(hours=8))),
    )

    text = canonical(entry, GENESIS).decode()

    assert text == (
        '{"actor_id":null,"basic":false,"corrects_entry":null,"days":"0.50","earned_on":"2026-11-23",'
        '"evidence":{"completion":12,"sittings":[4,5]},"external_id":"lesson-version:3","form":"online","hours":"0.50",'
        f'"is_demo":false,"person_id":7,"prev_hash":"{GENESIS}",'
        f'"reason_sha256":"{hashlib.sha256(b"").hexdigest()}",'
        '"recorded_at":"2026-11-23T08:00:00.120Z","rule_id":1,"seq":3,"source":"learnhub","status":"verified",'
        f'"title_sha256":"{hashlib.sha256(b"").hexdigest()}"}}'
    )
    assert entry_hash(entry, GENESIS) == hashlib.sha256(text.encode()).hexdigest()


def test_the_written_form_holds_no_free_text_in_which_a_name_may_stand():
    text = canonical(an_entry(1, reason="张三重复录入"), GENESIS).decode()

    assert "张三" not in text
    assert text != canonical(an_entry(1, reason="李四重复录入"), GENESIS).decode()
    assert text != canonical(an_entry(1, reason="张三重复录入", title="公文写作"), GENESIS).decode()


def test_chinese_is_written_as_itself():
    assert "省网院" in canonical(an_entry(1, source="省网院"), GENESIS).decode()


def test_amounts_are_the_same_however_the_database_returns_them_but_rounding_hides_nothing():
    def seal(hours: str) -> str:
        return entry_hash(an_entry(1, hours=Decimal(hours)), GENESIS)

    assert seal("0.5") == seal("0.50") == seal("0.500")
    assert seal("0.5") != seal("0.504")
    assert seal("NaN") != seal("0.5")


def test_an_untouched_chain_has_no_fault():
    links, head = a_chain(an_entry(1), an_entry(2), an_entry(3))

    assert verify_chain(links, head) == []
    assert verify_chain(list(reversed(links)), head) == []
    assert verify_chain([], Head()) == []
    assert verify_chain([], None) == []


def test_an_entry_can_only_be_sealed_with_the_next_number():
    with pytest.raises(ValueError, match="cannot follow"):
        append(an_entry(3), Head(1, "a" * 64))


def test_a_changed_entry_is_named():
    links, head = a_chain(an_entry(1), an_entry(2), an_entry(3))
    links[1] = replace(links[1], entry=replace(links[1].entry, hours=Decimal(5)))

    assert verify_chain(links, head) == [Broken(2, Fault.CHANGED)]


def test_an_entry_that_was_changed_and_sealed_again_no_longer_fits_the_next():
    links, head = a_chain(an_entry(1), an_entry(2), an_entry(3))
    forged = replace(links[1].entry, hours=Decimal(5))
    links[1] = Link(forged, links[1].prev_hash, entry_hash(forged, links[1].prev_hash))

    assert verify_chain(links, head) == [Broken(3, Fault.DETACHED)]


def test_a_removed_entry_is_named():
    links, head = a_chain(an_entry(1), an_entry(2), an_entry(3))

    assert verify_chain(links[1:], head)[0] == Broken(1, Fault.REMOVED)
    assert verify_chain([links[0], links[2]], head)[0] == Broken(2, Fault.REMOVED)


def test_a_removed_last_entry_shows_in_the_head():
    links, head = a_chain(an_entry(1), an_entry(2), an_entry(3))

    assert verify_chain(links[:-1], head) == [Broken(None, Fault.HEAD_COUNT), Broken(None, Fault.HEAD_HASH)]
    assert verify_chain([], head) == [Broken(None, Fault.HEAD_COUNT), Broken(None, Fault.HEAD_HASH)]


def test_an_inserted_entry_is_named():
    links, head = a_chain(an_entry(1), an_entry(2))
    forged = an_entry(2, hours=Decimal(5), external_id="x")
    link = Link(forged, links[0].hash, entry_hash(forged, links[0].hash))

    assert Broken(2, Fault.INSERTED) in verify_chain([*links, link], head)


def test_an_entry_of_somebody_else_is_named():
    links, head = a_chain(an_entry(1), an_entry(2, person_id=8))

    assert verify_chain(links, head) == [Broken(2, Fault.FOREIGN)]


def test_a_missing_or_wrong_head_is_named():
    links, head = a_chain(an_entry(1))

    assert verify_chain(links, None) == [Broken(None, Fault.NO_HEAD)]
    assert verify_chain(links, replace(head, hash="f" * 64)) == [Broken(None, Fault.HEAD_HASH)]
    assert verify_chain(links, replace(head, entries=2)) == [Broken(None, Fault.HEAD_COUNT)]


def test_a_chain_that_was_forged_from_the_start_does_not_fit_the_head():
    _, head = a_chain(an_entry(1), an_entry(2))
    forged, _ = a_chain(an_entry(1, hours=Decimal(5)), an_entry(2))

    assert verify_chain(forged, head) == [Broken(None, Fault.HEAD_HASH)]


steps = st.integers(-40, 40).map(lambda count: Decimal(count) / 4)
texts = st.text(max_size=8)
made_up = st.builds(
    Entry,
    person_id=st.just(7),
    seq=st.just(1),
    form=st.sampled_from(list(Form)),
    hours=steps,
    earned_on=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    recorded_at=st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 - made aware below
        lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
    ),
    status=st.sampled_from(list(Status)),
    rule_id=st.integers(1, 9),
    source=texts,
    external_id=texts,
    days=st.none() | steps,
    basic=st.booleans(),
    title=texts,
    evidence=st.dictionaries(texts, st.integers(1, 99) | st.lists(st.integers(1, 99), max_size=3), max_size=3),
    reason=texts,
    actor_id=st.none() | st.integers(1, 99),
    corrects_entry=st.none() | st.integers(1, 9),
    is_demo=st.booleans(),
)
ledgers = st.lists(made_up, min_size=1, max_size=6).map(
    lambda entries: [replace(entry, seq=number) for number, entry in enumerate(entries, start=1)]
)
FIELDS = [name for name in Entry.__dataclass_fields__ if name not in {"person_id", "seq"}]


@given(ledgers, st.data())
def test_any_single_change_is_found(entries, data):
    links, head = a_chain(*entries)
    place = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(st.sampled_from(FIELDS))
    other = getattr(data.draw(made_up.filter(lambda entry: _differs(entry, entries[place], field))), field)
    links[place] = replace(links[place], entry=replace(entries[place], **{field: other}))

    assert Broken(place + 1, Fault.CHANGED) in verify_chain(links, head)


def _differs(one: Entry, other: Entry, field: str) -> bool:
    return bool(getattr(one, field) != getattr(other, field))


@given(ledgers, st.data())
def test_any_single_removal_is_found(entries, data):
    links, head = a_chain(*entries)
    del links[data.draw(st.integers(0, len(links) - 1))]

    assert Broken(None, Fault.HEAD_COUNT) in verify_chain(links, head)


@given(ledgers, made_up, st.data())
def test_any_single_insertion_is_found_even_when_it_was_sealed(entries, extra, data):
    links, head = a_chain(*entries)
    place = data.draw(st.integers(0, len(links)))
    forged = replace(extra, seq=place + 1)
    before = links[place - 1].hash if place else GENESIS
    links.insert(place, Link(forged, before, entry_hash(forged, before)))

    faults = {broken.what for broken in verify_chain(links, head)}

    assert Fault.HEAD_COUNT in faults
    assert place == len(entries) or Fault.INSERTED in faults


@given(made_up)
def test_what_is_written_down_is_json_with_sorted_keys_and_no_spaces(entry):
    document = json.loads(canonical(entry, GENESIS))

    assert list(document) == sorted(document)
    assert canonical(entry, GENESIS).decode() == json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
