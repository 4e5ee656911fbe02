"""Home, plain pages and what the site says about itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from courses.addresses import step_at
from courses.blocks import LessonBody
from courses.models import CatalogPage
from lms.core.presenting import Presented
from lms.website.reserved import refusal


class StandardPageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Says beside the field which addresses are taken by the site itself."""

    def clean(self) -> dict[str, Any]:
        """A page right below home may not take an address of ours."""
        data: dict[str, Any] = super().clean()
        sentence = refusal(data.get("slug") or "")
        if sentence and isinstance(self.parent_page.specific, HomePage):
            self.add_error("slug", sentence)
        return data


class HomePage(Presented, Page):  # type: ignore[misc]
    """Says what this is and gets you into a course in two clicks."""

    headline = models.CharField(max_length=120, blank=True)
    introduction = models.TextField(blank=True)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels = [*Page.content_panels, "headline", "introduction"]

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a step by its address at once; anything else goes Wagtail's way."""
        catalog = self.catalog() if len(path_components) == 4 else None
        if catalog is not None and path_components[0] == catalog.slug:
            step = step_at(f"{self.url_path}{'/'.join(path_components)}/")
            if step is not None:
                return RouteResult(step)
        return super().route(request, path_components)

    def catalog(self) -> CatalogPage | None:
        """The catalog below this page, kept with the page object."""
        if "_catalog" not in self.__dict__:
            self._catalog = CatalogPage.objects.child_of(self).live().first()
        return self._catalog


class StandardPage(Page):  # type: ignore[misc]
    """A plain page: help, privacy, accessibility."""

    body = StreamField(LessonBody(), blank=True)

    parent_page_types: ClassVar[list[str]] = [
        "website.HomePage",
        "website.StandardPage",
    ]
    content_panels = [*Page.content_panels, "body"]
    base_form_class = StandardPageForm

    def clean(self) -> None:
        """Refuse an address that the site itself answers, whoever writes it."""
        super().clean()
        sentence = refusal(self.slug)
        if sentence and self.path and isinstance(self.get_parent().specific, HomePage):
            raise ValidationError({"slug": sentence})

    @property
    def shows_contact(self) -> bool:
        """Whether a question may follow: then whom to ask stands below."""
        return self.slug in ("help", "privacy", "accessibility")


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
