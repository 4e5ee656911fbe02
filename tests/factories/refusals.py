"""`with refuses("seat_one_active"):` the database refuses the row, for that reason."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction


def constraints(*labels: str) -> dict[str, tuple[type[models.Model], object]]:
    """Every named constraint of these apps, with its model."""
    return {
        constraint.name: (model, constraint)
        for label in labels or [a.label for a in apps.get_app_configs()]
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }


@contextmanager
def refuses(name: str) -> Iterator[None]:
    """The block ends in an IntegrityError of the constraint `name`.

    SQLite names a broken CHECK, but of a broken UNIQUE only the columns.
    """
    model, constraint = constraints()[name]
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    words = str(caught.value)
    if connection.vendor == "sqlite" and isinstance(
        constraint, models.UniqueConstraint
    ):
        columns = [model._meta.get_field(f).column for f in constraint.fields]
        expected = ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
        assert words == f"UNIQUE constraint failed: {expected}"
    else:
        assert name in words
