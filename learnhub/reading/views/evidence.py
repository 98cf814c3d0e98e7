"""Pages of evidence: the sittings behind a lesson or a completion, and one sitting explained."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies as catalog
from learnhub.kernel import clock
from learnhub.platform.audit import note_look
from learnhub.platform.auth import actor
from learnhub.reading import policies, queries
from learnhub.reading.views.blueprint import blueprint
from learnhub.reading.views.cases import evidence_shown


@blueprint.get("/lessons/<int:lesson_id>/evidence")
def show_evidence(lesson_id: int) -> ResponseReturnValue:
    """One's own sittings with a lesson: what was counted, what was trimmed and why."""
    catalog.access_lesson_text(actor(), lesson_id)
    return _evidence(policies.Seen(actor().id, lesson_id, own=True))


@blueprint.get("/completions/<int:completion_id>")
def show_completion(completion_id: int) -> ResponseReturnValue:
    """The same behind a completion: one's own, as a supervisor, or inside a case."""
    seen = policies.access_completion(actor(), completion_id, evidence=evidence_shown())
    note_look(actor(), seen.person_id, f"completion:{completion_id}")
    return _evidence(seen)


@blueprint.get("/sittings/<int:sitting_id>")
def show_sitting(sitting_id: int) -> ResponseReturnValue:
    """One sitting, moment by moment, with the rule that counted it."""
    sitting = policies.access_sitting(actor(), sitting_id, evidence=evidence_shown())
    note_look(actor(), sitting.person_id, f"sitting:{sitting_id}")
    return render_template(
        "reading/sitting.html", page=queries.sitting_page(sitting), own=sitting.person_id == actor().id
    )  # fmt: skip


@blueprint.get("/lessons/<int:lesson_id>/changes")
def show_changes(lesson_id: int) -> ResponseReturnValue:
    """What changed in a lesson since the version that one knows, or another one that is asked for."""
    text = catalog.access_lesson_text(actor(), lesson_id)
    others = [(ident, number) for ident, number in queries.versions_of(lesson_id) if ident != text.version_id]
    asked = {number: ident for ident, number in others}.get(request.args.get("from", default=0, type=int))
    before = asked or queries.version_before(actor().id, lesson_id, text.version_id)
    changes = queries.changes_between(before, text.version_id) if before else None
    return render_template("reading/changes.html", text=text, changes=changes, others=others)


def _evidence(seen: policies.Seen) -> str:
    version = queries.current_version(seen.lesson_id)
    return render_template(
        "reading/evidence.html",
        version=version,
        own=seen.own,
        person_name=queries.name_of(seen.person_id),
        sittings=queries.sittings_of(seen.person_id, seen.lesson_id),
        sections=queries.sections_of(seen.person_id, version.id) if version else (),
        completions=queries.keys_of_lesson(seen.person_id, seen.lesson_id),
        today=clock.today(),
        cases=queries.cases_of_lesson(seen.person_id, seen.lesson_id),
    )
