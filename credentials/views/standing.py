"""One's own standing in programs as JSON, for software that a learner chooses."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credentials.pages.standing import standing_json
from credentials.pages.study import followed_rules, program_rules, standings


@require_safe
@never_cache
def programs(request: HttpRequest) -> JsonResponse:
    """Every program that one follows."""
    if not request.user.is_authenticated:
        return sign_in_first()
    places = standings(list(followed_rules(request.user)), request.user)
    return JsonResponse(
        {"programs": [standing_json(p, request.build_absolute_uri) for p in places]}
    )


@require_safe
@never_cache
def program(request: HttpRequest, public_id: uuid.UUID) -> JsonResponse:
    """One program, by the uuid of its certificate, whether one follows it or not."""
    if not request.user.is_authenticated:
        return sign_in_first()
    rule = program_rules().filter(achievement__public_id=public_id).first()
    if rule is None:
        raise Http404
    place = standings([rule], request.user)[0]
    return JsonResponse(standing_json(place, request.build_absolute_uri))


def sign_in_first() -> JsonResponse:
    """Nobody's standing is told to a visitor."""
    return JsonResponse({"detail": _("Sign in to see where you stand.")}, status=401)
