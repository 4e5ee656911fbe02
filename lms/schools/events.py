"""Facts about schools and seats."""

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody belongs to a school. Published by actions.schools.join_school."""

    recorded: ClassVar[bool] = True
    scope: str
    user_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class LicenseMade(Event):
    """A school licensed a program. Published by actions.licenses.create_license."""

    recorded: ClassVar[bool] = True
    scope: str
    license_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class SeatAssigned(Event):
    """Somebody holds a seat. Published by actions.licenses.assign_seat."""

    recorded: ClassVar[bool] = True
    scope: str
    seat_id: int
    license_id: int
    user_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class SeatReleased(Event):
    """A seat is free again. Published by actions.licenses.release_seat."""

    recorded: ClassVar[bool] = True
    scope: str
    seat_id: int
    license_id: int
    user_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class SchoolPurged(Event):
    """A school was deleted with its members' rows. By actions.purging.purge_school.

    `deleted` counts this app's rows by kind; `name` because the scope leads nowhere any more.
    """

    recorded: ClassVar[bool] = True
    scope: str
    name: str
    deleted: dict[str, int]
    actor_id: int | None
