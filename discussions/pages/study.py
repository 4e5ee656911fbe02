"""Reads for the step pages of this app."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from courses.actions.cohorts import membership_for
from courses.models import Enrollment
from discussions.models import Discussion, DiscussionPage, PracticePage, Reflection
from discussions.pages.shares import shared_by
from lms.core.presenting import presents


def talk_context(
    page: DiscussionPage | PracticePage,
    enrollment: Enrollment | None,
    request: HttpRequest,
) -> dict[str, Any]:
    """The reader's room, and what they have said there on this step."""
    if enrollment is None:
        return {"discussion": None, "shared": None}
    membership = membership_for(enrollment.user, enrollment.course)
    room = (
        Discussion.objects.open_to(enrollment.user)
        .filter(cohort=membership.cohort_id)
        .select_related("cohort")
        .first()
        if membership
        else None
    )
    asked = page.replies_required
    return {
        "discussion": room,
        "shared": shared_by(enrollment.user, page.pk, asked, room=room)
        if room
        else None,
    }


def practice_context(
    page: PracticePage, enrollment: Enrollment | None, request: HttpRequest
) -> dict[str, Any]:
    """The same, and the reader's own reflection."""
    reflection = (
        Reflection.objects.filter(enrollment=enrollment, page_id=page.pk).first()
        if enrollment
        else None
    )
    return {
        **talk_context(page, enrollment, request),
        "reflection": reflection,
        "share_client_id": uuid4(),
    }


@presents(DiscussionPage)
def present_discussion(
    page: DiscussionPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """What the reader still has to do here."""
    return talk_context(page, context["enrollment"], request)


@presents(PracticePage)
def present_practice(
    page: PracticePage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The reader's own reflection, and what they still have to do here."""
    return practice_context(page, context["enrollment"], request)
