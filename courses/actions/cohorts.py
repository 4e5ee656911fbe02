"""Who learns together."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from courses.errors import CohortFull, CohortOver
from courses.events import CohortJoined, CohortLeft, CohortOpened, CohortRoleChanged
from courses.models import (
    Cohort,
    CohortCourse,
    CohortMembership,
    CohortSeries,
    CoursePage,
    Entitlement,
    SeriesCourse,
)
from courses.models.cohorts import CohortRole
from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
from lms.core import clock
from lms.core.events import publish

# Trees that stand by rivers; the second round is "Maple 2".
NAMES = (
    "Maple", "Alder", "Willow", "Birch", "Rowan", "Linden", "Hazel", "Aspen", "Cedar",
    "Juniper", "Sycamore", "Hawthorn", "Poplar", "Elm", "Larch", "Tamarack",
)  # fmt: skip


@transaction.atomic
def ensure_series(
    courses: Iterable[CoursePage], *, name: str, audience: str = ""
) -> CohortSeries:
    """The series of cohorts for these courses; made once for a name and an audience.

    Courses that came later are added, to the open cohorts too; none is taken away.
    """
    series, _ = CohortSeries.objects.get_or_create(name=name, audience=audience)
    for course in courses:
        SeriesCourse.objects.get_or_create(series=series, course=course)
        for cohort in series.cohorts.filter(archived_at__isnull=True):
            CohortCourse.objects.get_or_create(cohort=cohort, course=course)
    return series


@transaction.atomic
def place_in_cohort(user: User, course: CoursePage) -> CohortMembership:
    """Give a learner a current cohort for this course at the first activity.

    An open membership in a cohort of the course wins. Else the series is chosen (own
    community first, then where the person already learns, then the oldest) and locked;
    its newest cohort with room takes the person, or a new one is opened. Idempotent.
    """
    if held := membership_for(user, course):
        return held
    series = choose_series(user, course)
    CohortSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    if held := membership_for(user, course):
        return held
    cohort = (
        series.cohorts.current()
        .filter(kind="learning", cohort_courses__course=course)
        .annotate(
            here=Count(
                "memberships",
                filter=Q(
                    memberships__left_at__isnull=True, memberships__role="learner"
                ),
            )
        )
        .filter(here__lt=F("capacity"))
        .order_by("-starts_on", "-pk")
        .first()
    ) or open_cohort(series)
    return join(cohort, user=user)


def membership_for(user: User, course: CoursePage) -> CohortMembership | None:
    """The open membership through which somebody talks about a course, if any."""
    return (
        CohortMembership.objects.filter(
            user=user,
            left_at__isnull=True,
            cohort__archived_at__isnull=True,
            cohort__cohort_courses__course=course,
        )
        .select_related("cohort")
        .order_by("-joined_at")
        .first()
    )


def choose_series(user: User, course: CoursePage) -> CohortSeries:
    """Which line of cohorts somebody belongs to; made when the course has none."""
    communities = list(
        Entitlement.objects.in_force()
        .filter(user=user, course=course)
        .exclude(audience="")
        .values_list("audience", flat=True)
    )
    own = CohortSeries.objects.filter(
        series_courses__course=course, audience__in=communities
    ).order_by("created_at", "pk")
    if series := own.first():
        return series
    studied = SeriesCourse.objects.filter(
        series=OuterRef("pk"), course__enrollments__user=user
    )
    common = (
        CohortSeries.objects.filter(series_courses__course=course, audience="")
        .annotate(known=Exists(studied))
        .order_by("-known", "created_at", "pk")
    )
    return common.first() or ensure_series([course], name=course.title)


@transaction.atomic
def open_cohort(series: CohortSeries, *, name: str = "") -> Cohort:
    """Open a cohort of a series, with its courses. Publishes CohortOpened."""
    round_, tree = divmod(Cohort.objects.count(), len(NAMES))
    cohort = Cohort.objects.create(
        series=series,
        name=name or (NAMES[tree] if not round_ else f"{NAMES[tree]} {round_ + 1}"),
        starts_on=clock.today(),
        capacity=series.target_size,
    )
    for course_id in series.series_courses.values_list("course_id", flat=True):
        CohortCourse.objects.create(cohort=cohort, course_id=course_id)
    publish(CohortOpened(cohort_id=cohort.pk))
    return cohort


@transaction.atomic
def join(
    cohort: Cohort, *, user: User, role: str = CohortRole.LEARNER
) -> CohortMembership:
    """Make somebody a member. Joining twice returns the first; locks the cohort.

    Publishes CohortJoined. Raises CohortFull (facilitators do not count), and CohortOver
    for an archived cohort: what was said there is for those who were in it.
    """
    locked = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if held := locked.memberships.filter(user=user, left_at__isnull=True).first():
        if role == CohortRole.FACILITATOR and held.role != role:
            held.role = role
            held.save(update_fields=["role"])
        return held
    if locked.archived_at is not None:
        raise CohortOver(locked.name)
    here = locked.memberships.filter(left_at__isnull=True, role="learner").count()
    full = locked.capacity is not None and here >= locked.capacity
    if full and role == CohortRole.LEARNER:
        raise CohortFull(locked.name)
    made = CohortMembership.objects.create(cohort=locked, user=user, role=role)
    publish(CohortJoined(cohort_id=locked.pk, user_id=user.pk))
    return made


@transaction.atomic
def leave(cohort: Cohort, *, user: User) -> None:
    """End somebody's membership; what they wrote stays. Publishes CohortLeft."""
    gone = CohortMembership.objects.filter(
        cohort=cohort, user=user, left_at__isnull=True
    ).update(left_at=clock.now())
    if gone:
        publish(CohortLeft(cohort_id=cohort.pk, user_id=user.pk))


