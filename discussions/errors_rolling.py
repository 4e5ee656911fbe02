"""Refusals about rooms that go quiet, earlier voices and recaps."""

from django.utils.translation import gettext as _

from discussions.errors import MayNotPost
from lms.core.errors import DomainError


class OfferOver(DomainError):
    """The offer to merge was decided, or lapsed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This offer is closed: somebody has decided it, or one of the groups came alive again."
            )
        )


class NoLivelierRoom(DomainError):
    """The group that somebody was shown is full by now, or not livelier any more."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "That group has no place left, or is not livelier any more. You stay where you are."
            )
        )


class MovedLately(DomainError):
    """From a lively room one moves once in 14 days."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You changed groups in the last 14 days, and people write in this one. Give it a little time; your facilitator can move you sooner."
            )
        )


class MovesElsewhere(MayNotPost):
    """Whoever may not post here does not leave it behind by moving."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You can change groups once you may post here again. Ask your facilitator if it cannot wait."
            )
        )


class NotAVoice(DomainError):
    """Only an answer to a step's own prompt, with nobody named in it, may stand beside it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only a readable answer to a step’s own prompt can be read by later cohorts, and only if it mentions nobody else."
            )
        )


class RoomIsOver(DomainError):
    """A room that goes on elsewhere takes no new recap."""

    def __init__(self) -> None:
        super().__init__(
            _("This room goes on elsewhere. Write the recap in the new one.")
        )
