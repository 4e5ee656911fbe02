"""Every POST below /cms/ is one transaction.

Wagtail sends its signals outside any; our facts must commit with what they follow.
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
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
