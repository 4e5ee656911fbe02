"""Writing content by program: imports and the demo use what authors' saves use."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.db import transaction
from wagtail.fields import StreamField
from wagtail.models import Page

from lms.accounts.models import User

P = TypeVar("P", bound=Page)


@transaction.atomic
def put_page(
    parent: Page, model: type[P], slug: str, *, by: User | None, **fields: Any
) -> tuple[P, bool]:
    """Make or change the child `slug` of `parent` and publish it.

    Fields of StreamFields are lists of {type, value, id}. Returns the page and whether
    anything was written: putting the same twice writes nothing, so a learner's place, an
    author's draft and the outline stamp are left alone.
    """
    stored = {name: stored_value(model, name, value) for name, value in fields.items()}
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, **stored)
        parent.refresh_from_db()
        parent.add_child(instance=page)
    elif all(same(page, name, value) for name, value in stored.items()):
        return page, False
    else:
        for name, value in stored.items():
            setattr(page, name, value)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page, True


def stored_value(model: type[Page], name: str, value: Any) -> Any:
    """A value as the field holds it; StreamField lists become stream values."""
    field = model._meta.get_field(name)
    if isinstance(field, StreamField):
        return field.to_python(json.dumps(value))
    return value


def same(page: Page, name: str, value: Any) -> bool:
    """Whether a page's live field already holds `value`."""
    field = page._meta.get_field(name)
    held = getattr(page, name)
    if isinstance(field, StreamField):
        return field.get_prep_value(held) == field.get_prep_value(value)
    return bool(held == value)
