"""What a view behind `login_required` is given."""

from django.http import HttpRequest

from lms.accounts.models import User


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
