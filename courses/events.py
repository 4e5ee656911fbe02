"""Facts about courses that others may care about."""

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CoursePublished(Event):
    """A course page went live or changed. Published by wagtail_hooks on page_published."""

    recorded: ClassVar[bool] = True
    course_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class EnrollmentStarted(Event):
    """Somebody began a course. Published by actions.enrollment.enroll."""

    enrollment_id: int
    user_id: int
    course_id: int


@dataclass(frozen=True, kw_only=True)
class CourseCompleted(Event):
    """A learner finished every required step. Published by actions.progress.

    Also when a step that was still missing is retired.
    """

    enrollment_id: int
    user_id: int
    course_id: int


@dataclass(frozen=True, kw_only=True)
class CohortOpened(Event):
    """A new cohort exists and needs its room. Published by actions.cohorts.open_cohort."""

    cohort_id: int


@dataclass(frozen=True, kw_only=True)
class CohortJoined(Event):
    """Somebody belongs to a cohort. Published by actions.cohorts.join."""

    cohort_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CohortLeft(Event):
    """Somebody no longer belongs to a cohort. Published by actions.cohorts.leave."""

    cohort_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CohortRoleChanged(Event):
    """Somebody became a facilitator, or a learner again. By actions.cohorts.change_role."""

    recorded: ClassVar[bool] = True
    cohort_id: int
    user_id: int
    role: str
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class CohortsMerged(Event):
    """Quiet cohorts go on together in a new one. Published by actions.cohorts.merge.

    Everybody who was in one of `from_cohort_ids` has joined `cohort_id`; the old ones are
    archived.
    """

    recorded: ClassVar[bool] = True
    cohort_id: int
    from_cohort_ids: list[int]
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class CoursePurged(Event):
    """A course was deleted with its records. Published by actions.purging.purge_course.

    `deleted` counts this app's rows by kind; `title` because the id leads nowhere any more.
    """

    recorded: ClassVar[bool] = True
    course_id: int
    title: str
    deleted: dict[str, int]
    actor_id: int | None
