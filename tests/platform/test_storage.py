"""Files are kept once, under the hash of their bytes."""

import pytest

from learnhub.platform import storage


def test_what_is_kept_twice_lies_there_once(app):
    with app.app_context():
        first, second = storage.put(b"abc"), storage.put(b"abc")

        assert first == second
        assert storage.get(first) == b"abc"
        assert [path.name for path in storage.path_of(first).parent.iterdir()] == [first]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "/" * 64, ""])
def test_no_name_leads_out_of_the_store(app, name):
    with app.app_context(), pytest.raises(ValueError, match="digest"):
        storage.path_of(name)
