"""A backup of a running site comes back whole, and a damaged or strange one changes nothing."""

import io
import tarfile
from hashlib import sha256

import pytest
import sqlalchemy as sa

from config import Config
from learnhub.app import create_app
from learnhub.platform import audit, storage
from learnhub.platform.db import db, transaction
from tests.sites import make_tables

pytestmark = pytest.mark.once


@pytest.fixture
def site(tmp_path):
    """A site with two audit entries, a picture and an attachment, and its database open as while it serves."""
    made = create_app(Config(instance=tmp_path / "site", testing=True))
    picture = tmp_path / "site" / "media" / "ab" / "abcd.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    with made.app_context():
        make_tables(tmp_path / "site")
        storage.put(b"attachment")
        with transaction():
            audit.record("sign_in", actor_id=None)
            audit.record("look", actor_id=None, person_id=None, thing="记录")
        yield made
        db.session.remove()
        db.engine.dispose()


def run(app, *words):
    with app.app_context():
        return app.test_cli_runner().invoke(args=["platform", *map(str, words)])


def elsewhere(tmp_path):
    return create_app(Config(instance=tmp_path / "elsewhere", testing=True))


def test_a_backup_of_a_running_site_comes_back_whole(site, tmp_path):
    file = tmp_path / "backups" / "monday.tar"

    made = run(site, "backup", file)
    other = elsewhere(tmp_path)
    brought = run(other, "restore", file)

    assert (made.exit_code, brought.exit_code) == (0, 0), made.output + brought.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "elsewhere" / "media" / "ab" / "abcd.png").read_bytes() == b"picture"
    assert (tmp_path / "elsewhere" / "secret_key").read_text() == (tmp_path / "site" / "secret_key").read_text()
    with other.app_context():
        assert storage.get(sha256(b"attachment").hexdigest()) == b"attachment"
        assert db.session.scalar(sa.text("SELECT count(*) FROM platform_audit")) == 2
        assert audit.verify() == []
        db.session.remove()
        db.engine.dispose()
    assert [path.name for path in file.parent.iterdir()] == ["monday.tar"]


def test_a_backup_never_overwrites(site, tmp_path):
    file = tmp_path / "kept.tar"
    file.write_text("something else")

    refused = run(site, "backup", file)

    assert refused.exit_code == 2
    assert "never overwrites" in refused.stderr
    assert file.read_text() == "something else"


def test_a_site_in_use_is_not_restored_over(site, tmp_path):
    file = tmp_path / "monday.tar"
    run(site, "backup", file)

    refused = run(site, "restore", file)

    assert refused.exit_code == 2
    assert "empty data folder" in refused.stderr


def test_a_damaged_backup_restores_nothing(site, tmp_path):
    file = tmp_path / "monday.tar"
    run(site, "backup", file)
    content = bytearray(file.read_bytes())
    content[content.index(b"picture")] ^= 1
    file.write_bytes(content)

    refused = run(elsewhere(tmp_path), "restore", file)

    assert refused.exit_code == 2
    assert "damaged" in refused.stderr
    assert not (tmp_path / "elsewhere" / "learnhub.sqlite3").exists()


@pytest.mark.parametrize("keep", [0, 100, 20_000])
def test_half_a_backup_restores_nothing(site, tmp_path, keep):
    file = tmp_path / "monday.tar"
    run(site, "backup", file)
    file.write_bytes(file.read_bytes()[:keep])

    refused = run(elsewhere(tmp_path), "restore", file)

    assert refused.exit_code == 2
    assert not (tmp_path / "elsewhere" / "learnhub.sqlite3").exists()


def test_an_archive_writes_nowhere_but_into_the_data_folder(site, tmp_path):
    file = tmp_path / "evil.tar"
    listed = b'{"sha256": {"learnhub.sqlite3": "", "../escaped": ""}}'
    with tarfile.open(file, "w") as archive:
        for name, content in (("manifest.json", listed), ("../escaped", b"x"), ("learnhub.sqlite3", b"")):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))

    refused = run(elsewhere(tmp_path), "restore", file)

    assert refused.exit_code == 2
    assert "no backup of this site" in refused.stderr
    assert not (tmp_path / "escaped").exists()
