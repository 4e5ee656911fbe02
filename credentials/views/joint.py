"""Where signatories say yes to what their issuer awards together with another."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credentials.actions.joint import approve
from credentials.forms import ApprovalForm
from credentials.pages import joint
from credentials.permissions import signs_for
from lms.accounts.requests import MemberRequest
from lms.core.errors import require

SHOWN = 30


@require_safe
@login_required
def approvals(request: MemberRequest) -> HttpResponse:
    """Who waits for the reader's issuers, the longest first, and for what reason."""
    mine = list(signs_for(request.user).select_related("issuer"))
    require(bool(mine), _("This page is for people who sign for an issuer."))
    issuers = [signatory.issuer_id for signatory in mine]
    page = Paginator(joint.candidates(request.user, issuers), SHOWN).get_page(
        request.GET.get("page")
    )
    context = {
        "issuers": [signatory.issuer for signatory in mine],
        "page_obj": page,
        "candidates": joint.read(list(page), issuers),
    }
    return render(request, "credentials/approvals.html", context)


@require_POST
@login_required
def approval(request: MemberRequest, candidacy_id: int) -> HttpResponse:
    """Approve somebody in the name of one issuer."""
    mine = signs_for(request.user).select_related("issuer")
    candidacy = get_object_or_404(
        joint.candidates(request.user, mine.values("issuer")), pk=candidacy_id
    )
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, str(sentences[0]))
        return redirect("credentials:approvals")
    signatory = get_object_or_404(mine, issuer=form.cleaned_data["issuer"])
    approve(
        candidacy,
        for_issuer=signatory.issuer,
        by=request.user,
        note=form.cleaned_data["note"],
    )
    candidacy.refresh_from_db(fields=["settled_at"])
    said = (
        _("Approved. Both have, so %(name)s holds the certificate now.")
        if candidacy.settled_at
        else _("Approved. %(name)s gets the certificate once the other issuer has too.")
    )
    messages.success(request, said % {"name": candidacy.person.display_name})
    return redirect("credentials:approvals")
