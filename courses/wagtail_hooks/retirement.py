"""Taking a step out of a course for good: a button, a page that says what it does."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.actions.progress import retire_step, waiting_for
from courses.models import StepPage, StepRetirement
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest


@hooks.register("register_page_header_buttons")
def offer_to_retire(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """On a step, in the menu beside its title."""
    if not issubclass(page.specific_class or Page, StepPage) or not page.pk:
        return
    if StepRetirement.objects.filter(step_id=page.pk).exists():
        return
    if page.permissions_for_user(user).can_publish():
        yield Button(
            _("Retire this step"),
            reverse("retire_step", args=(page.pk,)),
            icon_name="no-view",
            priority=70,
        )


@hooks.register("register_admin_urls")
def retirement_url() -> list[URLPattern]:
    """Where the button leads."""
    return [path("steps/<int:step_id>/retirement/", retirement, name="retire_step")]


@require_http_methods(["GET", "POST"])
def retirement(request: MemberRequest, step_id: int) -> HttpResponse:
    """Say how many people it completes, then retire the step."""
    step = get_object_or_404(StepPage, pk=step_id)
    if not step.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if request.method == "POST":
        retire_step(step, by=request.user)
        messages.success(
            request,
            _("“%(title)s” is retired. Nobody waits for it any more.")
            % {"title": step.title},
        )
        return redirect("wagtailadmin_pages:edit", step.pk)
    return render(
        request,
        "courses/cms_retire_step.html",
        {
            "step": step,
            "waiting": waiting_for(step),
            "header_title": _("Retire this step"),
            "page_title": _("Retire this step"),
            "page_subtitle": step.title,
            "header_icon": "no-view",
            "is_retired": StepRetirement.objects.filter(step=step).exists(),
        },
    )
