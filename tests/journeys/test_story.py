"""The main job from end to end: a lesson read and recalled becomes class-hours in a reviewed quarterly summary."""

from decimal import Decimal
from pathlib import Path

from learnhub.catalog.commands import run_import
from learnhub.catalog.models import LessonVersion
from learnhub.catalog.queries import sections_of
from learnhub.credits import actions as credits
from learnhub.credits import queries as ledger
from learnhub.credits import rules
from learnhub.people.models import RankHolding
from learnhub.requirements import actions as requirements
from tests.assessment import factories as quarter
from tests.make import LONG_AGO
from tests.quizzes import factories as quizzes

CONTENT = Path(__file__).resolve().parents[2] / "content" / "courses"
BEAT = 15_000


def read_whole_lesson(reader, version, time):
    """Read every section at 400 characters a minute, scrolling every five seconds, in beats of 15 s."""
    opened = reader.post("/reading/sittings", json={"lesson_version": version.id}).json
    nonce, seq, at, answer = opened["nonce"], 1, 0, {}
    for section in sections_of(version.id):
        left = section.chars * 60_000 // 400
        while left > 0:
            spent = min(left, BEAT)
            left -= spent
            time.pass_(milliseconds=spent)
            seen = [[section.identity, at, at + spent, left == 0]]
            beat = {
                "nonce": nonce,
                "mono_ms": at + spent,
                "seen": seen,
                "inputs": list(range(at + 1, at + spent, 5_000)),
            }
            answer = reader.put(f"/reading/sittings/{opened['sitting']}/beats/{seq}", json={**beat, "hidden": []}).json
            nonce, seq, at = answer["next_nonce"], seq + 1, at + spent
    return answer, at


def test_a_lesson_read_after_work_becomes_class_hours_in_a_reviewed_summary(make, sign_in, session, time):
    credits.install_default_rules()
    requirements.install_default_rules()
    run_import(CONTENT)
    version = session.query(LessonVersion).filter_by(language="zh-CN").order_by(LessonVersion.id).first()
    made = quarter.office(make)
    make.add(RankHolding(person_id=made.cadre.id, rank="principal_3", from_on=LONG_AGO))
    quarter.open_cycle(make, made)
    cadre, chief = sign_in(made.cadre), sign_in(made.supervisor)

    page = cadre.get(f"/reading/lessons/{version.lesson_id}")
    answer, spent_ms = read_whole_lesson(cadre, version, time)
    attempt = quizzes.start(cadre, version)
    for position, value in quizzes.key_of(session, attempt).items():
        quizzes.save(cadre, attempt, position, value)
    handed_in = quizzes.hand_in(cadre, attempt)
    summary = quarter.summary_of(make, made.cadre)
    address = f"/assessment/summaries/{summary.id}"
    written = cadre.get(address)
    cadre.post(f"{address}/submit", data=quarter.words(summary.version, learned="先定文种再动笔。"))
    chief.post(f"{address}/open")
    version_now = quarter.summary_of(make, made.cadre).version
    chief.post(f"{address}/review", data={"comment": "用得上。", "version": version_now})

    assert version.title in page.text
    assert abs(answer["credited_ms"] - spent_ms) <= spent_ms * 3 // 100
    assert len(answer["read"]) == len(sections_of(version.id))
    assert handed_in.status_code == 303
    [entry] = ledger.entries_of(made.cadre.id)
    assert (entry.hours, entry.form, entry.title) == (Decimal("0.50"), rules.Form.ONLINE, version.title)
    [chain] = [chain for chain in ledger.chains() if chain.person_id == made.cadre.id]
    assert rules.verify_chain(chain.links, chain.head) == []
    assert version.title in written.text
    assert quarter.summary_of(make, made.cadre).state == "notified"
