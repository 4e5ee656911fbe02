"""What people are told of how a room is looked after. Always, whatever they want to hear."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from discussions.events import (
    AppealAsked,
    AppealDecided,
    FlagWaits,
    MemberNudged,
    MemberReminded,
    MemberRestricted,
    PostApproved,
    PostHeld,
    RestrictionLifted,
)
from discussions.models import Appeal, Nudge, Restriction
from discussions.models.rooms import RestrictionKind
from lms.accounts.models import User
from lms.notifications.models import NotificationKind
from lms.notifications.telling import desk_of, tell_people


def on_member_restricted(event: MemberRestricted) -> None:
    """Tell somebody that they may not post, or not enter, and until when; also by mail."""
    made = Restriction.objects.filter(pk=event.restriction_id).first()
    if made is None:
        return

    def words(_person: User) -> str:
        until = made.until and date_format(localtime(made.until), "DATETIME_FORMAT")
        if made.kind == RestrictionKind.BAN:
            return (
                _("You were removed from a discussion until %(until)s.")
                % {"until": until}
                if until
                else _("You were removed from a discussion.")
            )
        return (
            _("You can read a discussion, but not post there, until %(until)s.")
            % {"until": until}
            if until
            else _("You can read a discussion, but not post there for now.")
        )

    tell_people(
        [event.user_id],
        key=f"restricted:{made.pk}",
        kind=NotificationKind.MODERATION,
        words=words,
        url=reverse("discussions:restriction", args=[made.pk]),
        mails=True,
        at=made.created_at,
    )


def on_restriction_lifted(event: RestrictionLifted) -> None:
    """Tell somebody that they take part again."""
    tell_people(
        [event.user_id],
        key=f"lifted:{event.restriction_id}",
        kind=NotificationKind.MODERATION,
        words=lambda _person: _("You can take part in the discussion again."),
        url=reverse("discussions:restriction", args=[event.restriction_id]),
    )


def on_post_held(event: PostHeld) -> None:
    """Tell an author that a post waits until somebody has read it."""
    tell_people(
        [event.user_id],
        key=f"held:{event.post_id}",
        kind=NotificationKind.MODERATION,
        words=lambda _person: _(
            "A post of yours waits until a facilitator has read it."
        ),
        url=reverse("discussions:post", args=[event.post_id]),
    )


def on_post_approved(event: PostApproved) -> None:
    """Tell an author that a post that waited can be read by everybody now."""
    tell_people(
        [event.user_id],
        key=f"approved-post:{event.post_id}",
        kind=NotificationKind.MODERATION,
        words=lambda _person: _("A post of yours that waited can be read now."),
        url=reverse("discussions:post", args=[event.post_id]),
    )


def on_member_reminded(event: MemberReminded) -> None:
    """Tell an author, in private, that a facilitator wrote to them about a post; by mail."""
    tell_people(
        [event.user_id],
        key=f"reminded:{event.action_id}",
        kind=NotificationKind.MODERATION,
        words=lambda _person: _("A facilitator wrote to you about a post of yours."),
        url=reverse("discussions:post", args=[event.post_id]),
        mails=True,
    )


def on_member_nudged(event: MemberNudged) -> None:
    """Tell a member that a facilitator wrote them a line; the mail has the words."""
    nudge = Nudge.objects.select_related("by").filter(pk=event.nudge_id).first()
    if nudge is None:
        return
    tell_people(
        [event.user_id],
        key=f"nudge:{nudge.pk}",
        kind=NotificationKind.NOTE,
        words=lambda _person: (
            _("%(name)s wrote you a line") % {"name": nudge.by.display_name}
        ),
        url=reverse("discussions:nudge", args=[nudge.pk]),
        mails=True,
        quote=nudge.words,
        at=nudge.created_at,
    )


def on_flag_waits(event: FlagWaits) -> None:
    """Remind those who look after a room that a flag waits for two days; also by mail."""
    tell_people(
        event.user_ids,
        key=f"flag-waits:{event.flag_id}",
        kind=NotificationKind.CARE,
        words=lambda _person: _("A post has waited for a look for two days."),
        url=desk_of(event.cohort_id),
        mails=True,
    )


def on_appeal_asked(event: AppealAsked) -> None:
    """Tell those who may decide that somebody asks for another look; also by mail."""
    tell_people(
        event.user_ids,
        key=f"appeal:{event.appeal_id}",
        kind=NotificationKind.CARE,
        words=lambda _person: _("Somebody asks for another look at a decision."),
        url=reverse("discussions:appeal_page", args=[event.appeal_id]),
        mails=True,
    )


def on_appeal_decided(event: AppealDecided) -> None:
    """Tell who asked, by mail as well, and who had decided, what came of an appeal."""
    appeal = Appeal.objects.filter(pk=event.appeal_id).first()
    if appeal is None:
        return

    def words(_person: User) -> str:
        if event.granted:
            return _("Your appeal was granted: the decision was taken back.")
        return _("Your appeal was looked at: the decision stands.")

    url = reverse("discussions:appeal_page", args=[appeal.pk])
    key, kind = f"appeal-decided:{appeal.pk}", NotificationKind.MODERATION
    tell_people([event.user_id], key=key, kind=kind, words=words, url=url, mails=True)
    if event.moderator_id is not None and event.moderator_id != event.user_id:
        tell_people(
            [event.moderator_id],
            key=key,
            kind=NotificationKind.CARE,
            words=lambda _person: _(
                "An appeal against a decision of yours was decided."
            ),
            url=url,
        )
