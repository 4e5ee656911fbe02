"""Reads for the pages of programs and for My learning: where somebody stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest

from courses.models import Enrollment, Entitlement
from courses.models.enrollment import EnrollmentStatus
from credentials.art.confluence import Confluence, Drawing
from credentials.models import (
    Achievement,
    Award,
    ProgramIndexPage,
    ProgramPage,
    ProgramRule,
)
from credentials.models.achievements import Kind
from credentials.pages import interest, joint, picture
from credentials.pages.ways import to_go
from credentials.rules.requirements import Missing, missing
from credentials.rules.trees import rule_words
from credentials.standards.openbadges import hours
from lms.core.presenting import presents

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User

    Reader = User | AnonymousUser


@dataclass(frozen=True)
class Standing:
    """A program and one reader's way through it.

    `missing` has both shortest ways, the unmet groups, and what counts in which.
    The picture is drawn by the first page that shows it: a list of programs does not.
    """

    rule: ProgramRule
    page: ProgramPage | None
    confluence: Confluence
    award: Award | None
    missing: Missing
    sentence: str
    way: picture.Way

    @cached_property
    def drawing(self) -> Drawing:
        """The full picture, on wide and on narrow pages, and its words."""
        return picture.drawing(self.confluence)

    @property
    def summary(self) -> str:
        """How much has flowed in, in one sentence."""
        return picture.phrases().summary_of(self.confluence)


def standings(rules: Sequence[ProgramRule], user: Reader) -> list[Standing]:
    """Where a reader stands in each of these rules: four queries for all of them.

    Two more when one of them is joint, to say which issuer has approved.

    Rules come with achievement and program selected.
    """
    leaves = {
        x["id"] for rule in rules for g in rule.tree["groups"] for x in g["leaves"]
    }
    achievements = (
        Achievement.objects.filter(pk__in=leaves)
        .select_related("course", "program")
        .defer("course__outcomes", "program__rule")
    )
    awards = awards_of(user, leaves | {rule.achievement_id for rule in rules})
    way = way_of(list(achievements), awards, user)
    waits = joint.waiting(user, rules)
    return [standing(rule, way, awards, waits) for rule in rules]


def standing(
    rule: ProgramRule,
    way: picture.Way,
    awards: dict[int, Award],
    waits: dict[int, str],
) -> Standing:
    """Where somebody stands in one rule; `waits` says it of joint ones they wait for."""
    award = awards.get(rule.achievement_id)
    lacking = missing(
        rule.groups, set(way.held), shared=rule.is_shared, begun=set(way.begun)
    )
    achievement = rule.achievement
    confluence = picture.confluence(
        rule.tree,
        slug=achievement.slug,
        title=achievement.name,
        way=way,
        earned=award is not None,
        counted=lacking.counted,
    )
    return Standing(
        rule=rule,
        page=achievement.program,
        confluence=confluence,
        award=award,
        missing=lacking,
        way=way,
        sentence=""
        if award
        else waits.get(achievement.pk) or to_go(rule.tree, lacking, way.begun),
    )


def awards_of(user: Reader, achievements: Iterable[int]) -> dict[int, Award]:
    """Somebody's valid awards among some achievements: one query, none for a visitor."""
    if not user.is_authenticated:
        return {}
    found = Award.objects.held_by(user.pk).filter(achievement__in=achievements)
    return {award.achievement_id: award for award in found.defer("snapshot")}


def way_of(
    achievements: Sequence[Achievement], awards: dict[int, Award], user: Reader
) -> picture.Way:
    """What is held and begun of some achievements, and where each leads."""
    certificates = [a.pk for a in achievements if a.kind == Kind.CERTIFICATE]
    inner = ProgramRule.objects.in_force().filter(achievement__in=certificates)
    return picture.Way(
        held=frozenset(awards),
        begun=begun(achievements, user),
        links={a.pk: link(a) for a in achievements},
        strands={
            rule.achievement_id: tuple(
                x["slug"] for g in rule.tree["groups"] for x in g["leaves"]
            )
            for rule in (inner if certificates else ())
        },
    )


def begun(achievements: Sequence[Achievement], user: Reader) -> dict[int, float]:
    """Which badges' courses somebody has begun, and how much of each is done."""
    if not user.is_authenticated:
        return {}
    by_course = {a.course_id: a.pk for a in achievements if a.course_id}
    rows = Enrollment.objects.filter(
        user=user, course__in=by_course, status=EnrollmentStatus.ACTIVE
    ).select_related("plan")
    return {
        by_course[e.course_id]: e.done_required / max(1, len(e.plan.required_ids))
        for e in rows
    }


def link(achievement: Achievement) -> str:
    """Where to go to earn something."""
    if achievement.course is not None and achievement.course.live:
        return achievement.course.url or ""
    if achievement.program is not None and achievement.program.live:
        return achievement.program.url or ""
    return achievement.get_absolute_url()


def program_rules() -> Any:
    """Rules in force of live programs, in the order of the pages."""
    return (
        ProgramRule.objects.in_force()
        .filter(achievement__program__live=True)
        .select_related("achievement__program", "achievement__issuer")
        .order_by("achievement__program__path")
    )


def followed_rules(user: User) -> Any:
    """Programs in one of whose courses somebody is enrolled, entitled or has a badge."""
    enrolled = Enrollment.objects.filter(user=user).exclude(
        status=EnrollmentStatus.WITHDRAWN
    )
    entitled = Entitlement.objects.in_force().filter(user=user)
    mine = Achievement.objects.filter(
        Q(course__in=enrolled.values("course"))
        | Q(course__in=entitled.values("course"))
        | Q(pk__in=Award.objects.held_by(user.pk).values("achievement"))
    )
    return program_rules().filter(leaves__achievement__in=mine).distinct()


def program_context(page: ProgramPage, user: Reader) -> dict[str, Any]:
    """A program's rule in force, drawn and in words, for one reader."""
    rule = program_rules().filter(achievement__program=page).first()
    if rule is None:
        return {"standing": None, "leaves": []}
    place = standings([rule], user)[0]
    return {
        "standing": place,
        "rule_words": rule_words(rule.tree),
        "renewal_words": renewal_words(rule),
        "hours": hours(sum(fewest_minutes(rule))),
        "issuer": rule.achievement.issuer,
        "achievement": rule.achievement,
    }


def renewal_words(rule: ProgramRule) -> str:
    """What must be earned anew in each cycle, as a sentence; empty when nothing must."""
    groups = rule.tree.get("renewal")
    return rule_words({"groups": groups}) if groups else ""


def fewest_minutes(rule: ProgramRule) -> list[int]:
    """Minutes of the achievements of a shortest way through a rule."""
    minutes = {x["id"]: x["minutes"] for g in rule.tree["groups"] for x in g["leaves"]}
    return [
        minutes[x] for x in missing(rule.groups, set(), shared=rule.is_shared).leaves
    ]


def index_context(user: Reader) -> dict[str, Any]:
    """All live programs, each with its picture and where the reader stands."""
    rules = list(program_rules())
    return {
        "programs": [
            {
                "standing": s,
                "mini": picture.small(s.rule),
                "rule_words": rule_words(s.rule.tree),
            }
            for s in standings(rules, user)
        ],
        "announced": interest.announced_programs(),
    }


@presents(ProgramIndexPage)
def present_programs(
    page: ProgramIndexPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The programs, each with its picture for this reader."""
    return index_context(request.user)


@presents(ProgramPage)
def present_program(
    page: ProgramPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The rule in force as picture and words, for this reader."""
    return {
        **program_context(page, request.user),
        **interest.announced_context(page, request.user),
    }
