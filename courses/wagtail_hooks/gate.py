"""Every page that Wagtail serves passes the one gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from courses.models import StepPage
from courses.permissions import can_read_step, opens_its_steps
from courses.study import enrollment_here


@hooks.register("on_serve_page")
def ask_the_gate(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Every step that is served passes the one gate first."""

    def serve_page(
        page: Page, request: HttpRequest, args: Any, kwargs: Any
    ) -> HttpResponse:
        if isinstance(page, StepPage) and not may_read(page, request):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            messages.info(request, _("Start this course to open its steps."))
            return redirect(page.get_parent().get_parent().get_url(request))
        return serve(page, request, args, kwargs)

    return serve_page


def may_read(step: StepPage, request: HttpRequest) -> bool:
    """The gate; a learner's enrollment, which the page needs anyway, answers it first.

    Only for a step that was found by its address (`course_id`), and so is live with its
    module and course.
    """
    if step.__dict__.get("course_id") is not None:
        enrollment = enrollment_here(request, step)
        if enrollment is not None and opens_its_steps(enrollment):
            return True
    return can_read_step(request.user, step)
