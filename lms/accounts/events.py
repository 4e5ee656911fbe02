"""Facts about people."""

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UserAnonymized(Event):
    """Somebody's name and address were taken off. Published by actions.anonymize_user."""

    recorded: ClassVar[bool] = True
    user_id: int
    actor_id: int | None
