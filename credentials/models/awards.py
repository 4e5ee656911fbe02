"""That somebody earned something, and the signed file that says so."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credentials.models.achievements import Achievement
from credentials.models.changes import Verb
from credentials.models.issuing import SigningKey, StatusList
from credentials.models.rules import ProgramRule
from credentials.rules.validity import State, Window, window
from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class AwardQuerySet(models.QuerySet["Award"]):
    """Awards, narrowed by state and by who is asking."""

    def valid(self) -> Self:
        """Neither revoked, nor superseded, nor expired: what rules count."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()),
            revoked_at__isnull=True,
            superseded_at__isnull=True,
        )

    def held_by(self, user_id: int) -> Self:
        """Valid awards of one person."""
        return self.valid().filter(recipient_id=user_id)

    def standing(self) -> Self:
        """Neither revoked nor superseded: at most one of an achievement a person."""
        return self.filter(revoked_at__isnull=True, superseded_at__isnull=True)

    def lapsed(self) -> Self:
        """Expired, and nothing stands in their place."""
        return self.standing().filter(expires_at__lte=clock.now())

    def in_state(self, state: str) -> Self:
        """Those that stand somewhere in their life; grace is not told apart."""
        now = clock.now()
        ended = Q(expires_at__isnull=False, expires_at__lte=now)
        withdrawn = Q(revoked_at__isnull=False, changes__verb=Verb.WITHDRAWN)
        asked: dict[str, Q] = {
            State.VALID: Q(revoked_at=None, superseded_at=None) & ~ended,
            State.EXPIRED: Q(revoked_at=None, superseded_at=None) & ended,
            State.SUPERSEDED: Q(revoked_at=None, superseded_at__isnull=False),
            State.REVOKED: Q(revoked_at__isnull=False)
            & ~Q(changes__verb=Verb.WITHDRAWN),
            State.WITHDRAWN: withdrawn,
        }
        return self.filter(asked[state])

    def visible_to(self, user: Any) -> Self:
        """Shared ones, and one's own."""
        mine = Q(recipient_id=user.pk) if user.is_authenticated else Q(pk__in=())
        return self.filter(Q(shared_at__isnull=False) | mine)


