"""What the meter refuses is said in the language of the reader."""

import pytest

from tests.reading import factories


@pytest.mark.parametrize(
    ("locale", "said"), [("zh-CN", "缺少一次阅读上报"), ("en", "A beat is missing: number 1 comes next.")]
)
def test_a_beat_out_of_order_is_refused_in_the_readers_language(make, sign_in, session, time, locale, said):
    reader, version = sign_in(make.person(locale=locale)), factories.lesson(session)
    opened = reader.post("/reading/sittings", json={"lesson_version": version.id}).json
    time.pass_(seconds=15)

    answer = reader.put(
        f"/reading/sittings/{opened['sitting']}/beats/3", json=factories.beat(version, opened, to_ms=15_000)
    )

    assert answer.status_code == 409
    assert said in answer.json["title"]
