"""What people say to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from discussions.models.rooms import Discussion
from lms.core import clock
from lms.core.constraints import known
from lms.core.safe_html import stored

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User

PERSON = settings.AUTH_USER_MODEL


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads, narrowed by who is asking."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Threads of rooms that `user` may read now."""
        return self.filter(discussion__in=Discussion.objects.open_to(user))


class Thread(models.Model):
    """A line of talk in a room; with a step, it stands beside that step.

    `prompt` is the question with which it opens, as typed; `prompt_html` its sanitized
    HTML. `prompt_id` names what the thread answers (a step's `translation_key`); such a thread
    is made on its first post.
    """

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="threads"
    )
    title = models.CharField(max_length=160)
    author = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.ForeignKey(
        "courses.StepPage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="threads",
    )
    prompt_id = models.UUIDField(null=True, blank=True)
    prompt = models.TextField(blank=True)
    prompt_html = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    last_posted_at = models.DateTimeField(default=clock.now)
    pinned_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "step", "prompt_id"],
                condition=Q(prompt_id__isnull=False),
                name="thread_one_per_prompt",
            ),
            models.CheckConstraint(
                condition=Q(prompt_id__isnull=True) | Q(step__isnull=False),
                name="thread_prompt_has_step",
            ),
        ]
        indexes = [
            models.Index(
                fields=["discussion", "-last_posted_at"], name="thread_by_newest_post"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def opening(self) -> SafeString:
        """The HTML of its prompt, sanitized when it was written."""
        return stored(self.prompt_html)


class ReadLevel(models.TextChoices):
    """What somebody wants to hear of a room or a thread, and how."""

    ALL = "all", _("Everything, as it is said")
    MENTIONS = "mentions", _("What mentions or answers me, as it is said")
    DIGEST = "digest", _("A digest")
    OFF = "off", _("Nothing")


class RoomReader(models.Model):
    """What somebody wants to hear of a room, where a thread says nothing of its own."""

    Level = ReadLevel

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="readers"
    )
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.DIGEST)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "user"], name="room_reader_once_per_room"
            ),
            known("level", ReadLevel, "room_reader_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.discussion_id}: {self.level}"


class ThreadReader(models.Model):
    """How far somebody has read a thread, and what they want to hear of it.

    Without a level of its own the room's holds.
    """

    Level = ReadLevel

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    last_read_seq = models.PositiveBigIntegerField(default=0)
    last_read_at = models.DateTimeField(default=clock.now)
    level = models.CharField(max_length=8, choices=Level.choices, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "user"], name="reader_once_per_thread"
            ),
            known("level", ReadLevel, "reader_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.thread_id}#{self.last_read_seq}"


class PostState(models.TextChoices):
    """Whether a post's words may be read."""

    VISIBLE = "visible", _("Visible")
    HIDDEN = "hidden", _("Hidden")
    DELETED = "deleted", _("Deleted")
    HELD = "held", _("Waits for a facilitator")


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed by what they are or who is asking."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Posts of rooms that `user` may read now, hidden ones as their placeholder."""
        return self.filter(discussion__in=Discussion.objects.open_to(user))

    def readable(self) -> Self:
        """Posts whose words stand."""
        return self.filter(state=PostState.VISIBLE)


class Post(models.Model):
    """What somebody said. `seq` is the room's number under which it was said.

    `body` is what was typed, `body_html` its sanitized HTML. `client_id` comes from the
    writer's device: sending the same one again is the same post.
    """

    State = PostState

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="posts"
    )
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    seq = models.PositiveBigIntegerField()
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="posts")
    reply_to = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replies"
    )
    client_id = models.UUIDField()
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.VISIBLE)
    created_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    helpful_at = models.DateTimeField(null=True, blank=True)
    helpful_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Filled by live.frames.shown, for the fragment.
    role = ""
    signs: Sequence[Any] = ()
    pictures: Sequence[Any] = ()
    hidden_by_rule = False

    objects: ClassVar[Any] = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["discussion", "seq"], name="post_seq_once"),
            models.UniqueConstraint(
                fields=["author", "client_id"], name="post_client_id_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="deleted") | Q(body="", body_html=""),
                name="post_deleted_is_blank",
            ),
            models.CheckConstraint(
                condition=~Q(reply_to=F("id")), name="post_not_its_own_reply"
            ),
            models.CheckConstraint(
                condition=Q(helpful_at__isnull=True, helpful_by__isnull=True)
                | Q(helpful_at__isnull=False, helpful_by__isnull=False),
                name="post_helpful_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(helpful_at__isnull=False),
                name="post_one_helpful_in_a_thread",
            ),
            known("state", PostState, "post_state_known"),
        ]
        indexes = [
            models.Index(fields=["thread", "seq"], name="post_in_thread"),
            models.Index(fields=["author", "-created_at"], name="post_of_author"),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id}#{self.seq}"

    @property
    def is_visible(self) -> bool:
        """Whether its words may be read."""
        return self.state == PostState.VISIBLE

    @property
    def is_hidden(self) -> bool:
        """Whether moderators covered its words."""
        return self.state == PostState.HIDDEN

    @property
    def is_held(self) -> bool:
        """Whether it waits for a facilitator before others may read it."""
        return self.state == PostState.HELD

    @property
    def words(self) -> SafeString:
        """Its HTML, sanitized when it was written."""
        return stored(self.body_html)


class PostRevision(models.Model):
    """What a post said before it was edited; its author and the moderators may see it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField(default=clock.now)
    replaced_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.post_id} until {self.replaced_at:%Y-%m-%d %H:%M}"
