"""Ask to be told when an announced program opens, or take it back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credentials.actions.interest import drop_interest, note_interest
from credentials.models import ProgramPage
from lms.accounts.requests import MemberRequest


@require_POST
@login_required
def interest(request: MemberRequest, page_id: int) -> HttpResponse:
    """`wanted=no` takes it back; anything else asks."""
    page = get_object_or_404(ProgramPage.objects.live(), pk=page_id)
    if request.POST.get("wanted") == "no":
        drop_interest(page, by=request.user)
        messages.info(request, _("Taken back. You will not be told."))
    else:
        note_interest(page, by=request.user)
        messages.success(
            request,
            _("Noted. On the day it opens you get one mail and a line in your inbox."),
        )
    return redirect(page.get_url(request))
