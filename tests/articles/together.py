"""Two people, or one with two windows, at the same instant: `python -m tests.articles.together [--rounds 30]`.

Each case begins anew, sends two or three requests from threads that wait for each other, over connections of their own,
and says what must be true afterwards: who won, what the others were told, and that nothing is there twice.
"""

import argparse
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from config import Config
from learnhub.app import create_app
from learnhub.articles.models import (
    Article,
    ArticleImport,
    ArticleVersion,
    Binding,
    CoAuthor,
    Collection,
    CollectionItem,
    Comment,
    Step,
    Thanks,
)
from learnhub.articles.rules.states import CoAuthorState, Level, Stage, State, StepKind
from learnhub.credits.actions import install_default_rules
from learnhub.credits.models import CreditEntry
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from learnhub.people.models import Person, Unit
from learnhub.platform.db import db, transaction
from tests.articles.factories import brought, draft, handed_over, released
from tests.make import Make, handle_for
from tests.postgres import running_server

HANDED_IN = {"original": "y", "nothing_secret": "y", "revision": 0}
PEOPLE = ("author", "other", "first", "second", "editor")
Request = tuple[str, str, str, dict[str, Any]]
Answers = list[tuple[int, str]]


class Office:
    """A site with a database of its own; an address is that of one that has its tables already."""

    def __init__(self, folder: Path, url: str = "", *, migrated: bool = False) -> None:
        self.app = create_app(
            Config(instance=folder, database_url=url, secret_key="own", testing=True, writes_a_minute=1_000_000)
        )
        self.app.config.update(WTF_CSRF_ENABLED=False)
        self.ids, self._handles = dict[str, int](), dict[str, str]()
        with self.app.app_context():
            if not migrated:
                upgrade()
            with transaction() as session:
                self._people(session)
            db.session.remove()

    def _people(self, session: Session) -> None:
        install_default_rules()
        make = Make(session)
        unit = make.unit("县")
        self.unit_id = unit.id
        for name in PEOPLE:
            person = self._person(session, name)
            role = {"first": Role.REVIEWER, "second": Role.REVIEWER, "editor": Role.AUTHOR}.get(name)
            if role:
                make.grant(person, role, unit)

    def _person(self, session: Session, name: str) -> Person:
        person = Make(session).person(name, unit=session.get_one(Unit, self.unit_id), locale="en")
        self.ids[name], self._handles[name] = person.id, handle_for(session, person)
        return person

    def new_author(self) -> None:
        """Somebody whose articles were never paid: there is a cap for each year."""
        self.do(lambda session: self._person(session, "author"))

    def do(self, act: Callable[[Session], Any]) -> Any:
        """Something in a transaction of its own."""
        with self.app.app_context():
            with transaction() as session:
                found = act(session)
            db.session.remove()
        return found

    def race(self, requests: Sequence[Request]) -> Answers:
        """Send them at the same instant; what each was answered."""
        start, answers = threading.Barrier(len(requests)), [(0, "")] * len(requests)

        def send(place: int, who: str, method: str, path: str, form: dict[str, Any]) -> None:
            visitor = self.app.test_client()
            with visitor.session_transaction() as cookie:
                cookie.update(_user_id=self._handles[who], _fresh=True)
            body: dict[str, Any] = {"json": form} if method == "PUT" else {"data": form}
            start.wait()
            answer = visitor.open(path, method=method, headers={"Accept": "application/json"}, **body)
            said = (answer.get_json(silent=True) or {"title": answer.text}).get("title", "")
            answers[place] = answer.status_code, said

        threads = [threading.Thread(target=send, args=(place, *each)) for place, each in enumerate(requests)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return answers

    def close(self) -> None:
        """Let go of the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def count(session: Session, table: Any, *conditions: Any) -> int:
    """How many rows there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


def _submitted(office: Office, session: Session, stage: Stage) -> Article:
    author = session.get_one(Person, office.ids["author"])
    article = released(session, author, unit_id=office.unit_id)
    article.submitted_version_id, article.released_version_id, article.released_at = (
        article.released_version_id, None, None,
    )  # fmt: skip
    article.state, article.stage, article.waiting_since = State.SUBMITTED, stage, article.created_at
    article.level = Level.UNIT
    session.add(Step(article_id=article.id, kind=StepKind.SUBMITTED, actor_id=author.id, declared={},
                     version_id=article.submitted_version_id, at=article.created_at))  # fmt: skip
    session.flush()
    return article


def two_reviewers_pass_the_last_stage(office: Office) -> list[str]:
    """One releases and the author is paid once; the other is told that nothing waits."""
    at, seen = _waiting(office, Stage.SECRECY)
    answers = office.race([(who, "POST", f"/articles/{at}/pass", {"seen": seen, "checked": "y"}) for who in _REVIEWERS])
    return _one_wins(answers) + office.do(lambda s: _counted(s, at, released=1, paid=1, notices=1))


def one_passes_while_the_other_returns(office: Office) -> list[str]:
    at, seen = _waiting(office, Stage.SECRECY)
    answers = office.race([
        ("first", "POST", f"/articles/{at}/pass", {"seen": seen, "checked": "y"}),
        ("second", "POST", f"/articles/{at}/return", {"seen": seen, "reason": "Say more."}),
    ])  # fmt: skip
    passed = answers[0][0] == 303
    return _one_wins(answers) + office.do(lambda s: _counted(s, at, released=int(passed), paid=int(passed), notices=1))


def one_reviewer_with_two_windows(office: Office) -> list[str]:
    """The first stage is passed once, and the second stage is not passed by the same click."""
    at, seen = _waiting(office, Stage.UNIT)
    answers = office.race([("first", "POST", f"/articles/{at}/pass", {"seen": seen})] * 3)
    wrong = office.do(lambda s: count(s, Step, Step.article_id == at, Step.kind == StepKind.PASSED))
    return _one_wins(answers, lost={403, 409, 422}) + ([] if wrong == 1 else [f"passed {wrong} times"])


def the_author_takes_back_while_it_is_released(office: Office) -> list[str]:
    at, seen = _waiting(office, Stage.SECRECY)
    answers = office.race([
        ("first", "POST", f"/articles/{at}/pass", {"seen": seen, "checked": "y"}),
        ("author", "POST", f"/articles/{at}/take-back", {}),
    ])  # fmt: skip
    return _one_wins(answers)


def released_and_withdrawn_at_once(office: Office) -> list[str]:
    """A withdrawal waits for its release, or is told that nothing was released; what was paid is taken back once."""
    at, seen = _waiting(office, Stage.SECRECY)
    answers = office.race([
        ("first", "POST", f"/articles/{at}/pass", {"seen": seen, "checked": "y"}),
        ("author", "POST", f"/articles/{at}/withdraw", {"reason": "Wrong."}),
    ])  # fmt: skip
    both = [status for status, _ in answers] == [303, 303]
    if not both and (answers[0][0], answers[1][0]) != (303, 409):
        return [f"answers {answers}"]
    entries = office.do(lambda s: count(s, CreditEntry, CreditEntry.person_id == office.ids["author"]))
    return [] if entries == (2 if both else 1) else [f"{entries} entries after {answers}"]


def two_withdraw_at_once(office: Office) -> list[str]:
    at = office.do(lambda s: _released(office, s))
    form = {"reason": "Wrong."}
    answers = office.race([(who, "POST", f"/articles/{at}/withdraw", form) for who in ("author", "first", "second")])
    steps = office.do(lambda s: count(s, Step, Step.article_id == at, Step.kind == StepKind.WITHDRAWN))
    return _one_wins(answers) + ([] if steps == 1 else [f"withdrawn {steps} times"])


def two_save_the_same_draft(office: Office) -> list[str]:
    """One saves, the other gets the saved text to compare; both texts are somewhere."""
    at = office.do(lambda s: _drafted(office, s, along=True))
    answers = office.race([
        (who, "PUT", f"/articles/{at}/draft", {"revision": 0, "title": "题目", "source": f"by {who}"})
        for who in ("author", "other")
    ])  # fmt: skip
    revision = office.do(lambda s: s.get_one(Article, at).draft_revision)
    return _one_wins(answers, won=200) + ([] if revision == 1 else [f"revision {revision}"])


def saved_while_it_is_handed_in(office: Office) -> list[str]:
    """Nothing is handed in that its author did not look at, and nothing is written after that."""
    at = office.do(lambda s: _drafted(office, s, along=True))
    answers = office.race([
        ("author", "POST", f"/articles/{at}/submit", HANDED_IN),
        ("other", "PUT", f"/articles/{at}/draft", {"revision": 0, "title": "题目", "source": "another text"}),
    ])  # fmt: skip
    statuses = [status for status, _ in answers]
    handed_in, text = office.do(lambda s: _submitted_and_draft(s, at))
    fine = statuses in ([303, 409], [409, 200]) and handed_in in ("", text)
    return [] if fine else [f"{statuses} {handed_in[:20]} {text[:20]}"]


def handed_in_twice(office: Office) -> list[str]:
    at = office.do(lambda s: _drafted(office, s))
    answers = office.race([("author", "POST", f"/articles/{at}/submit", HANDED_IN)] * 3)
    kept = office.do(lambda s: count(s, ArticleVersion, ArticleVersion.article_id == at))
    return _one_wins(answers) + ([] if kept == 1 else [f"{kept} versions"])


def thanked_twice(office: Office) -> list[str]:
    at = office.do(lambda s: _released(office, s))
    answers = office.race([("other", "POST", f"/articles/{at}/thanks", {"on": "yes"})] * 3)
    found = office.do(lambda s: (s.get_one(Article, at).thanks, count(s, Thanks, Thanks.article_id == at)))
    return _all_done(answers) + ([] if found == (1, 1) else [f"thanks {found}"])


def bookmarked_twice(office: Office) -> list[str]:
    at = office.do(lambda s: _released(office, s))
    return _all_done(office.race([("other", "POST", f"/articles/{at}/bookmark", {"on": "yes"})] * 3))


def the_same_comment_twice(office: Office) -> list[str]:
    at = office.do(lambda s: _released(office, s))
    form = {"text": "Well said.", "request_key": f"same-{at}"}
    answers = office.race([("other", "POST", f"/articles/{at}/comments", form)] * 3)
    found = office.do(lambda s: (s.get_one(Article, at).comments, count(s, Comment, Comment.article_id == at)))
    return _all_done(answers) + ([] if found == (1, 1) else [f"comments {found}"])


def asked_twice_to_join(office: Office) -> list[str]:
    at = office.do(lambda s: _released(office, s, state=State.DRAFT))
    answers = office.race([("other", "POST", f"/articles/{at}/join", {"message": "May I?"})] * 3)
    rows = office.do(lambda s: count(s, CoAuthor, CoAuthor.article_id == at))
    told = office.do(lambda s: count(s, Notice, Notice.to == f"/articles/{at}/coauthors"))
    return _all_done(answers) + ([] if (rows, told) == (1, 1) else [f"{rows} rows, {told} notices"])


def a_document_confirmed_twice(office: Office) -> list[str]:
    def bring(session: Session) -> int:
        return brought(session, session.get_one(Person, office.ids["author"])).id

    kept = office.do(bring)
    before = office.do(lambda s: count(s, Article))
    answers = office.race([("author", "POST", f"/articles/import/{kept}/confirm", {"title": ""})] * 3)
    made = office.do(lambda s: count(s, Article)) - before
    done = office.do(lambda s: s.get_one(ArticleImport, kept).article_id is not None)
    return _one_wins(answers) + ([] if (made, done) == (1, True) else [f"{made} drafts"])


def a_collection_released_twice(office: Office) -> list[str]:
    at, revision = _collection(office)
    answers = office.race([
        (who, "POST", f"/articles/collections/{at}/release", {"revision": revision}) for who in _REVIEWERS
    ])  # fmt: skip
    books = office.do(lambda s: count(s, Binding, Binding.collection_id == at))
    return _one_wins(answers) + ([] if books == 2 else [f"{books} books"])


def a_book_asked_for_by_three(office: Office) -> list[str]:
    at, _ = _collection(office)
    path = f"/articles/collections/{at}/books/pdf"
    answers = office.race([(who, "POST", path, {}) for who in ("first", "second", "editor")])
    books = office.do(lambda s: count(s, Binding, Binding.collection_id == at))
    return _all_done(answers) + ([] if books == 1 else [f"{books} books"])


def an_article_bound_twice(office: Office) -> list[str]:
    at, revision = _collection(office)
    article = office.do(lambda s: _released(office, s))
    form = {"article": article, "revision": revision}
    answers = office.race([("editor", "POST", f"/articles/collections/{at}/items", form)] * 3)
    items = office.do(lambda s: count(s, CollectionItem, CollectionItem.collection_id == at))
    return _one_wins(answers) + ([] if items == 2 else [f"{items} items"])


CASES: tuple[Callable[[Office], list[str]], ...] = (
    two_reviewers_pass_the_last_stage, one_passes_while_the_other_returns, one_reviewer_with_two_windows,
    the_author_takes_back_while_it_is_released, released_and_withdrawn_at_once, two_withdraw_at_once,
    two_save_the_same_draft, saved_while_it_is_handed_in, handed_in_twice, thanked_twice, bookmarked_twice,
    the_same_comment_twice, asked_twice_to_join, a_document_confirmed_twice, a_collection_released_twice,
    a_book_asked_for_by_three, an_article_bound_twice,
)  # fmt: skip
_REVIEWERS = ("first", "second")


def _waiting(office: Office, stage: Stage) -> tuple[int, int]:
    def begin(session: Session) -> tuple[int, int]:
        article = _submitted(office, session, stage)
        return article.id, article.submitted_version_id or 0

    return office.do(begin)  # type: ignore[no-any-return]


def _released(office: Office, session: Session, **facts: Any) -> int:
    author = session.get_one(Person, office.ids["author"])
    made = released(session, author, unit_id=office.unit_id)
    for name, value in facts.items():
        setattr(made, name, value)
    return made.id


def _drafted(office: Office, session: Session, *, along: bool = False) -> int:
    made = draft(session, session.get_one(Person, office.ids["author"]), unit_id=office.unit_id)
    if along:
        answered = {"answered_at": made.created_at, "joined_at": made.created_at}
        row = CoAuthor(
            article_id=made.id, person_id=office.ids["other"], message="", asked_at=made.created_at, **answered
        )
        row.state = CoAuthorState.ACCEPTED
        session.add(row)
    return made.id


def _collection(office: Office) -> tuple[int, int]:
    def begin(session: Session) -> tuple[int, int]:
        article = session.get_one(Article, _released(office, session))
        editor = session.get_one(Person, office.ids["editor"])
        made: Collection = handed_over(session, article, editor=editor, unit_id=office.unit_id)
        return made.id, made.revision

    return office.do(begin)  # type: ignore[no-any-return]


def _submitted_and_draft(session: Session, article_id: int) -> tuple[str, str]:
    article = session.get_one(Article, article_id)
    handed_in = session.get(ArticleVersion, article.submitted_version_id or 0)
    return handed_in.source.strip() if handed_in else "", article.draft_source.strip()


def _counted(session: Session, article_id: int, *, released: int, paid: int, notices: int) -> list[str]:
    steps = count(session, Step, Step.article_id == article_id, Step.kind == StepKind.RELEASED)
    about = Notice.to.in_([f"/articles/{article_id}", f"/articles/{article_id}/trail"])
    told = count(session, Notice, about, Notice.kind == "article")
    entries = count(session, CreditEntry, CreditEntry.person_id == session.get_one(Article, article_id).author_id)
    wanted = {"released": (steps, released), "paid": (entries, paid), "told": (told, notices)}
    return [f"{what} {seen} times, not {right}" for what, (seen, right) in wanted.items() if seen != right]


def _one_wins(answers: Answers, *, won: int = 303, lost: Sequence[int] | set[int] = (409,)) -> list[str]:
    """One did it, and every other was told why not, in words."""
    winners = [status for status, _ in answers if status == won]
    others = [(status, said) for status, said in answers if status != won]
    fine = len(winners) == 1 and all(status in lost and len(said) > 10 for status, said in others)
    return [] if fine else [f"answers {answers}"]


def _all_done(answers: Answers) -> list[str]:
    """Who asks for the same twice has it once, and is told no fault."""
    return [] if all(status in (200, 303) for status, _ in answers) else [f"answers {answers}"]


def run(office: Office, rounds: int) -> Counter[str]:
    """Every case so many times; what went wrong, and how often."""
    wrong: Counter[str] = Counter()
    for case in CASES:
        faults: Counter[str] = Counter()
        for _ in range(rounds):
            office.new_author()
            faults.update(case(office))
        print(f"{'FAILS' if faults else 'ok':<6}{case.__name__.replace('_', ' ')}", *faults.most_common(4), flush=True)
        wrong.update(faults)
    return wrong


def main() -> None:
    """Both databases; the exit status says whether anything went wrong."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=30)
    rounds, found = options.parse_args().rounds, 0
    os.environ.pop("LEARNHUB_DATABASE_URL", None)
    with running_server() as url, tempfile.TemporaryDirectory() as folder:
        for name, address in (("PostgreSQL", url), ("SQLite", "")):
            print(f"{name}, {rounds} rounds of each")
            office = Office(Path(folder) / name, address)
            found += run(office, rounds).total()
            office.close()
    raise SystemExit(found > 0)


if __name__ == "__main__":
    main()
