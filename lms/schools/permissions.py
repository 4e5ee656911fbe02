"""Who may do what in a school."""

from django.contrib.auth.models import AnonymousUser

from lms.accounts.models import User
from lms.schools.models import School
from lms.schools.models.schools import SchoolRole


def can_administer_school(user: User | AnonymousUser | None, school: School) -> bool:
    """An administrator of this very school, or of the whole site; None is the system."""
    if user is None:
        return True
    if not user.is_authenticated:
        return False
    return (
        user.is_superuser
        or school.memberships.filter(
            user=user, role=SchoolRole.ADMIN, left_at__isnull=True
        ).exists()
    )


def school_of(audience: str) -> School | None:
    """The school behind an audience such as "school:42"."""
    kind, _, number = audience.partition(":")
    if kind != "school" or not number.isascii() or not number.isdigit():
        return None
    return School.objects.filter(pk=int(number)).first()


def looks_after_community(user: User, audience: str) -> bool:
    """Whether somebody administers the school whose rooms these are."""
    school = school_of(audience)
    return school is not None and can_administer_school(user, school)


def keepers_of_community(audience: str) -> list[int]:
    """Ids of the school's own administrators."""
    school = school_of(audience)
    if school is None:
        return []
    admins = school.memberships.filter(
        role=SchoolRole.ADMIN, left_at__isnull=True, user__is_active=True
    )
    return list(admins.values_list("user", flat=True))
