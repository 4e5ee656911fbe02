"""What an award was granted on, written down so that it can be replayed years later.

The facts name awards, achievements and steps by their ids, with the moments at which they
were true; nothing has to be looked up to decide again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from courses.models import Enrollment, StepProgress, StepRetirement
from credentials.models import Award, ProgramRule
from credentials.rules.requirements import missing
from credentials.standards import proofs

Facts = dict[str, Any]


def rule_facts(rule: ProgramRule, counted: Sequence[Award]) -> Facts:
    """Why a certificate is granted: the rule's version, what counted, and where.

    The awards come with their achievements selected.
    """
    held = {award.achievement_id for award in counted}
    places = missing(rule.groups, held, shared=rule.is_shared).counted
    return {
        "rule_version": rule.version,
        "awards": [award.pk for award in counted],
        "counted": [award_facts(award) for award in counted],
        "assignment": [
            {"group": group.label, "achievements": list(leaves)}
            for group, leaves in zip(rule.groups, places, strict=True)
        ],
    }


def award_facts(award: Award) -> Facts:
    """One award that counted."""
    return {
        "award": award.pk,
        "public_id": str(award.public_id),
        "achievement": award.achievement_id,
        "achievement_public_id": str(award.achievement.public_id),
        "name": award.snapshot["achievement"]["name"],
        "minutes": award.snapshot["achievement"]["minutes"],
        "awarded_at": proofs.moment(award.awarded_at),
    }


def completion_facts(enrollment: Enrollment) -> Facts:
    """Why a course counts as finished: its plan, what of it is retired, what was done.

    Two queries, when the enrollment comes with its plan.
    """
    plan = enrollment.plan
    required = plan.required_ids
    retired = StepRetirement.objects.filter(step_id__in=required)
    done = StepProgress.objects.filter(enrollment=enrollment, step_id__in=required)
    return {
        "plan_version": plan.version,
        "plan_digest": plan.digest,
        "required": required,
        "retired": sorted(retired.values_list("step_id", flat=True)),
        "done": [
            {"step": step, "at": proofs.moment(moment)}
            for step, moment in done.order_by("step_id").values_list(
                "step_id", "completed_at"
            )
        ],
    }