@transaction.atomic
def move(membership: CohortMembership, *, to: Cohort) -> CohortMembership:
    """Take somebody from one cohort to another; what they wrote stays where it is.

    Locks both cohorts. Publishes CohortLeft and CohortJoined. Raises CohortFull, and
    CohortOver where either was archived or the membership has ended: nobody moved then.
    """
    if membership.cohort_id == to.pk:
        return membership
    for cohort in locked_in_order((membership.cohort_id, to.pk)):
        if cohort.archived_at is not None:
            raise CohortOver(cohort.name)
    membership.refresh_from_db()
    if membership.left_at is not None:
        raise CohortOver(membership.cohort.name)
    leave(membership.cohort, user=membership.user)
    return join(to, user=membership.user, role=membership.role)


def locked_in_order(pks: Iterable[int]) -> list[Cohort]:
    """These cohorts, locked until the commit; always in the order of their keys."""
    rows = Cohort.objects.filter(pk__in=set(pks)).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def change_role(
    membership: CohortMembership, *, role: str, by: User | None
) -> CohortMembership:
    """Make a member a facilitator, or a learner again. Publishes CohortRoleChanged."""
    locked = CohortMembership.objects.select_for_update(no_key=True).get(
        pk=membership.pk
    )
    if locked.role == role or locked.left_at is not None:
        return locked
    locked.role = role
    locked.save(update_fields=["role"])
    publish(
        CohortRoleChanged(
            cohort_id=locked.cohort_id,
            user_id=locked.user_id,
            role=role,
            actor_id=by.pk if by else None,
        )
    )
    return locked


def end_memberships_without_right(user: User | None = None) -> int:
    """End learners' memberships in a community's own cohorts once their right is gone.

    A community's cohort (its series has an audience) is for whoever holds an entitlement
    of that community that is in force, its license's grace included. What they wrote
    stays. For one person, or for everybody; how many it was.
    """
    right = Entitlement.objects.in_force().filter(
        user=OuterRef("user"), audience=OuterRef("cohort__series__audience")
    )
    gone = (
        CohortMembership.objects.filter(left_at__isnull=True, role=CohortRole.LEARNER)
        .exclude(cohort__series__audience="")
        .filter(~Exists(right), cohort__series__isnull=False)
        .select_related("cohort", "user")
    )
    if user is not None:
        gone = gone.filter(user=user)
    ended = 0
    for membership in list(gone):
        leave(membership.cohort, user=membership.user)
        ended += 1
    return ended


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody closed their account: they leave every cohort; what they wrote stays."""
    open_ones = CohortMembership.objects.filter(
        user=event.user_id, left_at__isnull=True
    ).select_related("cohort", "user")
    for membership in open_ones.order_by("cohort"):
        leave(membership.cohort, user=membership.user)
