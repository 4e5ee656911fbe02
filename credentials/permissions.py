"""Who may grant, revoke and sign off: a role in a scope, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.models import CohortMembership
from courses.models.cohorts import CohortRole
from credentials.models import Achievement, Signatory
from credentials.models.achievements import Kind
from lms.accounts.permissions import is_administrator

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from credentials.models import Issuer
    from lms.accounts.models import User


def can_manage_awards(by: User | None) -> bool:
    """Whether `by` may revoke and restore; None is the system."""
    return by is None or is_administrator(by)


def can_grant_award(by: User | None, achievement: Achievement, to: User) -> bool:
    """Whether `by` may grant this to somebody.

    Badges and certificates are granted by their rules alone (by=None). A sign-off is
    given by a facilitator of one of the learner's cohorts or by a site administrator,
    and nobody signs off on their own work.
    """
    if by is None:
        return achievement.kind != Kind.SIGN_OFF
    return achievement.kind == Kind.SIGN_OFF and by.pk != to.pk and can_sign_off(by, to)


def can_sign_off(by: User, learner: User) -> bool:
    """Whether `by` facilitates a cohort in which `learner` is, or looks after the site."""
    if not by.is_active:
        return False
    return is_administrator(by) or facilitated(by).filter(user=learner).exists()


def facilitated(by: User) -> QuerySet[CohortMembership]:
    """Open memberships of learners in the cohorts that `by` facilitates."""
    mine = CohortMembership.objects.filter(
        user=by, role=CohortRole.FACILITATOR, left_at__isnull=True
    ).values("cohort")
    return CohortMembership.objects.filter(
        cohort__in=mine, role=CohortRole.LEARNER, left_at__isnull=True
    ).exclude(user=by)


def can_use_sign_offs(user: User) -> bool:
    """Whether somebody has anybody to sign off for."""
    return user.is_active and (
        is_administrator(user)
        or CohortMembership.objects.filter(
            user=user, role=CohortRole.FACILITATOR, left_at__isnull=True
        ).exists()
    )


def can_approve(by: User, issuer: Issuer, person_id: int) -> bool:
    """Whether `by` signs for an issuer, and is not the person it is about."""
    return (
        by.is_active
        and by.pk != person_id
        and Signatory.objects.filter(user=by, issuer=issuer, removed_at=None).exists()
    )


def signs_for(user: User) -> QuerySet[Signatory]:
    """The issuers in whose name somebody may approve, as their open appointments."""
    return Signatory.objects.filter(user=user, removed_at=None)
