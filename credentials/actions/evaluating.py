"""Whether what somebody holds satisfies a rule, asked of everybody alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from credentials.actions.awards import grant_award, lock, may_earn
from credentials.actions.joint import open_candidacy
from credentials.events import AwardGranted
from credentials.models import Award, ProgramRule
from credentials.rules.compiled import compiled
from credentials.rules.facts import rule_facts
from lms.accounts.models import User


def award_certificates(event: AwardGranted) -> None:
    """Somebody earned something: grant every certificate that it completes."""
    evaluate(event.user_id, achievement_id=event.achievement_id)


def evaluate_again(event: AwardGranted) -> None:
    """The same once more after the commit: whoever commits last sees everything.

    Then what has lapsed: its renewal may ask for what its rule does not name.
    """
    evaluate(event.user_id, achievement_id=event.achievement_id)
    evaluate_lapsed(event.user_id)


@transaction.atomic
def evaluate_lapsed(user_id: int) -> list[Award]:
    """Grant anew the lapsed certificates whose renewal asks were met. Locks the person."""
    lapsed = Award.objects.lapsed().filter(recipient=user_id).exclude(rule=None)
    if not lapsed.exists():
        return []
    person = lock(user_id)
    rules = ProgramRule.objects.in_force().filter(
        achievement__in=lapsed.values("achievement")
    )
    return [
        award
        for rule in rules.select_related("achievement__issuer")
        if rule.renewal_groups and (award := grant_if_satisfied(rule, person))
    ]


@transaction.atomic
def evaluate(user_id: int, *, achievement_id: int) -> list[Award]:
    """Grant the certificates whose rules in force name an achievement and are satisfied.

    Locks the person, then reads the rules that name it, and once what is held of all
    that they name. Idempotent.
    """
    person = lock(user_id)
    rules = list(
        ProgramRule.objects.naming(achievement_id).select_related("achievement__issuer")
    )
    held = held_of(rules, person)
    return [
        award for rule in rules if (award := grant_if_satisfied(rule, person, held))
    ]


def held_of(rules: Sequence[ProgramRule], person: User) -> dict[int, Award]:
    """What somebody holds of all that some rules name, by achievement: one query."""
    named = {x for rule in rules for group in rule.groups for x in group.leaves}
    if not named:
        return {}
    awards = Award.objects.held_by(person.pk).filter(achievement__in=named)
    return {a.achievement_id: a for a in awards.select_related("achievement")}


def grant_if_satisfied(
    rule: ProgramRule, person: User, held: Mapping[int, Award] | None = None
) -> Award | None:
    """The certificate of a rule, if the person's valid awards satisfy it.

    None when it is held, or was revoked or has lapsed and nothing was earned since, and
    for a joint one, whose issuers are asked to approve. What was granted carries the
    facts by which it can be replayed. Call with the person locked.
    """
    held = held_of([rule], person) if held is None else held
    named = compiled(tuple(rule.groups), shared=rule.is_shared)
    if not named.satisfied(named.mask_of(held)):
        return None
    counted = tuple(held[leaf] for leaf in named.bits if leaf in held)
    if not may_earn(rule.achievement, person, rule=rule, components=counted):
        return None
    if rule.achievement.counterpart_id is not None:
        open_candidacy(rule, person)
        return None
    return grant_award(
        rule.achievement,
        to=person,
        by=None,
        rule=rule,
        basis=rule_facts(rule, counted),
        minutes=sum(a.snapshot["achievement"]["minutes"] for a in counted),
        components=counted,
    )
