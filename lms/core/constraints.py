"""Constraints that every app writes the same way."""

from django.db import models


def known(
    field: str, choices: type[models.TextChoices], name: str
) -> models.CheckConstraint:
    """A CHECK that a choice field holds one of its choices (Django alone does not)."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}), name=name
    )
