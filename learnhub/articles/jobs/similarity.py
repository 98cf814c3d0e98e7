"""The worker's part of the similarity check: keeps the fingerprints, and compares what was submitted."""

from datetime import timedelta

from learnhub.articles.actions import fingerprints, similarity
from learnhub.kernel import clock
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import job


@job(similarity.RENEW)
def renew() -> None:
    """Fingerprint what is released, waits or was imported, and forget what is gone."""
    with transaction():
        fingerprints.forget_gone()
    missing = fingerprints.missing()
    for start in range(0, len(missing), fingerprints.TOGETHER):
        made = fingerprints.prepare(missing[start : start + fingerprints.TOGETHER])
        session().rollback()  # the write must not wait behind this look
        with transaction():
            fingerprints.keep(made)


@job("articles.fingerprint_all", every=timedelta(minutes=10))
def renew_in_time() -> None:
    """The same every ten minutes, whatever was not told."""
    renew()


@job(similarity.CHECK)
def check(version_id: int) -> None:
    """Compare a submitted version, and keep what was found."""
    renew()
    try:
        found = similarity.check(version_id)
        session().rollback()
        if found is not None:
            with transaction():
                similarity.keep_found(version_id, found, now=clock.now())
    except Exception:
        session().rollback()
        with transaction():
            similarity.note_failed(version_id, now=clock.now())
        raise
