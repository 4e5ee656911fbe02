"""Where facilitators sign off what they have seen with their own eyes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from credentials.actions import grant_award
from credentials.forms import SignOffForm
from credentials.models import Achievement, Award
from credentials.models.achievements import Kind
from credentials.pages.renewals import end_of_one
from credentials.permissions import can_grant_award, can_use_sign_offs, facilitated
from credentials.rules.validity import State
from lms.accounts.models import User
from lms.accounts.permissions import is_administrator

PEOPLE_SHOWN = 50


class SignOffMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to whoever has somebody to sign off for."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Facilitators of a cohort, and site administrators."""
        return can_use_sign_offs(request.user)  # type: ignore[arg-type]


@hooks.register("register_admin_menu_item")
def sign_off_menu() -> MenuItem:
    """The menu entry."""
    return SignOffMenuItem(
        gettext_lazy("Sign-offs"), reverse("sign_offs"), icon_name="check", order=270
    )


@hooks.register("register_admin_urls")
def sign_off_urls() -> list[URLPattern]:
    """The list, and one sign-off."""
    return [
        path("sign-offs/", sign_offs, name="sign_offs"),
        path(
            "sign-offs/<int:achievement_id>/<int:user_id>/", sign_off, name="sign_off"
        ),
    ]


def learners_of(user: User, words: str) -> QuerySet[User]:
    """People whose work `user` may sign off: those of their cohorts, or by name."""
    people = User.objects.filter(anonymized_at__isnull=True).exclude(pk=user.pk)
    if not is_administrator(user):
        people = people.filter(pk__in=facilitated(user).values("user"))
    elif not words:
        people = people.filter(enrollments__isnull=False).distinct()
    if words:
        people = people.filter(display_name__icontains=words)
    return people.order_by("display_name", "pk")


def standing_words(award: Award | None) -> tuple[str, bool]:
    """What stands of a sign-off, in words, and whether it can be signed off now."""
    if award is None:
        return "", True
    end = end_of_one(award)
    words = f"{_('Signed off')}, {end.words}" if end else _("Signed off")
    return words, award.state is not State.VALID


@require_safe
def sign_offs(request: HttpRequest) -> HttpResponse:
    """Every task that can be signed off, and for whom."""
    user: Any = request.user
    if not can_use_sign_offs(user):
        raise PermissionDenied
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    people = list(learners_of(user, words)[:PEOPLE_SHOWN])
    tasks = list(
        Achievement.objects.filter(kind=Kind.SIGN_OFF, retired_at=None).order_by("name")
    )
    held = {
        (award.achievement_id, award.recipient_id): award
        for award in Award.objects.standing()
        .filter(achievement__in=tasks, recipient__in=people)
        .select_related("achievement", "renews")
    }
    rows = [
        (
            task,
            [
                (person, standing_words(held.get((task.pk, person.pk))))
                for person in people
            ],
        )
        for task in tasks
    ]
    title = _("Sign-offs")
    heading = {"header_title": title, "page_title": title, "header_icon": "check"}
    return render(
        request,
        "credentials/cms_sign_offs.html",
        {"rows": rows, "words": words, **heading},
    )


@require_http_methods(["GET", "POST"])
def sign_off(request: HttpRequest, achievement_id: int, user_id: int) -> HttpResponse:
    """Say what was seen, then sign it off; who signed and when goes on record."""
    by: Any = request.user
    task = get_object_or_404(Achievement, pk=achievement_id, kind=Kind.SIGN_OFF)
    learner = get_object_or_404(User, pk=user_id, anonymized_at__isnull=True)
    if not can_grant_award(by, task, learner):
        raise PermissionDenied
    form = SignOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        grant_award(task, to=learner, by=by, basis={"note": form.cleaned_data["note"]})
        messages.success(
            request,
            _("Signed off for %(name)s. The credential is signed within a minute.")
            % {"name": learner.display_name},
        )
        return redirect("sign_offs")
    title = _("Sign off")
    return render(
        request,
        "credentials/cms_sign_off.html",
        {
            "task": task,
            "learner": learner,
            "form": form,
            "header_title": title,
            "page_title": title,
            "page_subtitle": task.name,
            "header_icon": "check",
        },
    )
