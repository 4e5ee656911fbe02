"""Another look: asking for it, reading what was asked, answering."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from discussions.actions.appeals import appeal, decide_appeal
from discussions.errors_care import NothingToAppeal
from discussions.forms.care import AnswerForm, AppealForm
from discussions.forms.talk import first_error
from discussions.models import Appeal, Restriction
from discussions.pages.decisions import decision_about, decision_behind
from discussions.permissions import can_decide_appeal
from discussions.views.care.rooms import on_post_page
from discussions.views.deeds import seen_post
from discussions.views.posts import place, see_other
from lms.accounts.requests import MemberRequest


@require_POST
@login_required
def of_post(request: MemberRequest, post_id: int) -> HttpResponse:
    """The author of a hidden post asks for another look."""
    found = seen_post(request, post_id)
    if found.author_id != request.user.pk:
        raise Http404
    form = AppealForm(request.POST)
    if not form.is_valid():
        return on_post_page(request, found, form)
    line = decision_about(found)
    if line is None:
        raise NothingToAppeal
    appeal(line, by=request.user, words=form.cleaned_data["note"])
    messages.success(request, asked_sentence())
    return see_other(place(found))


@require_POST
@login_required
def of_restriction(request: MemberRequest, restriction_id: int) -> HttpResponse:
    """Who may not post or enter asks for another look."""
    found = get_object_or_404(Restriction, pk=restriction_id, user=request.user)
    line = decision_behind(found.pk)
    if line is None:
        raise NothingToAppeal
    form = AppealForm(request.POST)
    if form.is_valid():
        appeal(line, by=request.user, words=form.cleaned_data["note"])
        messages.success(request, asked_sentence())
    else:
        messages.error(request, first_error(form))
    return see_other(reverse("discussions:restriction", args=[found.pk]))


def asked_sentence() -> str:
    """What happens after an appeal."""
    return _("Somebody else than who decided will look at it, and you are told.")


def seen_appeal(request: MemberRequest, appeal_id: int) -> Appeal:
    """An appeal that one made or may decide; else the same 404 as unknown."""
    found: Appeal = get_object_or_404(
        Appeal.objects.select_related(
            "by", "decided_by", "action__moderator", "action__post__thread",
            "action__post__author", "action__restriction", "action__member",
            "action__discussion__cohort__series",
        ),
        pk=appeal_id,
    )  # fmt: skip
    if found.by_id != request.user.pk and not can_decide_appeal(request.user, found):
        raise Http404
    return found


@require_GET
@login_required
def page(request: MemberRequest, appeal_id: int) -> HttpResponse:
    """What was decided, why, and what whom it met says about it."""
    return show(request, seen_appeal(request, appeal_id))


def show(
    request: MemberRequest, found: Appeal, *, error: str = "", status: int = 200
) -> HttpResponse:
    """The page of an appeal."""
    context = {
        "appeal": found,
        "line": found.action,
        "post": found.action.post,
        "may_decide": can_decide_appeal(request.user, found),
        "error": error,
    }
    return render(request, "discussions/appeal_page.html", context, status=status)


@require_POST
@login_required
def decision(request: MemberRequest, appeal_id: int) -> HttpResponse:
    """Grant an appeal, or refuse it."""
    found = seen_appeal(request, appeal_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, found, error=first_error(form), status=422)
    grant = form.cleaned_data["decision"] == "grant"
    answer = form.cleaned_data["reason"]
    decide_appeal(found, by=request.user, grant=grant, answer=answer)
    messages.success(request, _("Decided. Both sides are told."))
    return see_other(reverse("discussions:appeal_page", args=[found.pk]))
