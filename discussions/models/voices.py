"""Earlier voices: answers of earlier cohorts that stand beside a prompt."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from discussions.models.talk import Post
from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class VoiceState(models.TextChoices):
    """What the author said to being read by later cohorts."""

    ASKED = "asked", _("Asked")
    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EarlierVoice(models.Model):
    """A post that later cohorts may read beside the same prompt, if its author agrees.

    A facilitator chooses it and says why; only the author can give consent, with or
    without the name, and can take it back at any time. A post that is hidden or taken
    back is not shown, whatever stands here.
    """

    State = VoiceState

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="voice")
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    shows_name = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="voice_answered_iff_not_asked",
            ),
            known("state", VoiceState, "voice_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.state}"
