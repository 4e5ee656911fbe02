"""Refusals of this app, each with a sentence for the person."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core.errors import DomainError
from lms.schools.models import License


def whom_to_ask(license: License) -> str:
    """The school's own contact, or its name."""
    return license.school.contact or license.school.name


class SeatsExhausted(DomainError):
    """Every seat of a license is taken."""

    def __init__(self, license: License) -> None:
        super().__init__(
            ngettext(
                "The one seat of this license is taken. %(contact)s can add more, or free one.",
                "All %(total)s seats of this license are taken. %(contact)s can add more, or free one.",
                license.seats_total or 0,
            )
            % {"total": license.seats_total, "contact": whom_to_ask(license)}
        )


class LicenseNotInForce(DomainError):
    """Today is outside the license's days, or it is suspended."""

    def __init__(self, license: License) -> None:
        super().__init__(
            _(
                "This license runs from %(start)s to %(end)s, so no seat can be given today. Ask %(contact)s."
            )
            % {
                "start": license.starts_on.isoformat(),
                "end": license.ends_on.isoformat(),
                "contact": whom_to_ask(license),
            }
        )


class SeatWasReleased(DomainError):
    """Somebody whose seat was taken back does not get one again by a code."""

    def __init__(self, license: License) -> None:
        super().__init__(
            _(
                "Your seat was given back earlier. Ask %(contact)s to give you one again."
            )
            % {"contact": whom_to_ask(license)}
        )


class InvitationNotOpen(DomainError):
    """Unknown, used up, expired or revoked: the same answer for all."""

    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(
            _(
                "This invitation is not open. Check the code letter by letter, or ask your school for a new one."
            )
        )


class TooManyTries(DomainError):
    """Too many codes were tried."""

    status: ClassVar[int] = 429

    def __init__(self, wait: int) -> None:
        super().__init__(
            _("That was a lot of codes at once. Try again in %(minutes)s minutes.")
            % {"minutes": max(1, wait // 60)}
        )
        self.retry_after = wait


class FewerThanUsed(DomainError):
    """A license cannot shrink below the seats that people hold."""

    def __init__(self, used: int) -> None:
        super().__init__(
            _("%(used)s seats are held. Free some first, or keep at least that many.")
            % {"used": used}
        )


class LicenseWithoutCount(DomainError):
    """A license for everybody has no number of seats to change."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This license is for everybody who belongs, so it has no number of seats."
            )
        )


class LicenseStillCounts(DomainError):
    """What a license promises is not deleted before its last day of grace has passed."""

    def __init__(self, license: License) -> None:
        super().__init__(
            _(
                "%(school)s has a license for “%(program)s” until %(end)s, and %(days)s days of grace after it. Nothing was deleted."
            )
            % {
                "school": license.school.name,
                "program": license.program.title,
                "end": license.ends_on.isoformat(),
                "days": license.grace_days,
            }
        )


class SchoolsBelow(DomainError):
    """A district is deleted after its schools."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Schools belong to %(name)s. Delete them first; nothing was deleted.")
            % {"name": name}
        )
