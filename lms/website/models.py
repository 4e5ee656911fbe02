"""Home, plain pages and what the site says about itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from courses.blocks import LessonBody
from courses.models import CatalogPage

RESERVED_SLUGS = frozenset(
    {"accounts", "achievements", "cms", "cohorts", "courses", "credentials", "dev"}
    | {"discussions", "documents", "flags", "go", "healthz", "invitations", "issuers"}
    | {"join", "keys", "licenses", "me", "media", "ob2", "posts", "private", "schools"}
    | {"seats", "static", "status", "steps", "stones", "threads", "verify", "ws"}
)


class HomePage(Page):  # type: ignore[misc]
    """Says what this is and gets you into a course in two clicks."""

    headline = models.CharField(max_length=120, blank=True)
    introduction = models.TextField(blank=True)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels = [*Page.content_panels, "headline", "introduction"]

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Hand `catalog/…` to the catalog without walking the tree page by page."""
        catalog = self.catalog() if len(path_components) == 4 else None
        if catalog is not None and path_components[0] == catalog.slug:
            return catalog.route(request, path_components[1:])
        return super().route(request, path_components)

    def catalog(self) -> CatalogPage | None:
        """The catalog below this page, kept with the page object."""
        if "_catalog" not in self.__dict__:
            self._catalog = CatalogPage.objects.child_of(self).live().first()
        return self._catalog

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Programs, a real lesson's opening, and the watershed."""
        from lms.website.home import home_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **home_context(self)}


class StandardPage(Page):  # type: ignore[misc]
    """A plain page: help, privacy, accessibility."""

    body = StreamField(LessonBody(), blank=True)

    parent_page_types: ClassVar[list[str]] = [
        "website.HomePage",
        "website.StandardPage",
    ]
    content_panels = [*Page.content_panels, "body"]


class Picture(models.Model):
    """A drawing that takes long, kept until what it shows changes."""

    name = models.CharField(max_length=60, unique=True)
    digest = models.CharField(max_length=64)
    svg = models.TextField()

    def __str__(self) -> str:
        return self.name


@register_setting
class SiteSettings(BaseSiteSetting):  # type: ignore[misc]
    """What the footer and the mails say about who runs this site."""

    contact_email = models.EmailField(blank=True)
    emergency_note = models.TextField(
        blank=True,
        help_text=_("Shown on courses about hard subjects: whom to call here."),
    )

    class Meta:
        verbose_name = _("About this site")
