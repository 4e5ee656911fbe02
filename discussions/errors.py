"""Refusals of this app, each with a sentence for the person."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core.errors import DomainError


class MayNotPost(DomainError):
    """The person may read this room, but not write in it now."""

    status = 403


class Muted(MayNotPost):
    """A moderator muted the person, for a time or until lifted."""

    def __init__(self, until: datetime | None) -> None:
        if until is None:
            super().__init__(
                _(
                    "You can read here, but not post, until a facilitator lifts it. Your progress does not depend on it."
                )
            )
            return
        day = date_format(localtime(until), "DATETIME_FORMAT")
        super().__init__(
            _(
                "You can read here, and post again from %(day)s. Your progress does not depend on it."
            )
            % {"day": day}
        )


class RoomClosed(MayNotPost):
    """The room, or the thread, is closed for writing."""

    def __init__(self) -> None:
        super().__init__(
            _("This discussion is closed for writing. What was said stays readable.")
        )


class TooFast(DomainError):
    """More posts at once than a person writes."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(
            ngettext(
                "That was a lot at once. You can post again in %(seconds)s second; your text is still here.",
                "That was a lot at once. You can post again in %(seconds)s seconds; your text is still here.",
                seconds,
            )
            % {"seconds": seconds}
        )


class AlreadyUsed(DomainError):
    """The same `client_id` came with another thread or other words."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This form was used for another post already. Open the discussion again and post from there; your text is kept."
            )
        )


class ReplyElsewhere(DomainError):
    """A reply to something that is not in this thread."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "The post that you answer is not in this thread any more. Your text is kept: post it on its own."
            )
        )


class NoWordsLeft(DomainError):
    """A deed on a post whose words are hidden or deleted."""

    def __init__(self) -> None:
        super().__init__(
            _("This post is hidden or deleted, so it cannot be changed now.")
        )


class AlreadyResolved(DomainError):
    """The flag was decided already."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided this flag already."))
