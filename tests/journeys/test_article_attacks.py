"""A real browser on a page full of attacks: no dialog opens, and the content security policy has nothing to report."""

from typing import Any

from tests.articles.hostile import OWN, attacked, hostile_texts
from tests.make import Make

REPORTS = """
globalThis.reported = [];
document.addEventListener("securitypolicyviolation", (event) => reported.push(event.violatedDirective));
"""


def test_a_page_full_of_attacks_opens_no_dialog_and_breaks_no_policy(device, own_site):
    dialogs: list[str] = []
    made: dict[str, int] = {}

    def write(session: Any) -> None:
        people = Make(session)
        author, reader = people.person(OWN[0][:60]), people.person(username="attacked")
        made["id"] = attacked(session, author, reader, hostile_texts(every=6)).id

    own_site.change(write)
    page = device("attacked", script=REPORTS)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    reports = []
    for where in (f"/articles/{made['id']}", f"/articles/{made['id']}?at=0", "/articles/"):
        page.goto(where)
        page.wait_for_timeout(200)
        reports += page.evaluate("reported")

    assert (dialogs, reports) == ([], [])
