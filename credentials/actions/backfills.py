"""A new rule's certificate for everybody who meets it already, batch by batch."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from credentials import tasks
from credentials.actions.awards import lock
from credentials.actions.evaluating import grant_if_satisfied
from credentials.models import Award, Backfill, ProgramRule
from credentials.rules.compiled import compiled
from credentials.rules.everybody import Asked, newly_met
from lms.core import clock

BATCH = 200
"""How many people one task looks at; what a killed worker repeats at most."""


def start_backfill(rule: ProgramRule) -> Backfill:
    """Count who holds anything that a rule names, and let tasks begin from the start."""
    row: Backfill = Backfill.objects.update_or_create(
        rule=rule,
        defaults={
            "total": candidates(rule).count(),
            "done": 0,
            "granted": 0,
            "started_at": clock.now(),
            "finished_at": None,
        },
    )[0]
    return row


def backfill_program(rule: ProgramRule, *, after: int = 0, done: int = 0) -> int:
    """Look at the next 200 people and grant a rule's certificate to those who meet it.

    `after` is the last person looked at, `done` how many were. One transaction a person;
    then progress is written and the next task enqueued in one. Running twice grants and
    counts once. Ends at once when a newer rule is in force. How many of them hold it by
    this rule now.
    """
    if done == 0:
        start_backfill(rule)
    if not ProgramRule.objects.in_force().filter(pk=rule.pk).exists():
        finish(rule)
        return 0
    batch = list(candidates(rule).filter(recipient__gt=after)[:BATCH])
    for user_id in meeting(rule, batch):
        with transaction.atomic():
            grant_if_satisfied(rule, lock(user_id))
    return advance(rule, batch, done)


def candidates(rule: ProgramRule) -> Any:
    """Ids of people who hold anything that a rule names and not its certificate."""
    holders = Award.objects.valid().filter(achievement=rule.achievement_id)
    return (
        Award.objects.valid()
        .filter(achievement__rule_leaves__rule=rule)
        .exclude(recipient__in=holders.values("recipient"))
        .order_by("recipient_id")
        .values_list("recipient", flat=True)
        .distinct()
    )


def meeting(rule: ProgramRule, people: list[int]) -> list[int]:
    """Who of some people meets a rule by what they hold: one query."""
    asked = compiled(tuple(rule.groups), shared=rule.is_shared)
    pairs = (
        Award.objects.valid()
        .filter(recipient__in=people, achievement__in=asked.bits)
        .order_by("recipient_id")
        .values_list("recipient", "achievement")
    )
    rules = [Asked(rule.pk, rule.achievement_id, asked)]
    return [user_id for user_id, _ in newly_met(rules, pairs)]


@transaction.atomic
def advance(rule: ProgramRule, batch: list[int], done: int) -> int:
    """Write down that a batch was looked at, and enqueue the next one.

    Does nothing when another task was faster.
    """
    row = Backfill.objects.select_for_update().get(rule=rule)
    by_it = Award.objects.filter(rule=rule, achievement=rule.achievement_id)
    granted = by_it.filter(recipient__in=batch).values("recipient").distinct().count()
    if row.done != done or row.finished_at is not None:
        return granted
    row.done += len(batch)
    row.total = max(row.total, row.done)
    row.granted += granted
    if len(batch) < BATCH:
        row.total, row.finished_at = row.done, clock.now()
    else:
        tasks.backfill_program.enqueue(rule.pk, after=batch[-1], done=row.done)
    row.save()
    return granted


def finish(rule: ProgramRule) -> None:
    """A newer rule is in force: nobody else is looked at for this one."""
    Backfill.objects.filter(rule=rule, finished_at=None).update(finished_at=clock.now())
