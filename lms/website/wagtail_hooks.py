"""What authors may not do to addresses: a moved or copied page obeys the same rule."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from lms.website.models import HomePage, StandardPage
from lms.website.reserved import refusal


@hooks.register("before_move_page")
def refuse_move(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """A page that comes to stand right below home keeps off the site's own addresses."""
    return _refused(request, page, page.slug, destination)


@hooks.register("before_copy_page")
def refuse_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The same for a copy, by the address and parent that were typed."""
    parent = Page.objects.filter(pk=request.POST.get("new_parent_page") or None).first()
    slug = request.POST.get("new_slug", "")
    return _refused(request, page, slug, parent or page.get_parent())


@hooks.register("before_edit_page")
def refuse_rename(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The same for pages of other apps below home; plain pages say so in their form."""
    slug = request.POST.get("slug", "")
    if not refusal(slug) or slug == page.slug or isinstance(page, StandardPage):
        return None
    return _refused(request, page, slug, page.get_parent())


def _refused(
    request: HttpRequest, page: Page, slug: str, parent: Page
) -> HttpResponse | None:
    sentence = refusal(slug)
    if not sentence or not isinstance(parent.specific, HomePage):
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_pages:edit", page.pk)
