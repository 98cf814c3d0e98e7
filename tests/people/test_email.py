"""E-mail addresses: read from a roster, given by the person, and never wrong."""

import pytest

from learnhub.people.rules import roster
from learnhub.people.rules.addresses import email_address


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (" Shen.Jia@Example.ORG ", "Shen.Jia@example.org"),
        ("shen＠example。cn", "shen@example.cn"),
        ("mailto:a+b@x.gov.cn", "a+b@x.gov.cn"),
        ("a@b", None),
        ("a..b@x.cn", None),
        ("a b@x.cn", None),
        ("a@x.cn\nBcc: b@y.cn", None),
        ("沈@x.cn", None),
        (f"{'a' * 65}@x.cn", None),
        ("", None),
    ],
)
def test_an_address_is_plain_or_none(said, meant):
    assert email_address(said) == meant


@pytest.mark.once
def test_a_wrong_address_in_a_roster_refuses_nobody():
    rows = [["姓名", "单位", "电子邮箱"], ["沈佳", "干部科", "shen@example.org"], ["张伟", "干部科", "无"]]
    header, _ = roster.find_header(rows)

    shen, no_problem = roster.read_row(rows[1], 2, header)
    zhang, problems = roster.read_row(rows[2], 3, header)

    assert (shen.email, no_problem) == ("shen@example.org", [])
    assert (zhang.name, zhang.email, [one.column for one in problems]) == ("张伟", None, ["电子邮箱"])


def test_a_person_gives_and_takes_back_their_address(make, sign_in):
    person = make.person(locale="en")
    client = sign_in(person)

    wrong = client.post("/people/profile/email", data={"email": "nowhere"})
    kept = client.post("/people/profile/email", data={"email": "shen＠example.org"})

    assert wrong.status_code == 422
    assert "This is no e-mail address" in wrong.text
    assert (kept.status_code, person.email) == (303, "shen@example.org")
    assert 'value="shen@example.org"' in client.get("/people/profile").text
    client.post("/people/profile/email", data={"email": ""})
    assert person.email is None
