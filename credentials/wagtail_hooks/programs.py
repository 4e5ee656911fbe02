"""A program page that goes live brings its rule into force; one with holders stays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.signals import page_published

from credentials.actions import publish_program
from credentials.models import Award, ProgramPage


def note_published(
    sender: type[Page], instance: ProgramPage, revision: Any = None, **kwargs: Any
) -> None:
    """Translate Wagtail's signal: the action compiles the rule and says so."""
    publish_program(instance, by=getattr(revision, "user", None))


page_published.connect(note_published, sender=ProgramPage)


def has_awards(page: Page) -> bool:
    """Whether somebody holds a certificate of a program on this page or below it."""
    below = Page.objects.descendant_of(page, inclusive=True).values("pk")
    return Award.objects.filter(achievement__program__in=below).exists()


@hooks.register("before_delete_page")
def keep_programs_with_awards(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a program whose certificate somebody holds."""
    if not has_awards(page):
        return None
    messages.error(
        request,
        _(
            "People hold this program's certificate, so its page cannot be deleted. Unpublish it instead."
        ),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_programs_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for bulk deletion."""
    if action_type != "delete":
        return None
    if not any(isinstance(thing, Page) and has_awards(thing) for thing in objects):
        return None
    messages.error(
        request,
        _(
            "People hold a certificate of one of these programs. Unpublish it instead; nothing was deleted."
        ),
    )
    return redirect("wagtailadmin_explore_root")
