"""Writes about people."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from lms.accounts.errors import OwnAccount
from lms.accounts.events import PersonChanged, UserAnonymized
from lms.accounts.models import User
from lms.accounts.permissions import can_change_person
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.core.safe_html import plain_name


@transaction.atomic
def update_profile(
    user: User, *, by: User | None, display_name: str, timezone: str
) -> User:
    """Change the name that others see, and the zone in which times are shown."""
    require(by is None or by == user or by.is_superuser)
    user.display_name = plain_name(display_name)
    user.timezone = timezone
    user.save(update_fields=["display_name", "timezone"])
    return user


@transaction.atomic
def change_person(
    person: User,
    *,
    by: User | None,
    display_name: str,
    timezone: str,
    is_active: bool,
    groups: Iterable[Group],
) -> User:
    """Staff change somebody's name, zone, groups, or whether they may sign in.

    Publishes PersonChanged. Raises PermissionDenied, OwnAccount (nobody locks themselves
    out).
    """
    require(by is None or can_change_person(by, person))
    if person == by and not is_active:
        raise OwnAccount
    person.display_name = plain_name(display_name)
    person.timezone = timezone
    person.is_active = is_active and person.anonymized_at is None
    person.save(update_fields=["display_name", "timezone", "is_active"])
    person.groups.set(groups)
    publish(
        PersonChanged(
            user_id=person.pk,
            actor_id=by.pk if by else None,
            is_active=person.is_active,
            groups=sorted(person.groups.values_list("pk", flat=True)),
        )
    )
    return person


@transaction.atomic
def anonymize_user(user: User, *, by: User | None) -> User:
    """Take name and address off; records stay, without a person to them.

    Idempotent. Publishes UserAnonymized.
    """
    require(by is None or by == user or by.is_superuser)
    if user.anonymized_at is not None:
        return user
    user.display_name = "Former member"
    user.email = f"{user.public_id}@anonymized.invalid"
    user.is_active = False
    user.anonymized_at = clock.now()
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.filter(user=user).delete()
    publish(UserAnonymized(user_id=user.pk, actor_id=by.pk if by else None))
    return user


@transaction.atomic
def create_person(
    *,
    email: str,
    display_name: str,
    password: str,
    timezone: str = "UTC",
    groups: tuple[str, ...] = (),
    is_superuser: bool = False,
    by: User | None,
) -> User:
    """Make somebody with a verified address; an existing address is returned as it is."""
    require(by is None or by.is_superuser)
    if found := User.objects.filter(email=email.lower()).first():
        return found
    user = User.objects.create_user(
        email,
        password,
        display_name=plain_name(display_name),
        timezone=timezone,
        is_superuser=is_superuser,
        is_staff=is_superuser,
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    user.groups.set(Group.objects.filter(name__in=groups))
    return user
