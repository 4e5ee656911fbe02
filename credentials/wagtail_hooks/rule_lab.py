"""What a draft of a rule would change, and how far a new rule's back-fill has come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from credentials.models import Award, Backfill, ProgramPage
from credentials.pages.lab import draft_date, lab_of
from credentials.permissions import can_manage_awards
from lms.accounts.models import User

NEWEST = 20


@hooks.register("register_admin_urls")
def rule_urls() -> list[URLPattern]:
    """The lab, and the back-fill, of one program."""
    return [
        path("programs/<int:page_id>/lab/", lab, name="rule_lab"),
        path("programs/<int:page_id>/backfill/", backfill, name="rule_backfill"),
    ]


@hooks.register("register_page_header_buttons")
def lab_button(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    """On a program: what its draft would change, and who was awarded by its rule."""
    program = page.specific
    if not isinstance(program, ProgramPage) or not may_publish(program, user):
        return
    yield Button(
        _("What would this change?"),
        reverse("rule_lab", args=(program.pk,)),
        icon_name="view",
        priority=55,
    )
    if backfill_of(program) is not None:
        yield Button(
            _("Who was awarded by it"),
            reverse("rule_backfill", args=(program.pk,)),
            icon_name="group",
            priority=56,
        )


@hooks.register("after_publish_page")
def tell_of_backfill(request: HttpRequest, page: Page) -> None:
    """After publishing: where to watch a new rule reach those who meet it already."""
    program = page.specific
    if not isinstance(program, ProgramPage):
        return
    row = backfill_of(program)
    if row is None or row.finished_at is not None:
        return
    messages.info(
        request,
        _("Whoever meets the rule already gets the certificate within minutes."),
        buttons=[
            messages.button(
                reverse("rule_backfill", args=(program.pk,)), _("See how far it is")
            )
        ],
    )


def may_publish(page: ProgramPage, user: Any) -> bool:
    """Whether somebody may publish this program."""
    return bool(page.permissions_for_user(user).can_publish())


def program_for(request: HttpRequest, page_id: int) -> ProgramPage:
    """A program, for somebody who may publish it."""
    program = get_object_or_404(ProgramPage, pk=page_id)
    if not may_publish(program, request.user):
        raise PermissionDenied
    return program


def backfill_of(page: ProgramPage) -> Backfill | None:
    """The back-fill of the newest rule of a page that has one."""
    return (
        Backfill.objects.filter(rule__achievement__program=page)
        .select_related("rule")
        .order_by("-rule__version")
        .first()
    )


@require_safe
def lab(request: HttpRequest, page_id: int) -> HttpResponse:
    """The latest draft against everybody's awards. Nothing is written."""
    program = program_for(request, page_id)
    title = _("What would this change?")
    return render(
        request,
        "credentials/cms_rule_lab.html",
        {
            "program": program,
            "lab": lab_of(program),
            "saved_at": draft_date(program),
            "may_see_awards": can_manage_awards(cast("User", request.user)),
            "header_title": title,
            "page_title": title,
            "page_subtitle": program.get_admin_display_title(),
            "header_icon": "view",
        },
    )


@require_safe
def backfill(request: HttpRequest, page_id: int) -> HttpResponse:
    """How far the granting of the newest rule has come; refreshes itself until it is done."""
    program = program_for(request, page_id)
    row = backfill_of(program)
    newest = (
        Award.objects.filter(rule=row.rule_id)
        .select_related("recipient")
        .order_by("-awarded_at", "-pk")[:NEWEST]
        if row is not None
        else ()
    )
    title = _("Who was awarded by the rule")
    return render(
        request,
        "credentials/cms_backfill.html",
        {
            "program": program,
            "backfill": row,
            "newest": newest,
            "header_title": title,
            "page_title": title,
            "page_subtitle": program.title,
            "header_icon": "group",
        },
    )
