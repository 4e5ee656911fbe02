"""What a learner writes for themselves on a step."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from courses.actions.cohorts import membership_for
from courses.actions.enrollment import start
from courses.models import CoursePage
from discussions.actions.steps import finish_by_talk, keep_reflection
from discussions.actions.threads import course_path
from discussions.models import Discussion, PracticePage
from discussions.views.posts import see_other
from discussions.views.rooms import readable_step
from lms.accounts.requests import MemberRequest
from lms.core import clock


@require_POST
@login_required
def reflection(request: MemberRequest, step_id: int) -> HttpResponse:
    """Keep a private draft; says when."""
    step = readable_step(request, step_id)
    page = get_object_or_404(PracticePage, pk=step.pk)
    course = get_object_or_404(CoursePage, path=course_path(step))
    enrollment = start(course, by=request.user)
    text = request.POST.get("text", "")
    try:
        keep_reflection(enrollment, page=page, text=text)
    except ValidationError as error:
        context = {"sentence": error.messages[0], "step": step, "text": text}
        is_fragment = request.headers.get("HX-Request")
        name = "includes/_refusal" if is_fragment else "discussions/reflection_page"
        return render(request, f"{name}.html", context, status=422)
    if request.headers.get("HX-Request"):
        return render(request, "courses/_saved.html", {"moment": clock.now()})
    return see_other(f"{page.get_url(request)}#reflect")


@require_POST
@login_required
def sharing(request: MemberRequest, step_id: int) -> HttpResponse:
    """Finish a step for which what was said is enough by now, though it was not at first.

    Whoever shared while others were there, and then was alone, need not write again.
    """
    step = readable_step(request, step_id)
    course = get_object_or_404(CoursePage, path=course_path(step))
    membership = membership_for(request.user, course)
    room = get_object_or_404(
        Discussion.objects.open_to(request.user),
        cohort=membership.cohort_id if membership else None,
    )
    finish_by_talk(step.pk, room, by=request.user)
    return see_other(step.get_url(request))
