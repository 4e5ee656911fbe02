"""Work after the commit: ids in, somebody told."""

from lms.core.tasks import reliable_task


@reliable_task()
def tell_of_ending(award_id: int, number: int) -> None:
    """Tell one holder that an award ends."""
    from lms.notifications import endings

    endings.tell_of_ending(award_id, number)


@reliable_task()
def mail_thread(user_id: int, thread_id: int) -> None:
    """Mail somebody what is new in a thread."""
    from lms.notifications import mailing

    mailing.mail_thread(user_id, thread_id)


@reliable_task()
def mail_digest(user_id: int, until: str) -> None:
    """Mail somebody what is new in their rooms."""
    from lms.notifications import digests

    digests.mail_digest(user_id, until)


@reliable_task()
def tell_of_session(session_id: int, what: str) -> None:
    """Tell a cohort that its session comes, or begins."""
    from lms.notifications import cohorts

    cohorts.tell_of_session(session_id, what)
