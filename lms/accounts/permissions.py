"""Who may change people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

ADMINISTRATORS = "Site administrators"


def is_administrator(user: User | AnonymousUser) -> bool:
    """Whether somebody administers the whole site."""
    return user.is_active and (
        user.is_superuser or user.groups.filter(name=ADMINISTRATORS).exists()
    )


def can_change_person(user: User | AnonymousUser, person: User) -> bool:
    """Administrators change others, but a superuser only another superuser does."""
    return is_administrator(user) and (user.is_superuser or not person.is_superuser)
