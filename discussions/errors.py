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


class TitleWaits(DomainError):
    """A room that reads some words first: a title stands at once, and so has none."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "This room reads some words first, and a title cannot wait. Leave links and names out of it; if you have not posted here yet, write in a thread that is there."
            )
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


class TakenAlready(DomainError):
    """Another facilitator has taken over by this note."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has taken over with this note already."))


class SessionInThePast(DomainError):
    """A facilitated session cannot be announced for a time that is over."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This time is over already. Choose a day and an hour that are to come.")
        )


class AgendaTooLong(DomainError):
    """The items of an agenda take longer than the session."""

    status = 422

    def __init__(self, together: int, minutes: int) -> None:
        super().__init__(
            _(
                "The agenda takes %(together)s minutes and the session has %(minutes)s. Shorten an item, or plan more time."
            )
            % {"together": together, "minutes": minutes}
        )


class TooEarly(DomainError):
    """A session begins at most a quarter of an hour before its time."""

    def __init__(self, from_when: datetime) -> None:
        super().__init__(
            _("It can begin from %(moment)s on. Nobody would be there yet.")
            % {"moment": date_format(localtime(from_when), "DATETIME_FORMAT")}
        )


class SessionOver(DomainError):
    """The session has ended, or was cancelled."""

    def __init__(self) -> None:
        super().__init__(
            _("This session is over. Its thread stays open for late words.")
        )


class SessionBegan(DomainError):
    """The time of a session that has begun does not change any more."""

    def __init__(self) -> None:
        super().__init__(
            _("This session has begun, so its time does not change any more.")
        )


class SessionNotRunning(DomainError):
    """A hand is raised during a session, neither before nor after."""

    def __init__(self) -> None:
        super().__init__(_("A hand is raised while the session is going on."))


class NotNext(DomainError):
    """Another item of the agenda comes before this one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another item comes first. Look at the agenda again and go on from there."
            )
        )


class PictureRefused(DomainError):
    """A picture that cannot be shown, in words that say what to do."""

    status = 422


class NoPicture(PictureRefused):
    """Not one of the kinds of picture that are taken, or a broken one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "That file could not be read as a picture. Choose a JPEG, PNG, WebP or GIF; your text is still here."
            )
        )


class PictureTooLarge(PictureRefused):
    """More bytes or pixels than are taken apart."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "That picture is too large. Choose one of at most 8 MB and 50 million pixels; your text is still here."
            )
        )


class PictureUnsaid(PictureRefused):
    """A picture without words for whoever cannot see it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Say in a few words what the picture shows, for whoever cannot see it, and choose it again."
            )
        )


class TooManyPictures(PictureRefused):
    """More than a post shows."""

    def __init__(self) -> None:
        super().__init__(
            _("A post shows at most three pictures. Post the others on their own.")
        )
