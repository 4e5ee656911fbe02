"""The school's desk: people, seats, codes. Only its own administrators find it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.requests import MemberRequest
from lms.schools.actions.invitations import create_invitation, revoke_invitation
from lms.schools.actions.licenses import change_seats, create_license, release_seat
from lms.schools.forms import InvitationForm, LicenseForm, SeatsForm
from lms.schools.models import Invitation, License, School, Seat
from lms.schools.permissions import can_administer_school

SEATS_A_PAGE = 50


def school_of(request: MemberRequest, slug: str) -> School:
    """The school, for its administrators; anybody else gets the same 404 as for none."""
    school = get_object_or_404(School, slug=slug)
    if not can_administer_school(request.user, school):
        raise Http404
    return school


@require_safe
@login_required
def desk(request: MemberRequest, slug: str) -> HttpResponse:
    """Licenses with exact counts, who holds a seat, open codes."""
    return show(request, school_of(request, slug))


def show(
    request: MemberRequest,
    school: School,
    *,
    license_form: LicenseForm | None = None,
    invitation_form: InvitationForm | None = None,
    seats_form: tuple[License, SeatsForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The desk, with whatever form still needs an answer."""
    seats = (
        Seat.objects.open()
        .filter(license__school=school)
        .select_related("membership__user", "license__program")
        .order_by("membership__user__display_name", "pk")
    )
    context = {
        "school": school,
        "today": school.today(),
        "licenses": list(
            school.licenses.select_related("program").order_by("-ends_on", "-pk")
        ),
        "seats": Paginator(seats, SEATS_A_PAGE).get_page(request.GET.get("page")),
        "invitations": [
            i
            for i in school.invitations.select_related("license__program").order_by(
                "-pk"
            )
            if i.is_open
        ],
        "license_form": license_form or LicenseForm(initial=one_year(school)),
        "invitation_form": invitation_form or InvitationForm(school),
        "seats_asked": seats_form[0].pk if seats_form else None,
        "seats_form": seats_form[1] if seats_form else None,
    }
    return render(request, "schools/desk.html", context, status=status)


def one_year(school: School) -> dict[str, dt.date]:
    """The dates with which a new license begins: today, and a year of days."""
    today = school.today()
    return {"starts_on": today, "ends_on": today + dt.timedelta(days=364)}


@require_POST
@login_required
def licenses(request: MemberRequest, slug: str) -> HttpResponse:
    """Make a license."""
    school = school_of(request, slug)
    form = LicenseForm(request.POST)
    if not form.is_valid():
        return show(request, school, license_form=form, status=422)
    create_license(school, by=request.user, **form.cleaned_data)
    messages.success(
        request, _("The license is made. Next, make a code and hand it out.")
    )
    return redirect("schools:desk", school.slug)


@require_POST
@login_required
def seats(request: MemberRequest, license_id: int) -> HttpResponse:
    """Change how many seats a license has."""
    license = get_object_or_404(License, pk=license_id)
    school = school_of(request, license.school.slug)
    form = SeatsForm(request.POST, auto_id="new_%s")
    if not form.is_valid():
        return show(request, school, seats_form=(license, form), status=422)
    change_seats(license, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("schools:desk", school.slug)


@require_POST
@login_required
def seat_release(request: MemberRequest, seat_id: int) -> HttpResponse:
    """Take a seat back."""
    seat = get_object_or_404(Seat, pk=seat_id)
    school = school_of(request, seat.license.school.slug)
    release_seat(seat, by=request.user)
    messages.success(
        request,
        _("The seat is free. %(name)s keeps every record and badge.")
        % {"name": seat.membership.user.display_name},
    )
    return redirect("schools:desk", school.slug)


@require_POST
@login_required
def invitations(request: MemberRequest, slug: str) -> HttpResponse:
    """Make a code; it is shown once, on the page that follows."""
    school = school_of(request, slug)
    form = InvitationForm(school, request.POST)
    if not form.is_valid():
        return show(request, school, invitation_form=form, status=422)
    license = form.cleaned_data["license"]
    _made, code = create_invitation(
        school,
        license=license,
        audience=license.audience,
        max_uses=form.cleaned_data["max_uses"],
        days=form.cleaned_data["days"],
        by=request.user,
    )
    context = {
        "school": school,
        "code": code,
        "license": license,
        "link": request.build_absolute_uri(f"/join/{code}/"),
    }
    return render(request, "schools/invitation.html", context, status=201)


@require_POST
@login_required
def invitation_revocation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Close a code."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    school = school_of(request, invitation.school.slug)
    revoke_invitation(invitation, by=request.user)
    messages.success(request, _("The code is closed. Who came in by it stays."))
    return redirect("schools:desk", school.slug)
