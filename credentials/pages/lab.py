"""Reads for the rule lab: what the latest draft of a program's rule would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.models import Achievement, Award, ProgramPage, ProgramRule
from credentials.models.programs import Opening
from credentials.rules.compiled import Compiled, compiled
from credentials.rules.differences import differences
from credentials.rules.everybody import Pair
from credentials.rules.faults import sentences
from credentials.rules.groups import groups_of
from credentials.rules.impact import Impact, impact_of
from credentials.rules.trees import Tree, rule_words, tree_of
from lms.accounts.models import User

SHOWN = 200
"""How many people of a list are named; the count is of all."""


@dataclass(frozen=True)
class Row:
    """One person of a list: the name, what is missing, and a page about them."""

    name: str
    detail: str
    href: str


@dataclass(frozen=True)
class People:
    """A list of people under a heading; `hidden` more are counted and not named."""

    heading: str
    said: str
    rows: tuple[Row, ...]
    hidden: int


@dataclass
class Lab:
    """What an author reads before publishing."""

    words: str = ""
    faults: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    in_force: ProgramRule | None = None
    summary: str = ""
    notes: list[str] = field(default_factory=list)
    lists: list[People] = field(default_factory=list)


def lab_of(page: ProgramPage) -> Lab:
    """The latest draft of a page's rule against everybody's awards. Reads only."""
    draft: ProgramPage = page.get_latest_revision_as_object()
    tree = tree_of(draft.rule, is_shared=draft.is_shared, renewal=draft.renewal)
    certificate = Achievement.objects.filter(program=page).first()
    lab = Lab(
        faults=sentences(
            tree, certificate=page.certificate_id, leads_back=page.leads_back
        )
    )
    lab.in_force = (
        ProgramRule.objects.in_force().filter(achievement=certificate).first()
        if certificate
        else None
    )
    lab.changes = changes_of(draft, certificate, lab.in_force, tree)
    if lab.faults:
        return lab
    lab.words = rule_words(tree)
    lab.notes = notes_of(draft)
    rule = compiled(tuple(groups_of(tree)), shared=tree["shared"])
    goal = certificate.pk if certificate else -1
    found = impact_of(rule, goal, pairs_of(rule, goal))
    lab.summary = summary_of(found)
    lab.lists = lists_of(found, tree, is_joint=draft.partner_id is not None)
    return lab


def pairs_of(rule: Compiled, goal: int) -> Iterable[Pair]:
    """Who validly holds anything of a rule, or its certificate: one query."""
    pairs: Iterable[Pair] = (
        Award.objects.valid()
        .filter(achievement__in=[*rule.bits, goal])
        .order_by("recipient_id")
        .values_list("recipient", "achievement")
        .iterator(chunk_size=10_000)
    )
    return pairs


def changes_of(
    draft: ProgramPage,
    certificate: Achievement | None,
    rule: ProgramRule | None,
    tree: Tree,
) -> list[str]:
    """What differs from the rule in force, and from the certificate's validity."""
    if rule is None or certificate is None:
        return []
    found = differences(rule.tree, tree)
    if draft.valid_months != certificate.valid_months:
        found.append(
            _("Certificates earned from then on do not expire.")
            if draft.valid_months is None
            else _("Certificates earned from then on are valid for %(months)s months.")
            % {"months": draft.valid_months}
        )
    if draft.level != certificate.level:
        found.append(
            _("Its level is “%(level)s”.") % {"level": draft.level}
            if draft.level
            else _("It has no level.")
        )
    return found


def notes_of(draft: ProgramPage) -> list[str]:
    """What else decides whether anybody is awarded."""
    notes = []
    if draft.opening == Opening.ANNOUNCED:
        notes.append(
            _(
                "The draft is only announced: publishing it awards nobody until it is opened."
            )
        )
    if draft.partner_id is not None:
        notes.append(
            _(
                "Two issuers award this together: who meets the rule becomes a candidate, and is awarded when both have approved."
            )
        )
    return notes


def summary_of(found: Impact) -> str:
    """ "Awards 41 people, leaves 12 one course short, takes from nobody."."""
    awarded = len(found.awarded)
    return _("%(awards)s, %(leaves)s, takes from nobody.") % {
        "awards": ngettext(
            "Awards %(count)s person", "Awards %(count)s people", awarded
        )
        % {"count": awarded}
        if awarded
        else _("Awards nobody"),
        "leaves": _("leaves %(count)s one course short") % {"count": len(found.near)}
        if found.near
        else _("leaves nobody one course short"),
    }


def lists_of(found: Impact, tree: Tree, *, is_joint: bool) -> list[People]:
    """The people behind the numbers, in four lists: two queries."""
    names = {
        leaf["id"]: leaf["name"] for group in tree["groups"] for leaf in group["leaves"]
    }
    near = {one.user_id: last_words(one.leaves, names) for one in found.near}
    groups: list[tuple[str, str, Sequence[int], dict[int, str]]] = [
        (
            _("Would become candidates") if is_joint else _("Would be awarded"),
            _("They meet the draft and do not hold the certificate."),
            found.awarded,
            {},
        ),
        (
            _("One course short"),
            _("Any one of what is named would complete it for them."),
            list(near),
            near,
        ),
        (
            _("Hold it and would not meet the draft"),
            _("They keep it: an award goes by the rule of its day."),
            found.keeping,
            {},
        ),
        (_("Hold it already"), "", found.holding, {}),
    ]
    shown = {user for _, _, ids, _ in groups for user in ids[:SHOWN]}
    people = User.objects.in_bulk(shown)
    return [
        People(
            heading=heading,
            said=said,
            rows=tuple(row_of(people[pk], details.get(pk, "")) for pk in ids[:SHOWN]),
            hidden=max(0, len(ids) - SHOWN),
        )
        for heading, said, ids, details in groups
    ]


def last_words(leaves: Sequence[int], names: dict[int, str]) -> str:
    """What would be the last: "“A”, “B” or “C”"; long lists are cut."""
    quoted = [_("“%(name)s”") % {"name": names[leaf]} for leaf in leaves]
    if len(quoted) > 4:
        more = len(quoted) - 3
        return _("%(some)s or %(more)s others") % {
            "some": ", ".join(quoted[:3]),
            "more": more,
        }
    if len(quoted) < 2:
        return "".join(quoted)
    return _("%(some)s or %(last)s") % {
        "some": ", ".join(quoted[:-1]),
        "last": quoted[-1],
    }


def row_of(person: User, detail: str) -> Row:
    """A person as a row; the link leads to their awards in the back office."""
    return Row(
        name=person.display_name or _("Somebody whose name was taken off"),
        detail=detail,
        href=f"{reverse('award:index')}?{urlencode({'q': person.display_name})}"
        if person.display_name
        else "",
    )


def draft_date(page: ProgramPage) -> Any:
    """When the latest draft was saved."""
    return page.latest_revision.created_at if page.latest_revision else None
