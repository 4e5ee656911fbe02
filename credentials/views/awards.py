"""An award's page: as its holder sees it, as anyone sees it once it is shared."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from credentials.models import Award
from credentials.pages.award import shown
from credentials.pages.halves import seen_by
from credentials.views.files import HTML, JSON_KINDS, private, signed_file
from credentials.views.sharing import ways


@require_safe
def award(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page of a credential, or the signed file for programs that ask for JSON.

    Not shared: 404 to anyone but its holder. The page of a partner's half is ours; its
    file is its own.
    """
    found = seen_by(request.user, public_id)
    kind = request.get_preferred_type([HTML, *JSON_KINDS])
    if kind is not None and kind != HTML:
        response = signed_file(found)
    elif found.joint_with is not None:
        response = private(redirect(found.joint_with))
    else:
        response = private(page(request, found))
    patch_vary_headers(response, ["Accept"])
    return response


def page(request: HttpRequest, found: Award) -> HttpResponse:
    """The page for whoever asks; its holder may ask for what the world sees."""
    is_holder = found.recipient_id == request.user.pk
    as_world = is_holder and request.GET.get("view") == "world"
    reader = AnonymousUser() if as_world else request.user
    context = {
        **shown(found, reader),
        "as_world": as_world,
        "is_open": as_world or found.shared_at is not None,
        "link": request.build_absolute_uri(found.get_absolute_url()),
        "card": request.build_absolute_uri(
            f"/achievements/{found.achievement.public_id}/card.png"
        ),
    }
    if as_world:
        context["user"] = reader
    elif is_holder:
        context["share"] = ways(request, found)
    return render(request, "credentials/award.html", context)
