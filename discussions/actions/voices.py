"""Asking an author whether later cohorts may read a post, and what the author says."""

from __future__ import annotations

from django.db import transaction

from discussions.actions.posts import lock
from discussions.errors_rolling import NotAVoice
from discussions.events import VoiceAsked
from discussions.models import EarlierVoice, Post
from discussions.models.voices import VoiceState
from discussions.pages import voices
from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.core.safe_html import check_text

WHY_LENGTH = 300


@transaction.atomic
def ask_voice(post: Post, *, by: User, why: str = "") -> EarlierVoice:
    """Ask a post's author whether later cohorts may read it beside the same prompt.

    Asking again returns what was asked first: nobody is asked twice. Locks the post.
    Publishes VoiceAsked.

    Raises:
        PermissionDenied: does not look after the room, or wrote it.
        NotAVoice: not a readable answer to a step's prompt, or it names somebody.
        ValidationError: impossible characters.
    """
    post = lock(post)
    require(voices.can_ask(by, post))
    if asked := EarlierVoice.objects.filter(post=post).first():
        return asked
    if not voices.can_be_asked(post):
        raise NotAVoice
    made = EarlierVoice.objects.create(
        post=post,
        asked_by=by,
        asked_at=clock.now(),
        why=" ".join(check_text(why).split())[:WHY_LENGTH],
    )
    publish(
        VoiceAsked(
            voice_id=made.pk, post_id=post.pk, user_id=post.author_id, actor_id=by.pk
        )
    )
    return made


@transaction.atomic
def give_voice(voice: EarlierVoice, *, by: User, shows_name: bool) -> EarlierVoice:
    """The author agrees, to the words as they are now, with the name or without.

    Locks the post, then the voice. Raises PermissionDenied, NotAVoice (hidden, taken
    back, or it names somebody by now).
    """
    post = lock(voice.post)
    require(by.pk == post.author_id)
    if not voices.can_be_asked(post):
        raise NotAVoice
    return answer(voice, VoiceState.GIVEN, shows_name=shows_name)


@transaction.atomic
def decline_voice(voice: EarlierVoice, *, by: User) -> EarlierVoice:
    """The author says no, or takes a yes back: it is shown to nobody from now on.

    Safe to repeat. Locks the post, then the voice. Raises PermissionDenied.
    """
    post = lock(voice.post)
    require(by.pk == post.author_id)
    voice.refresh_from_db()
    had_given = voice.state in {VoiceState.GIVEN, VoiceState.WITHDRAWN}
    state = VoiceState.WITHDRAWN if had_given else VoiceState.DECLINED
    return answer(voice, state, shows_name=False)


def answer(voice: EarlierVoice, state: str, *, shows_name: bool) -> EarlierVoice:
    """Write down what the author said."""
    locked = EarlierVoice.objects.select_for_update(no_key=True).get(pk=voice.pk)
    locked.state, locked.shows_name, locked.answered_at = state, shows_name, clock.now()
    locked.save(update_fields=["state", "shows_name", "answered_at"])
    return locked


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody closed their account: none of their words stand for later cohorts."""
    EarlierVoice.objects.filter(post__author=event.user_id).exclude(
        state=VoiceState.DECLINED
    ).update(state=VoiceState.WITHDRAWN, shows_name=False, answered_at=clock.now())
