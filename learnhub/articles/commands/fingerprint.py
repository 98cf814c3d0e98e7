"""`flask articles fingerprint`: renews the fingerprints that the similarity check looks texts up by."""

import click

from learnhub.articles.commands.group import cli
from learnhub.platform.commands import progress
from learnhub.platform.i18n import gettext


@cli.command("fingerprint")
@click.option("--all", "everything", is_flag=True, help="Make them all anew, not only those that are missing.")
def fingerprint(*, everything: bool) -> None:
    """Fingerprint released and submitted articles and current lessons."""
    from learnhub.articles.actions import fingerprints
    from learnhub.platform.db import session, transaction

    if everything:
        with transaction():
            fingerprints.forget_all()
    with transaction():
        fingerprints.forget_gone()
    missing = fingerprints.missing()
    session().rollback()
    count = 0
    together = fingerprints.TOGETHER
    with progress(range(0, len(missing), together), label=gettext("Fingerprints")) as bar:
        for start in bar:
            made = fingerprints.prepare(missing[start : start + together])
            session().rollback()
            with transaction():
                count += fingerprints.keep(made)
    click.echo(gettext("%(count)s texts were fingerprinted.", count=count))
