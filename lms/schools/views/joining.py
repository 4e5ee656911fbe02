"""Coming in by a code: a mail scanner that opens the link uses nothing up."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.requests import MemberRequest
from lms.schools.actions.invitations import accept_invitation, find_invitation
from lms.schools.actions.licenses import program_courses
from lms.schools.errors import InvitationNotOpen
from lms.schools.forms import CodeForm
from lms.schools.models import School


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """What a school gets, and the way to one's own desk."""
    mine = (
        School.objects.administered_by(request.user)
        if request.user.is_authenticated
        else School.objects.none()
    )
    return render(request, "schools/schools.html", {"mine": mine, "form": CodeForm()})


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type a code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("schools:join", form.cleaned_data["code"])
    status = 422 if form.errors else 200
    return render(request, "schools/code.html", {"form": form}, status=status)


@require_safe
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the code opens; nothing happens until the button is pressed."""
    try:
        invitation = find_invitation(code, tried_by=who(request))
    except InvitationNotOpen as error:
        return render(
            request,
            "schools/code.html",
            {"form": CodeForm(initial={"code": code}), "sentence": str(error)},
            status=404,
        )
    license = invitation.license
    context = {
        "invitation": invitation,
        "code": code,
        "courses": program_courses(license.program) if license else [],
    }
    return render(request, "schools/join.html", context)


@require_http_methods(["POST"])
@login_required
def membership(request: MemberRequest, code: str) -> HttpResponse:
    """Use the code."""
    invitation = find_invitation(code, tried_by=who(request))
    accept_invitation(invitation, by=request.user)
    messages.success(
        request,
        _("Welcome. You hold a place through %(school)s.")
        % {"school": invitation.school.name},
    )
    license = invitation.license
    return redirect(license.program.get_url(request) if license else "/me/")


def who(request: HttpRequest) -> str:
    """Who is guessing: the account, else the address of the connection."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{get_adapter().get_client_ip(request)}"  # behind the proxy, too
