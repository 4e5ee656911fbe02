"""Refusals of this app, each with a sentence for the person."""

from django.utils.translation import gettext as _

from lms.core.errors import DomainError


class OwnAccount(DomainError):
    """Somebody would have locked themselves out."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot close your own account here. Ask another administrator.")
        )
