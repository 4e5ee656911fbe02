"""Signs that a post carries: whom it names, and what people say to it with one sign."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discussions.models.talk import Post
from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class Mention(models.Model):
    """A post names somebody with an @; found when it was written."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "user"], name="mention_once_per_post"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.post_id}"


class Emoji(models.TextChoices):
    """How one may react: a small set, each a sign that says something in words."""

    HELPED = "🙌", _("Helped me")
    SAME = "🤝", _("Same here")
    THANKS = "🙏", _("Thank you")
    TRIED = "🌱", _("I tried this")
    MORE = "💭", _("Tell me more")


class Reaction(models.Model):
    """What somebody says to a post with one sign."""

    Emoji = Emoji

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    emoji = models.CharField(max_length=8, choices=Emoji.choices, default=Emoji.HELPED)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "user", "emoji"], name="reaction_once"
            ),
            known("emoji", Emoji, "reaction_emoji_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.emoji} on {self.post_id}"
