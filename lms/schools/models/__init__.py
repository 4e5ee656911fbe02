"""Schools, licenses with their seats, and ways in."""

from lms.schools.models.invitations import Invitation
from lms.schools.models.licenses import License, Seat
from lms.schools.models.schools import School, SchoolMembership

__all__ = ["Invitation", "License", "School", "SchoolMembership", "Seat"]
