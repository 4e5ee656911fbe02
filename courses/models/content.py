"""What authors write: the catalog, courses and their modules."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from lms.core.constraints import known
from lms.core.presenting import Presented


class Access(models.TextChoices):
    """Who may take a course."""

    OPEN = "open", _("Open: anybody may start")
    ENTITLED = "entitled", _("Entitled: through a license")
    CLOSED = "closed", _("Closed: no new starts")


class Audience(models.TextChoices):
    """Whom a course is mainly for, as the catalog's facet."""

    PARENTS = "parents", _("Parents and carers")
    TEACHERS = "teachers", _("Teachers")
    COACHES = "coaches", _("Coaches")


class CatalogPage(Presented, Page):  # type: ignore[misc]
    """All courses, with facets as plain links. One per site."""

    introduction = models.TextField(blank=True)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, "introduction"]


class CoursePage(Presented, Page):  # type: ignore[misc]
    """A course: what it promises, whom it is for, and below it modules and steps."""

    summary = models.CharField(
        max_length=240, blank=True, help_text=_("The promise, in one sentence.")
    )
    audience = models.CharField(
        max_length=200, blank=True, help_text=_("Who it is for, in words.")
    )
    group = models.CharField(
        max_length=12, choices=Audience.choices, default=Audience.TEACHERS
    )
    topics = models.CharField(
        max_length=300, blank=True, help_text=_("Separated by commas.")
    )
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=240))],
        blank=True,
        help_text=_("Afterwards you can …"),
    )
    image = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    access = models.CharField(
        max_length=12, choices=Access.choices, default=Access.OPEN
    )
    shows_help = models.BooleanField(
        default=False,
        help_text=_("A hard subject: every page shows where help can be found."),
    )

    parent_page_types: ClassVar[list[str]] = ["courses.CatalogPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]
    admin_default_ordering = "ord"
    content_panels = [
        *Page.content_panels,
        "summary",
        "audience",
        "group",
        "topics",
        "outcomes",
        "image",
        "access",
        "shows_help",
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("topics"),
        index.SearchField("audience"),
        index.FilterField("id"),
        index.FilterField("access"),
        index.FilterField("group"),
    ]

    class Meta:
        constraints = [known("access", Access, "course_access_known")]

    @property
    def topic_list(self) -> list[str]:
        """The topics, one by one."""
        return [t.strip() for t in self.topics.split(",") if t.strip()]


class ModulePage(Page):  # type: ignore[misc]
    """A part of a course. `subpage_types` stays open: higher apps add kinds of step."""

    introduction = models.TextField(blank=True)

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    admin_default_ordering = "ord"
    content_panels = [*Page.content_panels, "introduction"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A module has no page of its own: show its place in the course."""
        from django.shortcuts import redirect

        return redirect(f"{self.get_parent().get_url(request)}#{self.slug}")
