"""Who looks after a community, such as "school:42": its own app says, and we ask.

Communities live above this app, so `lms/wiring.py` names their keepers here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lms.accounts.models import User


class Keepers(NamedTuple):
    """What an app answers for the audiences of its kind."""

    looks_after: Callable[[User, str], bool]
    ids_of: Callable[[str], list[int]]


_kinds: dict[str, Keepers] = {}


def register(kind: str, keepers: Keepers) -> None:
    """Let an app answer for audiences that begin with `kind` and a colon."""
    _kinds[kind] = keepers


def looks_after(user: User, audience: str) -> bool:
    """Whether somebody administers this community; of no community nobody does."""
    keepers = _kinds.get(audience.partition(":")[0])
    return bool(keepers and keepers.looks_after(user, audience))


def keepers_of(audience: str) -> list[int]:
    """Ids of who administers this community."""
    keepers = _kinds.get(audience.partition(":")[0])
    return keepers.ids_of(audience) if keepers else []
