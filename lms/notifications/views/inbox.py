"""The inbox."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.requests import MemberRequest
from lms.notifications.actions import mark_read
from lms.notifications.counts import unread_of
from lms.notifications.inbox import by_day, shown_to


@require_safe
@login_required
def inbox(request: MemberRequest) -> HttpResponse:
    """What one was told, newest first, by day."""
    page = Paginator(shown_to(request.user), 30).get_page(request.GET.get("page"))
    context = {"page_obj": page, "days": by_day(page.object_list)}
    return render(request, "notifications/inbox.html", context)


@require_POST
@login_required
def read(request: MemberRequest, told_id: int | None = None) -> HttpResponse:
    """Everything, or one line, is read."""
    mark_read(request.user, told_id)
    return redirect("notifications:inbox")


@require_safe
@login_required
@never_cache
def count(request: MemberRequest) -> JsonResponse:
    """How many are unread, for a page that was asleep."""
    return JsonResponse({"unread": unread_of(request.user)})