class Award(models.Model):
    """That somebody earned an achievement. Never edited: it is revoked or superseded.

    `snapshot` is what it said that day, and what the signed document is made of; `basis`
    is why it was granted (rule version, ids of the awards that counted). Private until
    its holder shares it: `shared_at`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, related_name="awards"
    )
    recipient = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="awards"
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    renews = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals"
    )
    rule = models.ForeignKey(
        ProgramRule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
    )
    status_list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, null=True, related_name="awards"
    )
    status_index = models.PositiveIntegerField(null=True)
    snapshot = models.JSONField()
    basis = models.JSONField(default=dict)
    awarded_at = models.DateTimeField(default=clock.now)
    awarded_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.CharField(max_length=300, blank=True)
    shared_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Since when anyone with the link may see it."),
    )
    joint_with = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="partner_award",
        help_text=_("On a partner's award: ours, granted with it."),
    )

    objects: ClassVar[Any] = AwardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "recipient", "cycle"],
                condition=Q(revoked_at__isnull=True, superseded_at__isnull=True),
                name="award_one_valid",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="award_status_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(status_list__isnull=True, status_index__isnull=True)
                | Q(status_list__isnull=False, status_index__isnull=False),
                name="award_status_list_iff_index",
            ),
            models.CheckConstraint(
                condition=Q(cycle__gte=1), name="award_cycle_at_least_1"
            ),
            models.CheckConstraint(
                condition=Q(cycle=1, renews__isnull=True)
                | Q(cycle__gt=1, renews__isnull=False),
                name="award_renews_iff_later_cycle",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="award_revoked_iff_reason",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(expires_at__gt=F("awarded_at")),
                name="award_expires_after_awarded",
            ),
        ]
        indexes = [
            models.Index(
                F("recipient"), F("awarded_at").desc(), name="award_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.achievement_id} → {self.recipient_id}"

    def get_absolute_url(self) -> str:
        """Its page on this site."""
        return f"/credentials/{self.public_id}/"

    @property
    def is_valid(self) -> bool:
        """Neither revoked, nor superseded, nor expired."""
        return (
            self.revoked_at is None
            and self.superseded_at is None
            and (self.expires_at is None or self.expires_at > clock.now())
        )

    @property
    def stands(self) -> bool:
        """Neither revoked nor superseded; its time may be over."""
        return self.revoked_at is None and self.superseded_at is None

    @property
    def is_withdrawn(self) -> bool:
        """Whether its own holder took it back. Reads the log when it is revoked."""
        return self.revoked_at is not None and any(
            change.verb == Verb.WITHDRAWN for change in self.changes.all()
        )

    @property
    def is_emptied(self) -> bool:
        """Whether its holder withdrew it and took their name out: nothing can be signed."""
        return self.snapshot["recipient"]["email_hash"] == ""

    @property
    def window(self) -> Window | None:
        """When it can be renewed; None when it does not expire."""
        if self.expires_at is None:
            return None
        before = self.renews.expires_at if self.renews else None
        return window(
            self.expires_at,
            begins=max(self.awarded_at, before or self.awarded_at),
            days_before=self.achievement.renewal_window_days,
            days_after=self.achievement.grace_days,
        )

    @property
    def state(self) -> State:
        """Where it stands now. One query more for a revoked one."""
        if self.revoked_at is not None:
            return State.WITHDRAWN if self.is_withdrawn else State.REVOKED
        if self.superseded_at is not None:
            return State.SUPERSEDED
        return self.window.state(clock.now()) if self.window else State.VALID

    @property
    def other_half(self) -> Award | None:
        """What a partner awarded together with it, or ours on a partner's."""
        return self.joint_with or getattr(self, "partner_award", None)

    @property
    def url(self) -> str:
        """The credential's id: its permanent address, without a slash at the end."""
        return str(self.snapshot["id"])


class Format(models.TextChoices):
    """The forms in which an award is signed."""

    OPEN_BADGE = "open_badge", _("Open Badges 3.0, embedded proof")
    JWT = "jwt", _("Open Badges 3.0, VC-JWT RS256")


class AwardDocumentQuerySet(models.QuerySet["AwardDocument"]):
    """Signed files, narrowed by what became of the keys behind them."""

    def trusted(self) -> Self:
        """Files of which every signature, an endorsement's too, still verifies."""
        return self.filter(
            key__compromised_at__isnull=True, endorsed_by__compromised_at__isnull=True
        )


class AwardDocument(models.Model):
    """The signed file of an award, exactly as given out. Written once.

    A half of a joint pair carries an endorsement: `endorsed_by` is the key of the other
    half's issuer that signed it.
    """

    Format = Format

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="documents")
    format = models.CharField(
        max_length=12, choices=Format.choices, default=Format.OPEN_BADGE
    )
    key = models.ForeignKey(
        SigningKey, on_delete=models.PROTECT, related_name="documents"
    )
    endorsed_by = models.ForeignKey(
        SigningKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="endorsed_documents",
    )
    body = models.TextField()
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = AwardDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award", "format", "key"],
                condition=Q(endorsed_by__isnull=True),
                name="document_once_per_key",
            ),
            models.UniqueConstraint(
                fields=["award", "format", "key", "endorsed_by"],
                name="document_once_per_pair_of_keys",
            ),
            known("format", Format, "document_format_known"),
        ]

    def __str__(self) -> str:
        return f"{self.award_id}: {self.format}"

    @property
    def is_trusted(self) -> bool:
        """Whether every signature in it, an endorsement's too, still verifies."""
        keys = [self.key, *([self.endorsed_by] if self.endorsed_by else [])]
        return all(key.compromised_at is None for key in keys)
