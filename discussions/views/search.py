"""Searching what was said."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from discussions.models import Discussion
from discussions.pages.search import QUERY_LENGTH, find
from discussions.views.rooms import MOST_PAGES, number, open_room
from lms.accounts.requests import MemberRequest
from lms.core.safe_html import check_text


@require_GET
@login_required
def search(request: MemberRequest) -> HttpResponse:
    """What was said with `?q=` in all rooms of the reader, or in `?room=` one of them."""
    room_id = number(request.GET.get("room"))
    room = open_room(request, room_id) if room_id is not None else None
    query = asked(request.GET.get("q", ""))
    page = min(number(request.GET.get("page")) or 1, MOST_PAGES)
    results = find(request.user, query, room=room, page=page)
    context = {
        "query": query,
        "searched": room,
        "results": results,
        "rooms": Discussion.objects.open_to(request.user).count() if not room else 1,
    }
    return render(request, "discussions/search_page.html", context)


def asked(text: str) -> str:
    """What can be searched for; what no keyboard makes is nothing."""
    try:
        return check_text(text)[:QUERY_LENGTH].strip()
    except ValidationError:
        return ""
