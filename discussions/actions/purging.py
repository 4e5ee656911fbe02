"""Rooms that go with a course or a community, and talk that stays when its step goes."""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from courses.actions.purging import delete, own_cohorts
from courses.models import CoursePage, StepPage
from discussions.actions.images import forget
from discussions.models import (
    Discussion,
    EarlierVoice,
    PostImage,
    Reflection,
    Thread,
)
from lms.accounts.models import User
from lms.core.errors import require


@transaction.atomic
def purge_course(course: CoursePage, *, by: User | None) -> Counter[str]:
    """Delete the rooms of a course's own cohorts, and what learners wrote for themselves.

    Talk beside its steps in a room that stays is that cohort's own: the thread stays,
    without the step (decision 0022). The prompts are gone, and with them what authors
    let later cohorts read beside them.
    """
    require(by is None or by.is_superuser)
    rooms = Discussion.objects.filter(cohort__in=own_cohorts(course))
    forget(PostImage.objects.filter(discussion__in=rooms))
    gone = delete(rooms)
    steps = StepPage.objects.descendant_of(course).values("pk")
    gone += delete(EarlierVoice.objects.filter(post__thread__step__in=steps))
    Thread.objects.filter(step__in=steps).update(step=None, prompt_id=None)
    return gone + delete(Reflection.objects.filter(enrollment__course=course))


@transaction.atomic
def purge_community(audience: str, *, by: User | None) -> Counter[str]:
    """Delete the rooms of a community's own cohorts."""
    require(by is None or by.is_superuser)
    rooms = Discussion.objects.filter(cohort__series__audience=audience)
    forget(PostImage.objects.filter(discussion__in=rooms))
    return delete(rooms)
