"""Pages about oneself."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts.actions import anonymize_user, update_profile
from lms.accounts.errors import TooManyTries
from lms.accounts.forms import ClosingForm, ProfileForm
from lms.accounts.requests import MemberRequest
from lms.core import ratelimit


@require_http_methods(["GET", "POST"])
@login_required
def profile(request: MemberRequest) -> HttpResponse:
    """One's name and time zone."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        update_profile(request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account_profile")
    status = 422 if form.errors else 200
    return render(request, "account/profile.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def closing(request: MemberRequest) -> HttpResponse:
    """Close one's account, and choose what becomes of one's credentials."""
    user = request.user
    if request.method == "GET":
        form = ClosingForm(None, user=user)
        return render(request, "account/closing.html", {"form": form})
    if wait := ratelimit.spend(f"closing:{user.pk}", limit=5, seconds=900):
        raise TooManyTries(wait)
    form = ClosingForm(request.POST, user=user)
    if not form.is_valid():
        return render(request, "account/closing.html", {"form": form}, status=422)
    anonymize_user(user, by=user, keeps_credentials=form.keeps_credentials)
    logout(request)
    messages.success(
        request,
        _("Your account is closed. What you earned stays yours and can be checked.")
        if form.keeps_credentials
        else _("Your account is closed, and what you earned is withdrawn."),
    )
    return redirect("/")
