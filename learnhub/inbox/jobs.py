"""What the inbox does later: the weekly mail of what is new."""

from datetime import timedelta

from learnhub.inbox import actions, queries
from learnhub.kernel import clock
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import job

BATCH = 100
# Mails go out in working hours, local time, so that none arrives at night.
FROM_HOUR, UNTIL_HOUR = 8, 18


@job("inbox.mail_weekly", every=timedelta(hours=1))
def mail_weekly() -> None:
    """Write the mails of today; running it again writes none twice."""
    now = clock.now()
    if not FROM_HOUR <= now.astimezone(clock.SHANGHAI).hour < UNTIL_HOUR:
        return
    day, after = clock.local_date(now), 0
    while due := queries.due_on(day, limit=BATCH, after=after):
        with transaction():
            for each in due:
                actions.mail_to(each, day)
        session().expunge_all()
        after = due[-1].person_id
