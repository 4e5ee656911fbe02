"""Codes that bring people in."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F

from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.ratelimit import spend, wait_for
from lms.schools.actions.licenses import assign_seat
from lms.schools.actions.schools import join_school
from lms.schools.errors import InvitationNotOpen, SeatWasReleased, TooManyTries
from lms.schools.models import Invitation, License, School, SchoolMembership
from lms.schools.models.schools import SchoolAudience
from lms.schools.permissions import can_administer_school

# 60 bits; without 0, 1, I, L, O and U, so that it survives a phone call.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def new_code() -> str:
    """A fresh code such as K7QM-2XPD-9RTB."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, LENGTH, 4))


def hashed(code: str) -> str:
    """The stored form of a code; case, spaces and dashes do not matter."""
    letters = "".join(c for c in code.upper() if c.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


@transaction.atomic
def create_invitation(
    school: School,
    *,
    license: License | None,
    audience: str = SchoolAudience.PARENT,
    max_uses: int | None = None,
    days: int = 60,
    by: User | None,
    code: str = "",
) -> tuple[Invitation, str]:
    """Make a code; returns it in clear, this one time.

    `code` is given only by the demo loader, so that loading twice finds the first.
    """
    require(can_administer_school(by, school))
    require(license is None or license.school_id == school.pk)
    code = code or new_code()
    made, _ = Invitation.objects.get_or_create(
        token_hash=hashed(code),
        defaults={
            "school": school,
            "license": license,
            "audience": audience,
            "hint": code[:4],
            "max_uses": max_uses,
            "created_by": by,
            "expires_at": clock.now() + dt.timedelta(days=days),
        },
    )
    return made, code


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User | None) -> None:
    """Close a code at once; who came in by it stays."""
    require(can_administer_school(by, invitation.school))
    Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )


WRONG_CODES = {"limit": 10, "seconds": 3600}


def find_invitation(code: str, *, tried_by: str) -> Invitation:
    """The open invitation of a code. Raises InvitationNotOpen, TooManyTries.

    `tried_by` names who is guessing (an address, an account): after 10 wrong codes in an
    hour even a right one waits, or the eleventh guess would be as good as the first.
    """
    if wait := wait_for(f"code:{tried_by}", **WRONG_CODES):
        raise TooManyTries(wait)
    invitation = (
        Invitation.objects.select_related("school", "license__program")
        .filter(token_hash=hashed(code))
        .first()
    )
    if invitation is not None and invitation.is_open:
        return invitation
    spend(f"code:{tried_by}", **WRONG_CODES)
    raise InvitationNotOpen


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> SchoolMembership:
    """Use a code: become a member, and hold a seat where it names a license.

    Using it twice changes nothing and counts once. Raises InvitationNotOpen,
    SeatsExhausted (then nothing happened at all), SeatWasReleased.
    """
    license = invitation.license
    if license is not None:
        License.objects.select_for_update(no_key=True).get(pk=license.pk)
        if held := license.seats.open().filter(membership__user=by).first():
            return held.membership
    elif mine := invitation.school.memberships.filter(
        user=by, left_at__isnull=True
    ).first():
        return mine
    use_once(invitation)
    membership = join_school(
        invitation.school,
        user=by,
        role=invitation.role,
        audience=invitation.audience,
        by=by,
    )
    if license is not None:
        if license.seats.filter(
            membership__user=by, released_at__isnull=False
        ).exists():
            raise SeatWasReleased(license)
        assign_seat(license, to=membership, by=by)
    return membership


def use_once(invitation: Invitation) -> None:
    """Count one use in one statement; the CHECK refuses the one too many."""
    try:
        with transaction.atomic():
            used = Invitation.objects.filter(
                pk=invitation.pk,
                revoked_at__isnull=True,
                expires_at__gt=clock.now(),
            ).update(uses=F("uses") + 1)
    except IntegrityError:
        raise InvitationNotOpen from None
    if not used:
        raise InvitationNotOpen
