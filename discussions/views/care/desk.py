"""The facilitator's desk, and all the desks of somebody with several cohorts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from courses.models import CohortMembership
from courses.models.cohorts import CohortRole
from discussions.actions.undoing import undoable
from discussions.forms.care import SLOW_CHOICES
from discussions.models import Discussion, ModerationAction, Restriction
from discussions.models.care import AppealState, FlagState
from discussions.models.talk import PostState
from discussions.pages import desk as reads
from discussions.pages.rolling import desk_rolling
from discussions.pages.stuck import stuck
from discussions.permissions import facilitators_of
from discussions.rules.house_rules import HOUSE_RULES
from discussions.views.care.rooms import moderated_room
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest
from lms.core import clock

DECIDED_SHOWN = 8


@require_GET
@login_required
def desk(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Who needs the facilitator today: each row with the one deed that helps."""
    room = moderated_room(request, cohort_id)
    return render(request, "discussions/desk_page.html", context_of(request, room))


def context_of(request: MemberRequest, room: Discussion) -> dict[str, Any]:
    """What the desk's parts show."""
    rows = waiting(room, request.user)
    lines = (
        ModerationAction.objects.filter(discussion=room)
        .select_related("moderator", "member", "undone_by", "thread")
        .order_by("-pk")[:DECIDED_SHOWN]
    )
    people = CohortMembership.objects.filter(
        cohort=room.cohort_id, left_at__isnull=True, role=CohortRole.LEARNER
    ).select_related("user")
    return {
        **rows,
        **desk_rolling(room, request.user),
        "counts": counts(rows),
        "discussion": room,
        "cohort": room.cohort,
        "now": clock.now(),
        "decided": undoable(lines),
        "members": list(people.order_by("user__display_name")),
        "restrictions": Restriction.objects.in_force()
        .filter(discussion=room)
        .select_related("user"),
        "hand_overs": reads.hand_overs([room]),
        "threads": list(room.threads.order_by("-last_posted_at")[:50]),
        "active": reads.active_writers(room),
        "facilitators": facilitators_of(room),
        "house_rules": HOUSE_RULES.values(),
        "slow_choices": SLOW_CHOICES,
    }


def waiting(room: Discussion, user: User) -> dict[str, list[Any]]:
    """Every list of the desk."""
    return {
        "flagged": reads.flagged([room]),
        "appeals": reads.appeals([room], user),
        "held": reads.held([room]),
        "unanswered": list(reads.unanswered([room])),
        "stuck": stuck([room]),
        "quiet": reads.quiet([room]),
    }


def counts(rows: dict[str, list[Any]]) -> list[tuple[str, str]]:
    """The parts that have something, as a link and its words."""
    said: dict[str, Callable[[int], str]] = {
        "flagged": lambda n: ngettext("%(n)s flagged", "%(n)s flagged", n),
        "appeals": lambda n: ngettext("%(n)s appeal", "%(n)s appeals", n),
        "held": lambda n: ngettext("%(n)s held", "%(n)s held", n),
        "unanswered": lambda n: ngettext("%(n)s unanswered", "%(n)s unanswered", n),
        "stuck": lambda n: ngettext("%(n)s stuck", "%(n)s stuck", n),
        "quiet": lambda n: ngettext("%(n)s quiet", "%(n)s quiet", n),
    }
    return [
        (part, words(len(rows[part])) % {"n": len(rows[part])})
        for part, words in said.items()
        if rows[part]
    ]


@dataclass
class Desk:
    """One cohort on the list of desks."""

    room: Discussion
    flagged: list[reads.Flagged] = field(default_factory=list)
    appeals: list[Any] = field(default_factory=list)
    held: list[Any] = field(default_factory=list)
    unanswered: list[Any] = field(default_factory=list)
    stuck: list[Any] = field(default_factory=list)
    quiet: list[Any] = field(default_factory=list)
    notes: int = 0

    @property
    def urgency(self) -> tuple[int, ...]:
        """By this desks are sorted: the first number that differs decides."""
        serious = sum(one.is_serious for one in self.flagged)
        parts = (self.flagged, self.appeals, self.held, self.unanswered, self.stuck)
        return (-serious, *(-len(part) for part in parts), -len(self.quiet))

    @property
    def counts(self) -> list[tuple[str, str]]:
        """What waits there, in words."""
        return counts(vars(self))


@require_GET
@login_required
def desks(request: MemberRequest) -> HttpResponse:
    """All cohorts that somebody looks after, the most urgent first."""
    rooms = list(rooms_of(request.user))
    if not rooms and not request.user.is_superuser:
        raise Http404
    by_room = {room.pk: Desk(room) for room in rooms}
    for one in reads.flagged(rooms):
        by_room[one.post.discussion_id].flagged.append(one)
    for asked in reads.appeals(rooms, request.user):
        by_room[asked.action.discussion_id or 0].appeals.append(asked)
    for post in reads.held(rooms):
        by_room[post.discussion_id].held.append(post)
    for post in reads.unanswered(rooms):
        by_room[post.discussion_id].unanswered.append(post)
    for person in stuck(rooms):
        by_room[person.room.pk].stuck.append(person)
    for silent in reads.quiet(rooms):
        by_room[silent.room.pk].quiet.append(silent)
    for note in reads.hand_overs(rooms):
        by_room[note.discussion_id].notes += 1
    found = sorted(by_room.values(), key=lambda d: (d.urgency, d.room.cohort.name))
    context = {"desks": found, "title": _("Your cohorts"), "now": clock.now()}
    return render(request, "discussions/desks_page.html", context)


def rooms_of(user: User) -> list[Discussion]:
    """Rooms whose desk is somebody's: a site administrator's where something waits."""
    mine = Q(
        cohort__memberships__in=CohortMembership.objects.filter(
            user=user, role=CohortRole.FACILITATOR, left_at__isnull=True
        )
    )
    if user.is_superuser:
        mine |= Q(posts__flags__state=FlagState.OPEN)
        mine |= Q(posts__state=PostState.HELD)
        mine |= Q(moderation__appeal__state=AppealState.OPEN)
    found = Discussion.objects.open_to(user).filter(mine).select_related("cohort")
    return list(found.filter(cohort__archived_at__isnull=True).distinct())
