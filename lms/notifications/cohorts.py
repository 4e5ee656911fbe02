"""What members and facilitators are told about their cohort, its sessions and its voices."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.events import CohortsMerged
from discussions.events import (
    MergeOffered,
    SessionAnnounced,
    SessionChanged,
    VoiceAsked,
)
from discussions.models import Discussion, FacilitatedSession, MergeOffer
from discussions.pages.rolling import deciders
from lms.accounts.models import User
from lms.core import clock
from lms.notifications import tasks
from lms.notifications.models import Notification, NotificationKind
from lms.notifications.telling import members_who_hear, tell_people

BEFORE = dt.timedelta(hours=24)
START_TOLD_FOR = dt.timedelta(minutes=15)


def on_session_announced(event: SessionAnnounced) -> None:
    """Tell the members of a planned session, in their own time zones; also by mail."""
    _tell_of_session(event.session_id, "announced", "", event.actor_id)


def on_session_changed(event: SessionChanged) -> None:
    """Tell the members that a session has another time, or does not take place, and why."""
    what = "cancelled" if event.cancelled else f"moved:{event.sequence}"
    _tell_of_session(event.session_id, what, event.reason, event.actor_id)


def remind_of_sessions() -> int:
    """Queue the word a day before a session, and the one at its start; how many. Each
    minute. What was planned for less than a day ahead has no word the day before."""
    now = clock.now()
    coming = FacilitatedSession.objects.filter(cancelled_at=None, ended_at=None)
    asked = 0
    for session in coming.filter(starts_at__gt=now, starts_at__lte=now + BEFORE):
        planned_before = session.created_at <= session.starts_at - BEFORE
        if planned_before and session.reminded_at is None:
            claimed = FacilitatedSession.objects.filter(pk=session.pk, reminded_at=None)
            if claimed.update(reminded_at=now):
                tasks.tell_of_session.enqueue(session.pk, "reminder")
                asked += 1
    for session in coming.filter(
        starts_at__lte=now, starts_at__gt=now - START_TOLD_FOR
    ):
        if not Notification.objects.filter(dedupe_key=_key(session, "start")).exists():
            tasks.tell_of_session.enqueue(session.pk, "start")
            asked += 1
    return asked


def tell_of_session(session_id: int, what: str) -> None:
    """Tell the members of a session that comes, or begins. Safe to run twice."""
    _tell_of_session(session_id, what, "", None)


def _tell_of_session(
    session_id: int, what: str, reason: str, actor_id: int | None
) -> None:
    session = (
        FacilitatedSession.objects.select_related("discussion__cohort")
        .filter(pk=session_id)
        .first()
    )
    if session is None or (session.cancelled_at is not None) != (what == "cancelled"):
        return

    def words(_person: User) -> str:
        day = date_format(localtime(session.starts_at), "DATETIME_FORMAT")
        zone = localtime(session.starts_at).tzname() or ""
        return sentences()[what.partition(":")[0]] % {
            "title": session.title,
            "when": f"{day} {zone}".strip(),
        }

    tell_people(
        set(members_who_hear(session.discussion)) - {actor_id},
        key=_key(session, what),
        kind=NotificationKind.SESSION,
        words=words,
        url=reverse("discussions:session", args=[session.public_id]),
        mails=what != "start",
        quote=reason,
    )


def sentences() -> dict[str, str]:
    """What is said of a session, by occasion."""
    return {
        "announced": _("“%(title)s”: your cohort meets on %(when)s"),
        "moved": _("“%(title)s” has another time: %(when)s"),
        "cancelled": _("“%(title)s” on %(when)s does not take place"),
        "reminder": _("“%(title)s” is on %(when)s"),
        "start": _("“%(title)s” begins now"),
    }


def _key(session: FacilitatedSession, what: str) -> str:
    time = int(session.starts_at.timestamp())
    return f"session:{session.pk}:{what}:{time}"


def on_cohorts_merged(event: CohortsMerged) -> None:
    """Tell everybody who goes on in the new cohort where it talks; also by mail."""
    room = Discussion.objects.filter(cohort=event.cohort_id).select_related("cohort")
    found = room.first()
    if found is None:
        return
    members = found.cohort.memberships.filter(left_at__isnull=True)
    tell_people(
        members.values_list("user", flat=True),
        key=f"merged:{event.cohort_id}",
        kind=NotificationKind.COHORT,
        words=lambda _person: (
            _("Your cohort goes on as %(name)s. The old room stays readable.")
            % {"name": found.cohort}
        ),
        url=reverse("discussions:room", args=[found.pk]),
        mails=True,
    )


def on_merge_offered(event: MergeOffered) -> None:
    """Ask the facilitators of two quiet rooms whether they go on as one; also by mail."""
    offer = (
        MergeOffer.objects.select_related("first__cohort", "second__cohort")
        .filter(pk=event.offer_id)
        .first()
    )
    if offer is None:
        return
    tell_people(
        deciders(offer).values_list("pk", flat=True),
        key=f"merge-offer:{offer.pk}",
        kind=NotificationKind.CARE,
        words=lambda _person: (
            _("%(first)s and %(second)s are quiet. They could go on as one.")
            % {"first": offer.first.cohort, "second": offer.second.cohort}
        ),
        url=reverse("discussions:merge_offer", args=[offer.pk]),
        mails=True,
    )


def on_voice_asked(event: VoiceAsked) -> None:
    """Ask an author whether later cohorts may read a post; also by mail."""
    tell_people(
        [event.user_id],
        key=f"voice:{event.voice_id}",
        kind=NotificationKind.VOICE,
        words=lambda _person: _(
            "A facilitator asks whether later cohorts may read a post of yours."
        ),
        url=reverse("discussions:post", args=[event.post_id]),
        mails=True,
    )
