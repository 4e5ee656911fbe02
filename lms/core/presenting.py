"""Pages hold content; presenters fill their templates.

A page model never imports the reads that its template needs: a presenter registers itself
for the model, and `Presented` asks whoever registered, from the general kind of page to
the special. So what reads depends on what is read, and never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

Presenter = Callable[[Any, HttpRequest, dict[str, Any]], dict[str, Any]]
P = TypeVar("P", bound=Presenter)

_presenters: dict[type, Presenter] = {}


def presents(model: type) -> Callable[[P], P]:
    """Make a function the presenter of a page model: (page, request, context) -> more."""

    def register(presenter: P) -> P:
        _presenters[model] = presenter
        return presenter

    return register


class Presented:
    """A page whose context comes from presenters; put it before Page."""

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Wagtail's context, and what each presenter of its kinds adds, general first."""
        context: dict[str, Any] = super().get_context(  # type: ignore[misc]
            request, *args, **kwargs
        )
        for kind in reversed(type(self).__mro__):
            if (presenter := _presenters.get(kind)) is not None:
                context.update(presenter(self, request, context))
        return context
