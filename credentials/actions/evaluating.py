"""Whether what somebody holds satisfies a rule, asked of everybody alike."""

from __future__ import annotations

from django.db import transaction

from credentials.actions.awards import grant_award, lock, may_earn
from credentials.actions.joint import open_candidacy
from credentials.events import AwardGranted
from credentials.models import Award, ProgramRule
from credentials.rules import requirements
from lms.accounts.models import User


def award_certificates(event: AwardGranted) -> None:
    """Somebody earned something: grant every certificate that it completes."""
    evaluate(event.user_id, achievement_id=event.achievement_id)


def evaluate_again(event: AwardGranted) -> None:
    """The same once more after the commit: whoever commits last sees everything."""
    evaluate(event.user_id, achievement_id=event.achievement_id)


@transaction.atomic
def evaluate(user_id: int, *, achievement_id: int) -> list[Award]:
    """Grant the certificates whose rules in force name an achievement and are satisfied.

    Locks the person, then reads rules and awards. Idempotent.
    """
    person = lock(user_id)
    rules = ProgramRule.objects.naming(achievement_id).select_related(
        "achievement__issuer"
    )
    return [award for rule in rules if (award := grant_if_satisfied(rule, person))]


def grant_if_satisfied(rule: ProgramRule, person: User) -> Award | None:
    """The certificate of a rule, if the person's valid awards satisfy it.

    None when it is held, or was revoked or has lapsed and nothing was earned since, and
    for a joint one, whose issuers are asked to approve.
    Call with the person locked.
    """
    named = {leaf for group in rule.groups for leaf in group.leaves}
    held = {
        award.achievement_id: award
        for award in Award.objects.held_by(person.pk).filter(achievement__in=named)
    }
    if not requirements.satisfied(rule.groups, held.keys(), shared=rule.is_shared):
        return None
    counted = tuple(held.values())
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
        basis={"rule_version": rule.version, "awards": [a.pk for a in counted]},
        minutes=sum(a.snapshot["achievement"]["minutes"] for a in counted),
        components=counted,
    )
