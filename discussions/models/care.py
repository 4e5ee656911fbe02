"""Looking after a room: flags, and the log of what was decided."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from discussions.models.rooms import Discussion
from discussions.models.talk import Post, Thread
from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class FlagReason(models.TextChoices):
    """Why somebody wants a post looked at."""

    NAMES_CHILD = "names_child", _("It names or shows a child")
    DANGER = "danger", _("Somebody may be in danger")
    UNKIND = "unkind", _("It is unkind to somebody")
    ADVERT = "advert", _("It sells something")
    OTHER = "other", _("Something else")
    # Not offered to members: the author of a hidden post asks for another look.
    APPEAL = "appeal", _("Its author asks for another look")


class FlagState(models.TextChoices):
    """What became of a flag."""

    OPEN = "open", _("Waiting")
    UPHELD = "upheld", _("Upheld: the post is hidden")
    DISMISSED = "dismissed", _("Dismissed: the post stands")


class FlagQuerySet(models.QuerySet["Flag"]):
    """Flags, narrowed by state."""

    def awaiting_review(self) -> Self:
        """Open ones, the oldest first."""
        return self.filter(state=FlagState.OPEN).order_by("created_at")


class Flag(models.Model):
    """Somebody asks for a look at a post. Who that was stays with the moderators."""

    Reason = FlagReason
    State = FlagState

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags")
    reporter = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"], name="flag_once_per_reporter"
            ),
            models.CheckConstraint(
                condition=Q(state="open", resolved_at__isnull=True)
                | (~Q(state="open") & Q(resolved_at__isnull=False)),
                name="flag_resolved_iff_not_open",
            ),
            known("reason", FlagReason, "flag_reason_known"),
            known("state", FlagState, "flag_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state="open"), name="flag_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} on {self.post_id}"


class Verb(models.TextChoices):
    """What a moderator can do."""

    HIDE = "hide", _("hid a post")
    SHOW = "show", _("showed a post again")
    UPHOLD = "uphold", _("upheld a flag")
    DISMISS = "dismiss", _("dismissed a flag")
    MUTE = "mute", _("muted a member")
    BAN = "ban", _("removed a member from the room")
    LIFT = "lift", _("lifted a restriction")
    LOCK = "lock", _("closed the room for writing")
    UNLOCK = "unlock", _("opened the room for writing")


class ModerationAction(models.Model):
    """One line of the log: who did what to whom or what, why, before and after.

    Append-only. Without a moderator it was the rule (enough flags hide a post).
    """

    Verb = Verb

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="moderation"
    )
    moderator = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verb = models.CharField(max_length=12, choices=Verb.choices)
    post = models.ForeignKey(
        Post, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    thread = models.ForeignKey(
        Thread, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [known("verb", Verb, "moderation_verb_known")]
        indexes = [
            models.Index(fields=["discussion", "created_at"], name="moderation_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.verb} in {self.discussion_id}"
