"""Work after the commit: ids in, somebody told."""

from lms.core.tasks import reliable_task


@reliable_task()
def tell_of_ending(award_id: int, number: int) -> None:
    """Tell one holder that an award ends."""
    from lms.notifications import endings

    endings.tell_of_ending(award_id, number)
