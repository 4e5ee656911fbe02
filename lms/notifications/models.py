"""What somebody was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from discussions.models import Mention, Post
from discussions.models.rooms import RestrictionKind, member_of, restrictions
from discussions.models.talk import PostState
from lms.core import clock
from lms.core.constraints import known


class NotificationKind(models.TextChoices):
    """What a notification is about."""

    AWARD = "award", _("A badge or certificate")
    MODERATION = "moderation", _("A decision about a post")
    APPROVAL = "approval", _("Somebody waits for an approval")
    OPENING = "opening", _("A program that has opened")
    RENEWAL = "renewal", _("The end or the renewal of an award")
    PUBLISHING = "publishing", _("A page that was to be published")
    MENTION = "mention", _("Somebody mentions you")
    ANSWER = "answer", _("Somebody answers you")
    TALK = "talk", _("New in a thread")
    SESSION = "session", _("A facilitated session")
    NOTE = "note", _("A line from a facilitator")
    COHORT = "cohort", _("Your cohort")
    VOICE = "voice", _("A post that may speak to later cohorts")
    CARE = "care", _("Something waits for a facilitator")
    HELPFUL = "helpful", _("An answer of yours that helped")


# One unread row of each for a person and a thread: more of the same raises its count.
GROUPED = (NotificationKind.MENTION, NotificationKind.ANSWER, NotificationKind.TALK)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, narrowed by state."""

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)

    def standing(self) -> Self:
        """What may be shown or mailed now, with `left`: how many of its posts can be read.

        What comes of talk stands as long as its recipient may read the room and at least
        one of its posts: hidden, held and deleted words, and rooms that somebody left,
        leave inbox, counts and mails at once.
        """
        return self.annotate(left=posts_left()).filter(
            Q(thread__isnull=True)
            | (
                Q(left__gt=0)
                | Q(kind=NotificationKind.HELPFUL, post__state=PostState.VISIBLE)
            )
            & room_open_to_recipient()
        )

    def counts(self, users: Collection[int]) -> dict[int, int]:
        """How many stand unread for each of some people: one query."""
        rows = (
            self.unread()
            .filter(recipient__in=users)
            .standing()
            .order_by()
            .values("recipient")
            .annotate(unread=models.Count("pk"))
        )
        found = {row["recipient"]: row["unread"] for row in rows}
        return {user: found.get(user, 0) for user in users}


def posts_left() -> Subquery:
    """How many posts a row of talk still has, of its own kind; NULL when there is none."""
    of_kind = Case(
        When(
            Exists(
                Mention.objects.filter(
                    post=OuterRef("pk"), user=OuterRef(OuterRef("recipient"))
                )
            ),
            then=Value(NotificationKind.MENTION),
        ),
        When(
            reply_to__author=OuterRef("recipient"), then=Value(NotificationKind.ANSWER)
        ),
        default=Value(NotificationKind.TALK),
        output_field=models.CharField(),
    )
    posts = (
        Post.objects.readable()
        .filter(
            ~Q(author=OuterRef("recipient")),
            thread=OuterRef("thread"),
            seq__gte=OuterRef("first_seq"),
            seq__lte=OuterRef("seq"),
        )
        .alias(of_kind=of_kind)
        .filter(of_kind=OuterRef("kind"))
    )
    counted = posts.order_by().values("thread").annotate(n=models.Count("pk"))
    return Subquery(counted.values("n"))


def room_open_to_recipient() -> Q:
    """The recipient may read the room of the row's thread now."""
    room = "thread__discussion"
    banned = restrictions(
        OuterRef(room),
        OuterRef("recipient"),
        RestrictionKind.BAN,
        audience=OuterRef(f"{room}__cohort__series__audience"),
    )
    member = member_of(OuterRef(f"{room}__cohort"), OuterRef("recipient"))
    return Q(recipient__is_superuser=True) | (Exists(member) & ~Exists(banned))


class Notification(models.Model):
    """One thing that one person is told, once: `dedupe_key` makes an echo safe to repeat.

    `data` holds what the sentence needs (a title), never somebody else's words. What
    comes of talk names its `thread`, the first number and the newest in `first_seq` and
    `seq`; while it is unread, more of the same only raises `count`. `mail_due_at` is when
    it is to be mailed, if it is not read before; up to `mailed_seq` it was.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications"
    )
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    dedupe_key = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    data = models.JSONField(default=dict)
    thread = models.ForeignKey(
        "discussions.Thread",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    post = models.ForeignKey(
        "discussions.Post",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    first_seq = models.PositiveBigIntegerField(null=True, blank=True)
    seq = models.PositiveBigIntegerField(null=True, blank=True)
    mailed_seq = models.PositiveBigIntegerField(default=0)
    count = models.PositiveIntegerField(default=1)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "dedupe_key"], name="notification_told_once"
            ),
            models.UniqueConstraint(
                fields=["recipient", "thread", "kind"],
                condition=Q(read_at__isnull=True, kind__in=GROUPED),
                name="notification_one_unread_of_talk",
            ),
            known("kind", NotificationKind, "notification_kind_known"),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"], name="notification_newest"
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False, emailed_at__isnull=True),
                name="notification_to_be_mailed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class DigestEvery(models.TextChoices):
    """How often somebody gets a digest."""

    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")
    NEVER = "never", _("Never")


class DeliveryPreference(models.Model):
    """When somebody is mailed: digests, and the hours in which nothing is.

    Hours are those of the person's own time zone; `quiet_from` later than `quiet_until`
    runs over midnight; both or neither. `digest_on` is the weekday (0 is Monday).
    `digested_at`: what was said until then has been in a digest. `digest_due_at`: when the
    next one is; empty when there is none.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delivery"
    )
    digest = models.CharField(
        max_length=8, choices=DigestEvery.choices, default=DigestEvery.DAY
    )
    digest_at = models.TimeField(default=dt.time(7))
    digest_on = models.PositiveSmallIntegerField(default=0)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digested_at = models.DateTimeField(null=True, blank=True)
    digest_due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["digest_due_at"],
                condition=Q(digest_due_at__isnull=False),
                name="delivery_digest_due",
            )
        ]
        constraints = [
            known("digest", DigestEvery, "delivery_digest_known"),
            models.CheckConstraint(
                condition=Q(digest_on__lte=6), name="delivery_digest_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="delivery_quiet_from_and_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.digest}"
