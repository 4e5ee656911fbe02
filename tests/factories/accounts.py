"""People."""

import itertools

from lms.accounts.actions import create_person
from lms.accounts.models import User

PASSWORD = "rivers-run-downhill-7"

_number = itertools.count(1)


def person(name: str = "", *, email: str = "", **fields: object) -> User:
    """Somebody with a verified address and PASSWORD; `groups=("Authors",)` for staff."""
    n = next(_number)
    return create_person(
        email=email or f"person{n}@example.org",
        display_name=name or f"Person {n}",
        password=PASSWORD,
        by=None,
        **fields,
    )


def author(name: str = "Avery Author") -> User:
    """Somebody who drafts and publishes courses."""
    return person(name, groups=("Publishers",))


def administrator(name: str = "Sasha Staff") -> User:
    """A site administrator who is not a superuser."""
    return person(name, groups=("Site administrators",))


def superuser(name: str = "Robin Root") -> User:
    """Somebody who may do everything."""
    return person(name, is_superuser=True)
