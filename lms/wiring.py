"""Everything that happens by itself, on one screen.

FACTS run inside the transaction of the event, in this order, and may fail it.
ECHOES are one task row each, written with the event and run after it, with retries.
HOURLY and DAILY are called by the worker's clock (or `manage.py run_periodic`).
"""

from collections.abc import Callable
from typing import Any


from courses import events as courses
from credentials import actions as credentials
from credentials import events as credential_events
from discussions import actions as discussions
from lms.core.events import Event, echo, subscribe
from lms.core.tasks import requeue_stale
from lms.notifications import subscribers as notifications

Row = tuple[type[Event], Callable[[Any], object]]

FACTS: list[Row] = [
    (courses.CoursePublished, credentials.on_course_published),
    (courses.CohortOpened, discussions.on_cohort_opened),
    (courses.CourseCompleted, credentials.award_badge),
    (credential_events.AwardGranted, credentials.award_certificates),
]

ECHOES: list[Row] = [
    (courses.CohortLeft, discussions.on_cohort_left),
    (credential_events.AwardGranted, notifications.on_award_granted),
]

HOURLY: list[Callable[[], object]] = [requeue_stale]
DAILY: list[Callable[[], object]] = []


def connect() -> None:
    """Subscribe every row; called once, when the apps are ready."""
    for event, hear in FACTS:
        subscribe(event, hear)
    for event, hear in ECHOES:
        echo(event, hear)
