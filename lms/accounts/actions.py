"""Writes about people."""

from django.db import transaction

from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
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
    user.emailaddress_set.all().delete()
    publish(UserAnonymized(user_id=user.pk, actor_id=by.pk if by else None))
    return user
