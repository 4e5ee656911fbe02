"""Refusals that people may read, and the one place that turns them into answers."""

from collections.abc import Callable
from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

CMS = "/cms/"


class DomainError(Exception):
    """The rules of the field refuse; the message is a sentence for the person.

    `status` is the answer over HTTP; `retry_after` (seconds) goes out as a header.
    """

    status: ClassVar[int] = 409
    retry_after: int | None = None

    def __init__(self, message: object = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def require(allowed: bool, message: object = "") -> None:
    """Refuse with PermissionDenied unless `allowed`; the message is safe to show."""
    if not allowed:
        raise PermissionDenied(str(message))


class DomainErrorMiddleware:
    """Turns a DomainError into words where the person is looking.

    JSON and htmx requests get the sentence with the error's status. A plain form gets it
    as a message on the page it came from; where there is none, as a page of its own.
    The back office gets it as a message too, always on one of its own pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; refusals come back through process_exception."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Answer a DomainError; anything else goes its way."""
        if not isinstance(error, DomainError):
            return None
        response = self._answer(request, error)
        if error.retry_after is not None:
            response["Retry-After"] = str(error.retry_after)
        return response

    def _answer(self, request: HttpRequest, error: DomainError) -> HttpResponse:
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": str(error)}, status=error.status)
        if request.headers.get("HX-Request"):
            return render(
                request,
                "includes/_refusal.html",
                {"sentence": str(error)},
                status=error.status,
            )
        back = request.META.get("HTTP_REFERER", "")
        ours = url_has_allowed_host_and_scheme(back, {request.get_host()})
        if request.path.startswith(CMS) and not is_home(request):
            messages.error(request, str(error))
            return HttpResponseRedirect(cms_page(request, back if ours else ""))
        if request.method == "POST" and back and ours and error.status == 409:
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        return render(
            request, "refusal.html", {"sentence": str(error)}, status=error.status
        )


def is_home(request: HttpRequest) -> bool:
    """Whether it is the front page of the back office that refuses: nothing is behind it."""
    return request.path == CMS and request.method != "POST"


def cms_page(request: HttpRequest, back: str) -> str:
    """Where in the back office somebody reads why they were refused.

    The page they came from; never the one that refuses to be shown, nor one for learners.
    """
    path = urlsplit(back).path
    is_itself = path == request.path and request.method != "POST"
    return back if path.startswith(CMS) and not is_itself else CMS
