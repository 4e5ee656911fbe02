"""Quiet cohorts go on together in a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from courses.actions.cohorts import join, locked_in_order, open_cohort
from courses.errors import CohortOver, NotToMerge
from courses.events import CohortsMerged
from courses.models import Cohort, CohortMembership, CohortSeries
from courses.models.cohorts import CohortKind
from courses.permissions import can_facilitate
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def merge(
    cohorts: Sequence[Cohort],
    *,
    by: User | None,
    agreed: Iterable[User] = (),
    capacity: int = 0,
) -> Cohort:
    """Open a new cohort in which the people of several quiet ones go on together.

    Every open member joins it in their role. The old cohorts are archived: closed for
    writing, and readable to exactly those who were in them, because their memberships
    there stay open. Whoever looks after each of them has said yes: `by`, or one of
    `agreed`. It has room for whoever comes, for the size of its series, and for
    `capacity`. Locks the series, then the cohorts. Publishes CohortOpened, CohortJoined
    and CohortsMerged.

    Raises:
        PermissionDenied: nobody who said yes looks after one of them.
        NotToMerge: fewer than two, of different series, or not for learning.
        CohortOver: one of them was archived, as by another merge a moment ago.
    """
    speakers = [by, *agreed] if by else list(agreed)
    require(
        by is None
        or all(any(can_facilitate(u, c.pk) for u in speakers) for c in cohorts)
    )
    series = series_of(cohorts)
    old = locked_in_order(c.pk for c in cohorts)
    if over := next((c for c in old if c.archived_at is not None), None):
        raise CohortOver(over.name)
    people = list(
        CohortMembership.objects.filter(cohort__in=old, left_at__isnull=True)
        .select_related("user")
        .order_by("joined_at", "pk")
    )
    made = open_cohort(series)
    made.capacity = max(made.capacity or 0, capacity, len({p.user_id for p in people}))
    made.save(update_fields=["capacity"])
    for person in people:
        join(made, user=person.user, role=person.role)
    Cohort.objects.filter(pk__in=[c.pk for c in old]).update(archived_at=clock.now())
    publish(
        CohortsMerged(
            cohort_id=made.pk,
            from_cohort_ids=[c.pk for c in old],
            actor_id=by.pk if by else None,
        )
    )
    return made


def series_of(cohorts: Sequence[Cohort]) -> CohortSeries:
    """The one series of these cohorts, locked until the commit; else NotToMerge."""
    found = {c.series_id for c in cohorts}
    learning = all(c.kind == CohortKind.LEARNING for c in cohorts)
    if len({c.pk for c in cohorts}) < 2 or len(found) != 1 or not learning:
        raise NotToMerge
    if (series_id := found.pop()) is None:
        raise NotToMerge
    locked: CohortSeries = CohortSeries.objects.select_for_update(no_key=True).get(
        pk=series_id
    )
    return locked
