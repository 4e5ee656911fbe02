"""Stopping mails from a mail: one click, without signing in (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lms.notifications.unsubscribing import read_token, unsubscribe


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribing(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what the button will do; POST does it, from a mail program or the page.

    The signed token is the right to do it: no session, no CSRF token, no redirect. A mail
    scanner that follows links changes nothing.
    """
    subscription = read_token(token)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        unsubscribe(subscription)
    response = render(
        request,
        "notifications/unsubscribe.html",
        {"thread": subscription.thread, "is_done": request.method == "POST"},
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
