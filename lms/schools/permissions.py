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
