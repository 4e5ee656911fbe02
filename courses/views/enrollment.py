"""Start, resume, leave and renew a course."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions import enrollment as actions
from courses.models import CoursePage, Enrollment
from courses.outline import outline_of, stamp_of
from courses.study import done_steps, place
from lms.accounts.requests import MemberRequest


@require_POST
@login_required
def enrollment(request: MemberRequest, course_id: int) -> HttpResponse:
    """Start or resume: both lead to where the learner goes on."""
    course = get_object_or_404(CoursePage.objects.live(), pk=course_id)
    begun = actions.start(course, by=request.user)
    here = place(begun, outline_of(course, stamp_of(course.pk)), done_steps(begun))
    return redirect(here.url if here else course.get_url(request))


@require_POST
@login_required
def plan(request: MemberRequest, course_id: int) -> HttpResponse:
    """Take in the steps that were added since the learner began."""
    mine = get_object_or_404(Enrollment, user=request.user, course_id=course_id)
    actions.take_in_new_steps(mine)
    messages.success(request, _("The new steps are in your course now."))
    return redirect(mine.course.get_url(request))


@require_POST
@login_required
def withdrawal(request: MemberRequest, course_id: int) -> HttpResponse:
    """Stop taking a course; what was done stays."""
    mine = get_object_or_404(Enrollment, user=request.user, course_id=course_id)
    actions.withdraw(mine)
    messages.info(
        request,
        _("You left this course. What you did is kept, in case you come back."),
    )
    return redirect(mine.course.get_url(request))
