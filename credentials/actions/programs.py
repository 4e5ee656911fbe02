"""Programs: from a published page to the rule that decides, and to who already meets it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.actions.cohorts import ensure_series
from courses.models import CoursePage
from credentials import tasks
from credentials.actions.awards import lock
from credentials.actions.evaluating import grant_if_satisfied
from credentials.actions.issuers import ensure_issuer
from credentials.actions.joint import ensure_counterpart
from credentials.errors import RuleUndecidable
from credentials.events import ProgramPublished
from credentials.models import (
    Achievement,
    Award,
    ProgramPage,
    ProgramRule,
    RuleLeaf,
)
from credentials.models.achievements import Kind
from credentials.rules.faults import sentences
from credentials.rules.trees import narrative, tree_of, whole
from lms.accounts.models import User
from lms.core.events import publish


@transaction.atomic
def publish_program(page: ProgramPage, *, by: User | None) -> ProgramRule:
    """Bring a program's rule into force; publishing an unchanged one changes nothing.

    Compiles the page's rule, updates its certificate, gives its courses one series of
    cohorts, and back-fills in a task everybody who already qualifies. Publishes
    ProgramPublished. Raises RuleUndecidable with what is wrong.
    """
    tree = tree_of(page.rule, is_shared=page.is_shared, renewal=page.renewal)
    certificate = Achievement.objects.filter(program=page).first()
    if wrong := sentences(tree, certificate=certificate):
        raise RuleUndecidable(" ".join(wrong))
    certificate = ensure_certificate(page, certificate, tree)
    ensure_counterpart(certificate, page.partner)
    newest = (
        ProgramRule.objects.filter(achievement=certificate).order_by("-version").first()
    )
    if newest is not None and whole(newest.tree) == tree:
        return newest
    rule = write_rule(certificate, tree, by)
    courses = CoursePage.objects.filter(achievement__rule_leaves__rule=rule)
    if courses:
        ensure_series(courses, name=page.title)
    publish(
        ProgramPublished(
            program_id=page.pk, rule_id=rule.pk, actor_id=by.pk if by else None
        )
    )
    tasks.backfill_program.enqueue(rule.pk)
    return rule


def ensure_certificate(
    page: ProgramPage, certificate: Achievement | None, tree: dict[str, Any]
) -> Achievement:
    """The certificate of a program, with the page's words and its rule as criteria."""
    certificate = certificate or Achievement(
        issuer=ensure_issuer(), kind=Kind.CERTIFICATE, program=page, slug=page.slug
    )
    words = {
        "name": page.title,
        "description": page.purpose or page.summary or page.title,
        "criteria": narrative(tree),
        "is_not": [str(block.value) for block in page.is_not],
        "minutes": sum(
            leaf["minutes"] for group in tree["groups"] for leaf in group["leaves"]
        ),
    }
    changed = [k for k, v in words.items() if getattr(certificate, k) != v]
    if certificate.pk is None or changed:
        certificate.version += 1 if certificate.pk else 0
        for name in changed:
            setattr(certificate, name, words[name])
        certificate.save()
    return certificate


def write_rule(
    certificate: Achievement, tree: dict[str, Any], by: User | None
) -> ProgramRule:
    """The next version of a certificate's rule, with the index of its leaves."""
    top = certificate.rules.aggregate(top=Max("version"))["top"] or 0
    rule: ProgramRule = certificate.rules.create(
        version=top + 1, tree=tree, published_by=by
    )
    leaves = dict.fromkeys(leaf for group in rule.groups for leaf in group.leaves)
    RuleLeaf.objects.bulk_create(
        RuleLeaf(rule=rule, achievement_id=leaf) for leaf in leaves
    )
    return rule


def backfill_program(rule: ProgramRule) -> int:
    """Grant a rule's certificate to everybody who meets it already; how many it was.

    One transaction a person. Does nothing when a newer rule is in force.
    """
    if not ProgramRule.objects.in_force().filter(pk=rule.pk).exists():
        return 0
    holders = (
        Award.objects.valid()
        .filter(achievement__rule_leaves__rule=rule)
        .exclude(
            recipient__in=Award.objects.valid()
            .filter(achievement=rule.achievement)
            .values("recipient")
        )
        .values_list("recipient", flat=True)
        .distinct()
    )
    granted = 0
    for user_id in list(holders):
        with transaction.atomic():
            person = lock(user_id)
            granted += grant_if_satisfied(rule, person) is not None
    return granted


def sweep_awards() -> int:
    """Evaluate everybody anew, nightly; it must find nothing. How many it granted."""
    rules = ProgramRule.objects.in_force().select_related("achievement__issuer")
    return sum(backfill_program(rule) for rule in rules)
