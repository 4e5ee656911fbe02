"""Refusals about flags, decisions, appeals and taking back."""

from django.utils.translation import gettext as _

from lms.core.errors import DomainError


class TooManyFlags(DomainError):
    """More flags than somebody finds who reads."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(
            _(
                "You have flagged a lot within an hour. Facilitators see all of it; if more is wrong here, write to one of them."
            )
        )


class AlreadyResolved(DomainError):
    """The flag was decided already."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided this flag already."))


class AppealClosed(DomainError):
    """The appeal has its answer already."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided this appeal already."))


class NothingToAppeal(DomainError):
    """The decision was taken back, or is none that can be appealed."""

    def __init__(self) -> None:
        super().__init__(
            _("This decision does not stand any more, so there is nothing to look at.")
        )


class CannotUndo(DomainError):
    """A line of the log that cannot be taken back, in words."""


class NotUndoable(CannotUndo):
    """What was done leaves nothing to put back: a word that was said, a record that was read."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be taken back: nothing was changed by it."))


class TooLateToUndo(CannotUndo):
    """More than 30 days have passed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was more than 30 days ago and stays as it is. You can still decide anew on the page of the post or the person."
            )
        )


class UndoneAlready(CannotUndo):
    """Somebody was faster, or it was taken back before."""

    def __init__(self) -> None:
        super().__init__(_("This was taken back already."))


class MovedOn(CannotUndo):
    """What is to be put back has changed since; the sentence says what it is now."""

    def __init__(self, now: object) -> None:
        super().__init__(
            _("Things have moved on since, so this is not taken back. Now: %(now)s.")
            % {"now": now}
        )
