"""Facts about people."""

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UserAnonymized(Event):
    """Somebody's name and address are taken off. Published by actions.anonymize_user.

    `keeps_credentials`: what they earned stays checkable; else it is withdrawn.
    """

    recorded: ClassVar[bool] = True
    user_id: int
    actor_id: int | None
    keeps_credentials: bool


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """Staff changed somebody's name, groups or access. Published by actions.change_person."""

    recorded: ClassVar[bool] = True
    user_id: int
    actor_id: int | None
    is_active: bool
    groups: list[int]
