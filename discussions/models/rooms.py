"""A cohort's room: its log of facts, and who may not take part."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CohortMembership
from lms.core import clock
from lms.core.constraints import known

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User

PERSON = settings.AUTH_USER_MODEL


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    """Rooms, narrowed by who is asking."""

    def open_to(self, user: User | AnonymousUser) -> Self:
        """Rooms that `user` may read now: a member's who is not banned.

        A site administrator looks after every room.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(
            Exists(member_of(OuterRef("cohort"), user.pk)),
            ~Exists(
                restrictions(
                    OuterRef("pk"),
                    user.pk,
                    RestrictionKind.BAN,
                    audience=OuterRef("cohort__series__audience"),
                )
            ),
        )


def member_of(cohort: Any, user: Any) -> models.QuerySet[CohortMembership]:
    """The open membership of somebody in a cohort; both may be OuterRefs."""
    return CohortMembership.objects.filter(
        cohort=cohort, user=user, left_at__isnull=True
    )


def restrictions(
    discussion: Any, user: Any, kind: str, *, audience: Any
) -> models.QuerySet[Restriction]:
    """What is in force against somebody here: in this room, its community, or everywhere.

    `audience` is that of the room's series; a room of no community has none.
    """
    everywhere = Q(discussion__isnull=True, audience="")
    of_community = Q(discussion__isnull=True, audience=audience) & ~Q(audience="")
    return Restriction.objects.in_force().filter(
        Q(discussion=discussion) | everywhere | of_community, user=user, kind=kind
    )


class Discussion(models.Model):
    """The room of a cohort: one room, one log, one number.

    `last_seq` is the number of the newest fact; numbers have no gaps. `epoch` is new
    after a restore from backup, when numbers may be given twice. Facts up to
    `pruned_seq` are gone from the log (posts themselves stay).
    """

    cohort = models.OneToOneField(
        "courses.Cohort", on_delete=models.CASCADE, related_name="discussion"
    )
    last_seq = models.PositiveBigIntegerField(default=0)
    epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    pruned_seq = models.PositiveBigIntegerField(default=0)
    slow_mode_seconds = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    continued_in = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="continues",
        help_text=_("The room that a merge opened; this one stays readable."),
    )
    holds_links = models.BooleanField(
        default=False, help_text=_("A post with a link waits for a facilitator.")
    )
    holds_first_posts = models.BooleanField(
        default=False, help_text=_("Somebody's first post waits for a facilitator.")
    )
    held_words = models.TextField(
        blank=True, help_text=_("A post with one of these words waits. One a line.")
    )

    objects: ClassVar[Any] = DiscussionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pruned_seq__lte=models.F("last_seq")),
                name="discussion_pruned_up_to_last",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort}"


class FactKind(models.TextChoices):
    """What happened in a room."""

    POST = "post", _("Said")
    EDIT = "edit", _("Edited")
    HIDE = "hide", _("Hidden")
    SHOW = "show", _("Shown again")
    DELETE = "delete", _("Deleted")
    REACTION = "reaction", _("Reaction")
    HELPFUL = "helpful", _("Marked as the helpful answer, or no longer")
    THREAD = "thread", _("New thread, or a thread as it is now")
    PIN = "pin", _("Pinned or unpinned")
    LOCK = "lock", _("Locked or opened")
    SESSION = "session", _("A facilitated session moved on")
    NONE = "none", _("Nothing to see any more; the number stands")


class LiveEvent(models.Model):
    """One numbered fact of a room. Append-only; it names a post, never its text.

    The frame is rendered from the rows as they are when it is sent, so hidden text
    cannot be replayed to somebody who reconnects.
    """

    Kind = FactKind

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="events"
    )
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    thread = models.ForeignKey(
        "discussions.Thread", on_delete=models.RESTRICT, null=True, related_name="+"
    )
    post = models.ForeignKey(
        "discussions.Post", on_delete=models.RESTRICT, null=True, related_name="+"
    )
    actor = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "seq"], name="live_event_seq_once"
            ),
            models.CheckConstraint(
                condition=Q(seq__gte=1), name="live_event_seq_at_least_1"
            ),
            known("kind", FactKind, "live_event_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id}#{self.seq} {self.kind}"


class LogCursor(models.Model):
    """How far a follower has read a room's log; pruning stops at the lowest."""

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="cursors"
    )
    follower = models.CharField(max_length=20)
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "follower"], name="cursor_once_per_follower"
            )
        ]

    def __str__(self) -> str:
        return f"{self.follower} at {self.discussion_id}#{self.seq}"


class RestrictionKind(models.TextChoices):
    """What somebody may not do. A mute stops posting, not reading and not progress."""

    MUTE = "mute", _("Muted: reads, does not post")
    BAN = "ban", _("Removed: neither reads nor posts")


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    """Restrictions, narrowed by time."""

    def in_force(self) -> Self:
        """Neither lifted nor run out."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=clock.now()), lifted_at__isnull=True
        )


class Restriction(models.Model):
    """Somebody may not post, or not enter: in one room, a community's rooms, or all.

    With `discussion` one room; with `audience` ("school:42") every room of that
    community; with neither every room. `source` says whose decision it is: "moderator",
    "school:42", "site".
    """

    Kind = RestrictionKind

    user = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="restrictions"
    )
    discussion = models.ForeignKey(
        Discussion,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="restrictions",
    )
    audience = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    source = models.CharField(max_length=40, default="moderator")
    created_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = RestrictionQuerySet.as_manager()

    class Meta:
        constraints = [
            # NULLs are distinct to a UNIQUE, so the two cases are two constraints.
            models.UniqueConstraint(
                fields=["discussion", "user", "source"],
                condition=Q(lifted_at__isnull=True, discussion__isnull=False),
                name="restriction_one_per_room",
            ),
            models.UniqueConstraint(
                fields=["user", "source"],
                condition=Q(lifted_at__isnull=True, discussion__isnull=True),
                name="restriction_one_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(audience="") | Q(discussion__isnull=True),
                name="restriction_of_one_room_or_community",
            ),
            known("kind", RestrictionKind, "restriction_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id} by {self.source}"
