"""Earlier voices: what people of earlier cohorts answered, beside the same prompt.

Whoever has answered a prompt themselves reads up to five answers of earlier cohorts of
the same audience, whose authors agreed. Nobody reads them before: they are company, not
a model to copy.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from courses.models import StepPage
from discussions.models import Discussion, EarlierVoice, Mention, Post
from discussions.models.rooms import member_of
from discussions.models.talk import PostState
from discussions.models.voices import VoiceState
from discussions.permissions import can_moderate
from lms.accounts.models import User

SHOWN = 5
LONELY_UNDER = 3
ANSWERED = (PostState.VISIBLE, PostState.HELD)


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One answer of an earlier cohort, as later ones read it: no link, no picture.

    `name` is empty where its author did not give it.
    """

    words: SafeString
    said_at: dt.datetime
    name: str


@dataclass(frozen=True, kw_only=True)
class Voices:
    """What stands beside a prompt; `is_lonely`: hardly anybody else has answered here."""

    shown: list[Voice]
    is_lonely: bool


def standing() -> QuerySet[EarlierVoice]:
    """Voices that may be shown now: given, and the words those that were agreed to.

    An edit takes a voice away until its author agrees anew; hiding or deleting takes it
    away as long as it lasts. So does a name of somebody else in it.
    """
    mentions = Mention.objects.filter(post=OuterRef("post"))
    unchanged = Q(post__edited_at__isnull=True) | Q(
        post__edited_at__lte=F("answered_at")
    )
    return EarlierVoice.objects.filter(
        unchanged,
        ~Exists(mentions),
        state=VoiceState.GIVEN,
        post__in=Post.objects.readable(),
        post__thread__prompt_id__isnull=False,
    )


def has_answered(user: User, prompt_id: UUID) -> bool:
    """Whether somebody has answered a prompt themselves, in whichever room."""
    return Post.objects.filter(
        author=user,
        thread__prompt_id=prompt_id,
        reply_to__isnull=True,
        state__in=ANSWERED,
    ).exists()


def earlier_voices(step: StepPage, room: Discussion, user: User) -> Voices | None:
    """The earlier voices beside a step's prompt in a room, for one reader.

    None for whoever has not answered the prompt, and where there are none.
    """
    prompt_id = step.translation_key
    if not has_answered(user, prompt_id):
        return None
    found = list(of_earlier_cohorts(room, prompt_id).exclude(post__author=user)[:SHOWN])
    if not found:
        return None
    others = Post.objects.readable().filter(
        discussion=room, thread__prompt_id=prompt_id, reply_to__isnull=True
    )
    people = others.exclude(author=user).values("author").distinct().count()
    return Voices(
        shown=[
            Voice(
                words=voice.post.words,
                said_at=voice.post.created_at,
                name=voice.post.author.display_name if voice.shows_name else "",
            )
            for voice in found
        ],
        is_lonely=people < LONELY_UNDER,
    )


def of_earlier_cohorts(room: Discussion, prompt_id: UUID) -> QuerySet[EarlierVoice]:
    """Standing voices of cohorts that began before this one, in the same audience.

    Whoever is in this room speaks here themselves. What helped others comes first, then
    the newest.
    """
    cohort = room.cohort
    if cohort.series is None:
        return EarlierVoice.objects.none()
    before = Q(post__discussion__cohort__starts_on__lt=cohort.starts_on) | Q(
        post__discussion__cohort__starts_on=cohort.starts_on,
        post__discussion__cohort__lt=cohort.pk,
    )
    return (
        standing()
        .filter(
            before,
            ~Exists(member_of(cohort.pk, OuterRef("post__author"))),
            post__thread__prompt_id=prompt_id,
            post__discussion__cohort__series__audience=cohort.series.audience,
        )
        .select_related("post__author")
        .order_by(F("post__helpful_at").desc(nulls_last=True), "-post__created_at")
    )


def can_be_asked(post: Post) -> bool:
    """Whether a post could stand beside its prompt: an answer, readable, naming nobody."""
    return (
        post.is_visible
        and post.reply_to_id is None
        and post.thread.prompt_id is not None
        and post.discussion.cohort.series_id is not None
        and post.author.anonymized_at is None
        and not post.mentions.exists()
    )


def can_ask(user: User, post: Post) -> bool:
    """A room's moderator may ask the author of such a post; nobody asks themselves."""
    return user.pk != post.author_id and can_moderate(user, post.discussion)


def voice_of(post: Post, user: User) -> dict[str, Any]:
    """What a post's page says of its voice, for `_post_voice.html`."""
    voice = EarlierVoice.objects.filter(post=post).first()
    asks = can_ask(user, post)
    return {
        "voice": voice if voice and (asks or user.pk == post.author_id) else None,
        "can_ask_voice": asks and voice is None and can_be_asked(post),
        "is_my_voice": bool(voice) and user.pk == post.author_id,
    }


def my_voices(user: User) -> list[EarlierVoice]:
    """Everything of somebody's that they were asked about, what is read now first."""
    shown = standing().filter(pk=OuterRef("pk"))
    return list(
        EarlierVoice.objects.filter(post__author=user)
        .annotate(is_read=Exists(shown))
        .select_related("post__thread", "post__discussion__cohort", "asked_by")
        .order_by("-is_read", "-asked_at", "-pk")
    )
