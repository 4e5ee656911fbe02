"""Closing somebody else's account: a page of the back office, for who asks by letter."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts.actions import anonymize_user
from lms.accounts.errors import OwnAccount
from lms.accounts.forms import CredentialsForm
from lms.accounts.models import User
from lms.accounts.permissions import can_change_person
from lms.accounts.requests import MemberRequest


@require_http_methods(["GET", "POST"])
def close_account(request: MemberRequest, user_id: int) -> HttpResponse:
    """Ask what becomes of the credentials, say what it means, then close it.

    One's own is closed at /accounts/closing/, where the password is asked.
    """
    person = get_object_or_404(User, pk=user_id, anonymized_at__isnull=True)
    if not can_change_person(request.user, person):
        raise PermissionDenied
    if person == request.user:
        raise OwnAccount
    form = CredentialsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        keeps = form.keeps_credentials
        anonymize_user(person, by=request.user, keeps_credentials=keeps)
        messages.success(request, _("The account is closed."))
        return redirect("wagtailusers_users:index")
    title = _("Close an account")
    heading = {"header_title": title, "page_title": title, "header_icon": "user"}
    return render(
        request,
        "account/cms_closing.html",
        {"form": form, "person": person, "page_subtitle": str(person), **heading},
        status=422 if form.errors else 200,
    )
