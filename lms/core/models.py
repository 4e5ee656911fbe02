"""The audit trail."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core import clock

if TYPE_CHECKING:
    from lms.core.events import Event


class EventRecordManager(models.Manager["EventRecord"]):
    """Writes records; nothing edits or deletes them."""

    def record(self, event: Event) -> EventRecord:
        """Store one recorded event; `actor_id`, `scope` and `user_id` find their columns."""
        values = asdict(event)
        return self.create(
            name=type(event).__name__,
            actor_id=values.get("actor_id"),
            scope=values.get("scope", ""),
            subject_user_id=values.get("user_id"),
            payload=values,
        )


class EventRecord(models.Model):
    """One row per recorded event: what staff or money did. Append-only; ids, no names."""

    name = models.CharField(max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Who did it; empty for the system."),
    )
    scope = models.CharField(max_length=80, help_text=_("Such as school:42."))
    subject_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    payload = models.JSONField()
    recorded_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[EventRecordManager] = EventRecordManager()

    class Meta:
        indexes = [
            models.Index(fields=["scope", "recorded_at"], name="record_by_scope"),
            models.Index(fields=["actor", "recorded_at"], name="record_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.recorded_at:%Y-%m-%d %H:%M}"
