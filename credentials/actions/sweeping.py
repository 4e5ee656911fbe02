"""The nightly safety net: it must find nothing, and says so loudly when it does."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from credentials.actions.awards import lock
from credentials.actions.evaluating import grant_if_satisfied
from credentials.actions.replay import replay
from credentials.events import SweepFound
from credentials.models import Award, ProgramRule
from credentials.rules.compiled import compiled
from credentials.rules.everybody import Asked, Pair, newly_met
from lms.core import clock
from lms.core.events import publish

log = logging.getLogger("tributary.credentials")
NIGHTS = 30
"""After how many nights every award was replayed once."""


def sweep_awards() -> int:
    """Evaluate everybody anew and replay a thirtieth of all awards.

    What was missed is granted, logged as an error with its ids, and told by SweepFound;
    so is an award whose own facts do not bear it out. How many awards were missed.
    """
    rules = {rule.pk: rule for rule in rules_in_force()}
    granted = []
    for user_id, rule_id in missed(list(rules.values())):
        with transaction.atomic():
            award = grant_if_satisfied(rules[rule_id], lock(user_id))
        if award is not None:
            granted.append(award)
            log.error(
                "sweep: person %s met rule %s and had no award; granted %s",
                user_id, rule_id, award.pk,
            )  # fmt: skip
    doubtful = [award.pk for award in tonights_sample() if not replay(award).holds]
    for award_id in doubtful:
        log.error("sweep: award %s does not follow from its own facts", award_id)
    if granted or doubtful:
        with transaction.atomic():
            publish(SweepFound(granted=len(granted), doubtful=len(doubtful)))
    return len(granted)


def rules_in_force() -> list[ProgramRule]:
    """Every rule in force, with what a grant needs: one query."""
    return list(ProgramRule.objects.in_force().select_related("achievement__issuer"))


def missed(rules: Iterable[ProgramRule]) -> list[Pair]:
    """Who meets which rule and does not hold its certificate: one query for everybody."""
    asked = [
        Asked(
            rule.pk,
            rule.achievement_id,
            compiled(tuple(rule.groups), shared=rule.is_shared),
        )
        for rule in rules
    ]
    return list(newly_met(asked, held_by_everybody()))


def held_by_everybody() -> Iterable[Pair]:
    """Who validly holds what, person by person."""
    pairs: Iterable[Pair] = (
        Award.objects.valid()
        .order_by("recipient_id")
        .values_list("recipient", "achievement")
        .iterator(chunk_size=10_000)
    )
    return pairs


def tonights_sample() -> Any:
    """The awards whose turn it is to be replayed; all of them within thirty nights."""
    night = clock.today().toordinal() % NIGHTS
    return (
        Award.objects.annotate(turn=F("pk") % NIGHTS)
        .filter(turn=night)
        .select_related("achievement", "rule", "awarded_by")
        .iterator(chunk_size=500)
    )
