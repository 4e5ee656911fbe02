"""The site and its root page, from memory instead of three queries a request."""

import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

_KEEP_SECONDS = 60
_kept: dict[tuple[str, str], tuple[float, Site]] = {}


def forget(**kwargs: Any) -> None:
    """Drop what is kept: a site or its root changed (or a test began afresh)."""
    _kept.clear()


class SiteMiddleware:
    """Sets `request._wagtail_site`, which Wagtail's own look-up then uses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the site once a minute for each host and port."""
        key = (request.get_host(), request.get_port())
        moment, site = _kept.get(key, (0.0, None))
        if site is None or time.monotonic() - moment > _KEEP_SECONDS:
            try:
                site = Site.find_for_request(request)
                if site is not None:
                    _ = site.root_page.localized.specific  # kept with the site
            except DatabaseError:
                # Whoever needs it asks again, and says what is wrong: `/healthz/` does.
                return self.get_response(request)
            if site is not None:
                _kept[key] = (time.monotonic(), site)
        request._wagtail_site = site  # type: ignore[attr-defined]
        return self.get_response(request)
