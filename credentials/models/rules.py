"""The rules that say when a certificate is earned, as published."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from credentials.models.achievements import Achievement
from credentials.rules.groups import Group, groups_of
from lms.core import clock

PERSON = settings.AUTH_USER_MODEL


class ProgramRuleQuerySet(models.QuerySet["ProgramRule"]):
    """Rules, narrowed by time."""

    def in_force(self) -> Self:
        """The newest of each certificate that is not retired."""
        newest = (
            ProgramRule.objects.filter(achievement=OuterRef("achievement"))
            .order_by("-version")
            .values("version")[:1]
        )
        return self.filter(version=Subquery(newest), achievement__retired_at=None)

    def leads_back(self, achievement_id: int, *, to: int) -> bool:
        """Whether a certificate requires, itself or through others, another one."""
        seen: set[int] = set()
        ahead = {achievement_id}
        while ahead:
            if to in ahead:
                return True
            seen |= ahead
            named = self.in_force().filter(achievement__in=ahead)
            found = set(named.values_list("leaves__achievement", flat=True))
            ahead = {pk for pk in found if pk is not None} - seen
        return False

    def naming(self, achievement_id: int) -> Self:
        """Rules in force that name an achievement."""
        return self.in_force().filter(leaves__achievement=achievement_id)


class ProgramRule(models.Model):
    """When a certificate is earned. Written once, never edited; the newest is in force.

    `tree` is {"shared": bool, "groups": [{label, minimum, minimum_minutes, leaves:
    [{id, public_id, slug, name, kind, minutes}]}], "renewal": [the same groups]}: ids
    and labels as published.
    """

    achievement = models.ForeignKey(
        Achievement, on_delete=models.CASCADE, related_name="rules"
    )
    version = models.PositiveIntegerField()
    tree = models.JSONField()
    published_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = ProgramRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "version"], name="rule_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement_id} v{self.version}"

    @property
    def is_shared(self) -> bool:
        """Whether an achievement in two groups counts in both."""
        return bool(self.tree["shared"])

    @property
    def groups(self) -> list[Group]:
        """The rule as the pure rule reads it."""
        return groups_of(self.tree)

    @property
    def renewal_groups(self) -> list[Group]:
        """What a renewal asks for anew; empty: that the rule itself is met."""
        return groups_of({"groups": self.tree.get("renewal") or []})


class RuleLeaf(models.Model):
    """The index by which an award finds the few rules that name its achievement."""

    rule = models.ForeignKey(
        ProgramRule, on_delete=models.CASCADE, related_name="leaves"
    )
    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, related_name="rule_leaves"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "achievement"], name="rule_leaf_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.achievement_id}"


class Backfill(models.Model):
    """How far the granting of a new rule to everybody who meets it already has come."""

    rule = models.OneToOneField(
        ProgramRule, on_delete=models.CASCADE, related_name="backfill"
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    granted = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total"), granted__lte=F("done")),
                name="backfill_within_total",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.done} of {self.total}"
