"""The inbox."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.requests import MemberRequest
from lms.notifications.actions import mark_read
from lms.notifications.models import Notification


@require_safe
@login_required
def inbox(request: MemberRequest) -> HttpResponse:
    """What one was told, newest first."""
    mine = Notification.objects.filter(recipient=request.user)
    # Awards are dated to the second: a badge and its certificate may share one.
    mine = mine.order_by("-created_at", "-pk")
    page = Paginator(mine, 30).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page_obj": page})


@require_POST
@login_required
def read(request: MemberRequest) -> HttpResponse:
    """Everything is read."""
    mark_read(request.user)
    return redirect("notifications:inbox")
