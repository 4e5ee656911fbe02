"""Looking after a room: flags, the log of what was decided, appeals, and kind words."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from discussions.models.rooms import Discussion, Restriction
from discussions.models.talk import Post, Thread
from discussions.rules import triage
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
    """Somebody asks for a look at a post. Who that was stays with the moderators.

    `weight` is what it counted when it was made, in halves of an ordinary flag: by its
    reason, and by how the reporter's earlier flags were decided (`discussions/triage.py`).
    """

    Reason = FlagReason
    State = FlagState

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags")
    reporter = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=500, blank=True)
    weight = models.PositiveSmallIntegerField(default=triage.ORDINARY)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the facilitators were reminded of it.")
    )
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

    REMIND = "remind", _("reminded a member of how we talk here")
    HIDE = "hide", _("hid a post")
    SHOW = "show", _("showed a post again")
    HOLD = "hold", _("held a post back")
    APPROVE = "approve", _("let a held post stand")
    UPHOLD = "uphold", _("upheld a flag")
    DISMISS = "dismiss", _("dismissed a flag")
    SLOW = "slow", _("changed how often one may post")
    RULES = "rules", _("changed what waits for a look")
    LOCK = "lock", _("closed it for writing")
    UNLOCK = "unlock", _("opened it for writing")
    RENAME = "rename", _("gave a thread another title")
    MUTE = "mute", _("muted a member")
    BAN = "ban", _("removed a member")
    LIFT = "lift", _("lifted a restriction")
    GRANT = "grant", _("granted an appeal")
    REFUSE = "refuse", _("refused an appeal")
    EXPORT = "export", _("exported the record of moderation")


class ModerationAction(models.Model):
    """One line of the log: who did what to whom or what, why, before and after.

    Append-only. Without a moderator it was a rule (enough flags hide a post). `scope` is
    "cohort:7", "school:42" or "site"; beyond one cohort there is no room. A line that
    takes another one back names it in `undoes`.
    """

    Verb = Verb

    discussion = models.ForeignKey(
        Discussion,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="moderation",
    )
    scope = models.CharField(max_length=40, blank=True)
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
    restriction = models.ForeignKey(
        Restriction, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    undoes = models.OneToOneField(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="undone_by",
    )
    reason = models.CharField(max_length=500, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)

    can_be_undone = False  # filled by actions.undoing.undoable, for the log

    class Meta:
        constraints = [
            known("verb", Verb, "moderation_verb_known"),
            models.CheckConstraint(
                condition=Q(discussion__isnull=False) | ~Q(scope=""),
                name="moderation_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["discussion", "created_at"], name="moderation_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.verb} in {self.scope or self.discussion_id}"


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("Waiting")
    GRANTED = "granted", _("Granted: the decision was taken back")
    REFUSED = "refused", _("Refused: the decision stands")


class Appeal(models.Model):
    """Whom a decision met asks once for another look, by somebody else than who decided."""

    State = AppealState

    action = models.OneToOneField(
        ModerationAction, on_delete=models.CASCADE, related_name="appeal"
    )
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="appeal_decided_iff_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("by")), name="appeal_not_decided_by_oneself"
            ),
            known("state", AppealState, "appeal_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.action_id}"


class Nudge(models.Model):
    """A facilitator wrote a friendly line to a member who went quiet or is stuck."""

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="nudges"
    )
    to = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(to=F("by")), name="nudge_somebody_else")
        ]

    def __str__(self) -> str:
        return f"{self.by_id} to {self.to_id}"


class HandOver(models.Model):
    """What one facilitator leaves to the next about a cohort."""

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="hand_overs"
    )
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(max_length=4000)
    created_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="hand_over_taken_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.discussion_id}"
