"""What search engines may know of: pages, and of steps only what everybody may read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.contrib.sitemaps import Sitemap

from courses.models import ModulePage, StepPage


class PublicSitemap(Sitemap):  # type: ignore[misc]
    """Wagtail's sitemap, behind the same gate as every page."""

    def items(self) -> Any:
        """Live public pages; of steps, those that the gate opens to everybody."""
        steps = StepPage.objects.values("pk")
        samples = StepPage.objects.readable_by(AnonymousUser()).values("pk")
        pages = super().items().not_type(ModulePage)
        return pages.exclude(pk__in=steps) | pages.filter(pk__in=samples)
