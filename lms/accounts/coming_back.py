"""Back to the page on which somebody was, when they had to sign in first."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme


class ComingBackMiddleware:
    """Whoever sends a form without being signed in comes back to the page that held it.

    `login_required` would lead to the form's own address, which answers no GET.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mend the way back of a refused form; pass on everything else."""
        response = self.get_response(request)
        if request.method != "POST" or response.status_code != 302:
            return response
        if response["Location"] != redirect_to_login(request.get_full_path()).url:
            return response
        return redirect_to_login(page_of(request))


def page_of(request: HttpRequest) -> str:
    """The page of ours that a form was on."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return str(settings.LOGIN_REDIRECT_URL)
    page = urlsplit(came_from)
    return page._replace(scheme="", netloc="", fragment="").geturl()
