"""The border to Wagtail: its gate, its signals as our events, the back office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.events import CoursePublished
from courses.models import CoursePage, Enrollment, StepPage, StepProgress
from courses.outline import raise_stamp
from courses.permissions import can_read_step
from lms.core.events import publish


@hooks.register("on_serve_page")
def ask_the_gate(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Every step that is served passes the one gate first."""

    def serve_page(
        page: Page, request: HttpRequest, args: Any, kwargs: Any
    ) -> HttpResponse:
        if isinstance(page, StepPage) and not can_read_step(request.user, page):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            messages.info(request, _("Start this course to open its steps."))
            return redirect(page.get_parent().get_parent().get_url(request))
        return serve(page, request, args, kwargs)

    return serve_page


def course_of(page: Page) -> int | None:
    """The id of the course that a page is or stands in, if any."""
    found = (
        page.get_ancestors(inclusive=True).type(CoursePage).values_list("pk", flat=True)
    )
    return found.first()


def note_change(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Raise the outline stamp of the course in which something changed."""
    if (course_id := course_of(instance)) is not None:
        raise_stamp(course_id)


def note_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Translate Wagtail's signal into our event, once, for courses."""
    note_change(sender, instance)
    if isinstance(instance, CoursePage):
        revision = kwargs.get("revision")
        actor = getattr(revision, "user_id", None)
        with transaction.atomic():
            publish(CoursePublished(course_id=instance.pk, actor_id=actor))


def note_move(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Both the old and the new course changed."""
    note_change(sender, instance)
    for parent in (kwargs["parent_page_before"], kwargs["parent_page_after"]):
        note_change(sender, parent)


page_published.connect(note_published)
page_unpublished.connect(note_change)
post_page_move.connect(note_move)


def has_records(page: Page) -> bool:
    """Whether learners' records stand on this page or on anything below it."""
    below = Page.objects.descendant_of(page, inclusive=True).values("pk")
    if (
        Enrollment.objects.filter(course__in=below).exists()
        or StepProgress.objects.filter(step__in=below).exists()
    ):
        return True
    steps = set(StepPage.objects.filter(pk__in=below).values_list("pk", flat=True))
    if not steps:
        return False
    course_id = course_of(page)
    plans = Enrollment.objects.filter(course_id=course_id).values_list(
        "plan__steps", flat=True
    )
    return any(s["id"] in steps for plan in plans.distinct() for s in plan)


@hooks.register("before_delete_page")
def keep_pages_with_records(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete what learners' records stand on."""
    if not has_records(page):
        return None
    messages.error(
        request,
        _("Learners have records here, so this page cannot be deleted. Unpublish it, or retire the step."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_pages_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for bulk deletion."""
    if action_type != "delete":
        return None
    for page in objects:
        if isinstance(page, Page) and has_records(page):
            messages.error(
                request,
                _("Learners have records on “%(title)s”. Unpublish it instead; nothing was deleted.") % {"title": page.title},
            )
            return redirect("wagtailadmin_explore_root")
    return None


@hooks.register("construct_main_menu")
def name_pages_courses(request: HttpRequest, items: list[Any]) -> None:
    """Authors think of courses first."""
    for item in items:
        if item.name == "explorer":
            item.label = gettext_lazy("Pages and courses")
