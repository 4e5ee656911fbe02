"""Writes about people."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction

from lms.accounts.errors import LastAdministrator, OwnAccount
from lms.accounts.events import PersonChanged, UserAnonymized
from lms.accounts.models import User
from lms.accounts.permissions import can_change_person
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.core.safe_html import plain_name

FORMER = "Former member"  # in rooms and lists, where the name stood


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
def anonymize_user(user: User, *, by: User | None, keeps_credentials: bool) -> User:
    """Close an account: take name, address and every way in off; records stay.

    What was earned stays checkable, or is withdrawn for good, as the person chose.
    Idempotent. Publishes UserAnonymized before it writes: seats and cohorts are left in
    the same transaction, and their rows are locked before the person's.

    Raises:
        PermissionDenied: `by` is neither the person nor may change people.
        LastAdministrator: nobody else could look after the site.
    """
    require(by is None or by == user or can_change_person(by, user))
    if User.objects.get(pk=user.pk).anonymized_at is not None:
        return user
    refuse_last_superuser(user)
    publish(
        UserAnonymized(
            user_id=user.pk,
            actor_id=by.pk if by else None,
            keeps_credentials=keeps_credentials,
        )
    )
    user.refresh_from_db()
    user.display_name = FORMER
    user.email = f"{user.public_id}@anonymized.invalid"
    user.is_active = user.is_staff = user.is_superuser = False
    user.anonymized_at = clock.now()
    user.set_unusable_password()
    user.save()
    take_ways_in(user)
    return user


def take_ways_in(user: User) -> None:
    """Addresses, passkeys, codes, other sites' accounts, groups and open sessions."""
    user.groups.clear()
    user.user_permissions.clear()
    for session in UserSession.objects.filter(user=user):
        session.end()
    for rows in (EmailAddress, Authenticator, SocialAccount):
        rows.objects.filter(user=user).delete()


def refuse_last_superuser(user: User) -> None:
    """Somebody must be left who may do everything. Raises LastAdministrator."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise LastAdministrator


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
