"""Refusals of this app, each with a sentence for the person."""

from typing import ClassVar

from django.utils.translation import gettext as _

from lms.core.errors import DomainError


class OwnAccount(DomainError):
    """Somebody would have locked themselves out."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot close your own account here. Ask another administrator.")
        )


class LastAdministrator(DomainError):
    """A site without anybody who may do everything could not be looked after."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody else administers this site. Make somebody else an administrator first, then close this account."
            )
        )


class TooManyTries(DomainError):
    """Whoever finds an open browser must not guess the password here."""

    status: ClassVar[int] = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _(
                "That was tried too often. You can try again in %(minutes)s minutes; nothing was closed."
            )
            % {"minutes": max(1, seconds // 60)}
        )
        self.retry_after = seconds
