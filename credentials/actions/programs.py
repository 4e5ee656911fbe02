"""Programs: from a published page to the rule that decides, and to who already meets it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.actions.cohorts import ensure_series
from courses.models import CoursePage
from credentials import tasks
from credentials.actions.backfills import start_backfill
from credentials.actions.issuers import ensure_issuer
from credentials.actions.joint import ensure_counterpart
from credentials.errors import RuleUndecidable
from credentials.events import ProgramPublished
from credentials.models import (
    Achievement,
    ProgramPage,
    ProgramRule,
    RuleLeaf,
)
from credentials.models.achievements import Kind
from credentials.models.programs import Opening
from credentials.rules.faults import sentences
from credentials.rules.trees import narrative, tree_of, whole
from lms.accounts.models import User
from lms.core.events import publish

COPIED = ("level", "valid_months", "renewal_window_days", "grace_days")
"""What a certificate takes over from its page as it stands there."""


@transaction.atomic
def publish_program(page: ProgramPage, *, by: User | None) -> ProgramRule | None:
    """Bring a program's rule into force; publishing an unchanged one changes nothing.

    Compiles the page's rule, updates its certificate, gives its courses one series of
    cohorts, and back-fills in tasks everybody who already qualifies. A program that is
    only announced has no certificate yet: nothing is compiled, and None is returned.
    Publishes ProgramPublished. Raises RuleUndecidable with what is wrong.
    """
    if page.opening == Opening.ANNOUNCED:
        return None
    tree = tree_of(page.rule, is_shared=page.is_shared, renewal=page.renewal)
    certificate = Achievement.objects.filter(program=page).first()
    if wrong := sentences(
        tree, certificate=page.certificate_id, leads_back=page.leads_back
    ):
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
    start_backfill(rule)
    tasks.backfill_program.enqueue(rule.pk)
    return rule


def ensure_certificate(
    page: ProgramPage, certificate: Achievement | None, tree: dict[str, Any]
) -> Achievement:
    """The certificate of a program: the page's words, its rule as criteria, its validity.

    Any of them raises its version; awards keep the words and the end of their day.
    """
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
        **{name: getattr(page, name) for name in COPIED},
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
