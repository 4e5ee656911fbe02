"""How many wait for an announced program: on its page, and as a list, for administrators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from credentials.models import ProgramPage
from credentials.models.programs import Opening
from credentials.pages.interest import people_waiting
from lms.accounts.models import User
from lms.accounts.permissions import is_administrator

SHOWN = 100


@hooks.register("register_admin_urls")
def interest_urls() -> list[URLPattern]:
    """The list of one program."""
    return [path("programs/<int:page_id>/interest/", waiting, name="program_interest")]


@hooks.register("register_page_header_buttons")
def interest_button(
    page: Page, user: User, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """On an announced program: how many wait for it."""
    program = page.specific
    if not isinstance(program, ProgramPage) or not is_administrator(user):
        return
    if program.opening != Opening.ANNOUNCED:
        return
    total = people_waiting(program).count()
    words = ngettext("%(total)s waits for it", "%(total)s wait for it", total)
    yield Button(
        words % {"total": total},
        reverse("program_interest", args=(program.pk,)),
        icon_name="group",
        priority=60,
    )


@require_safe
def waiting(request: HttpRequest, page_id: int) -> HttpResponse:
    """Who asked to be told, the longest first."""
    if not is_administrator(cast("User", request.user)):
        raise PermissionDenied
    program = get_object_or_404(ProgramPage, pk=page_id)
    people = people_waiting(program).select_related("user")
    title = _("Who waits for it")
    return render(
        request,
        "credentials/cms_interest.html",
        {
            "program": program,
            "page_obj": Paginator(people, SHOWN).get_page(request.GET.get("p")),
            "header_title": title,
            "page_title": title,
            "page_subtitle": program.title,
            "header_icon": "group",
        },
    )
