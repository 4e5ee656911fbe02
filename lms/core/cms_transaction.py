"""Every POST below /cms/ is one transaction.

Wagtail sends its signals outside any; our facts must commit with what they follow, and
what was refused leaves nothing behind, whatever the answer looks like.
"""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse


class CmsTransactionMiddleware:
    """Wraps the CMS's writes; a failed answer rolls back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run a POST of the CMS inside `atomic()`."""
        if request.method != "POST" or not request.path.startswith("/cms/"):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500 or hasattr(request, "cms_failure"):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Note that the view failed; others answer, a refusal with a redirect."""
        request.cms_failure = error  # type: ignore[attr-defined]
