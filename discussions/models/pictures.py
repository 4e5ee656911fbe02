"""Pictures that posts show."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from discussions.models.rooms import Discussion
from discussions.models.talk import Post
from lms.core import clock

PERSON = settings.AUTH_USER_MODEL


def private() -> Storage:
    """Where files without an address of their own lie."""
    return storages["private"]


class PostImage(models.Model):
    """A picture, made anew without metadata; seen by whoever may read its post.

    It is uploaded to a room before the post is sent; without a post only its uploader
    sees it, and a day later it is deleted. `alt` says in words what it shows.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="images"
    )
    uploader = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="images"
    )
    file = models.FileField(upload_to="talk/", storage=private, max_length=200)
    alt = models.CharField(
        max_length=500, help_text=_("What it shows, for whoever cannot see it.")
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt=""), name="post_image_says_what_it_shows"
            ),
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1), name="post_image_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} on {self.post_id}"
