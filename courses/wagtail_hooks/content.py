"""What authors do to pages: told as our events, and refused where records stand."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.db.models import PROTECT, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.events import CoursePublished
from courses.models import CoursePage, Enrollment, StepPage
from courses.outline import course_of, raise_stamp
from lms.core.events import publish


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
    """Whether people's records stand on this page or on anything below it.

    Any row that protects a page counts, of whichever app; and so does a plan in use
    that names a step (no foreign key sees JSON).
    """
    below = Page.objects.descendant_of(page, inclusive=True).values("pk")
    if any(
        model._default_manager.filter(**{f"{field}__in": below}).exists()
        for model, field in protecting()
    ):
        return True
    steps = set(StepPage.objects.filter(pk__in=below).values_list("pk", flat=True))
    if not steps:
        return False
    plans = Enrollment.objects.filter(course_id=course_of(page)).values_list(
        "plan__steps", flat=True
    )
    return any(s["id"] in steps for plan in plans.distinct() for s in plan)


def protecting() -> set[tuple[type[Model], str]]:
    """Every model and field that protects pages, whichever app has them."""
    return {
        (relation.related_model, relation.field.name)
        for kind in apps.get_models()
        if issubclass(kind, Page)
        for relation in kind._meta.related_objects
        if relation.on_delete is PROTECT and not isinstance(relation.related_model, str)
    }


@hooks.register("before_delete_page")
def keep_pages_with_records(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete what learners' records stand on."""
    if not has_records(page):
        return None
    messages.error(
        request,
        _(
            "People have records here, so this page cannot be deleted. Unpublish it, or retire the step."
        ),
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
                _(
                    "People have records on “%(title)s”. Unpublish it instead; nothing was deleted."
                )
                % {"title": page.title},
            )
            return redirect("wagtailadmin_explore_root")
    return None


@hooks.register("construct_main_menu")
def name_pages_courses(request: HttpRequest, items: list[Any]) -> None:
    """Authors think of courses first."""
    for item in items:
        if item.name == "explorer":
            item.label = gettext_lazy("Pages and courses")
