"""Opening a thread: a title, first words, and from a facilitator a prompt."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from courses.models import StepPage
from discussions.actions.holds import why_held
from discussions.actions.posts import publish_post
from discussions.actions.threads import belongs
from discussions.errors import TitleWaits
from discussions.live import log
from discussions.models import Discussion, Thread
from discussions.models.rooms import FactKind
from discussions.permissions import can_moderate, can_talk_beside, check_may_post
from discussions.rules import text
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require


class Opening(NamedTuple):
    """With what a thread is opened: a title, first words, a facilitator's prompt, a step."""

    title: str
    body: str
    prompt: str = ""
    step: StepPage | None = None


@transaction.atomic
def open_thread(
    discussion: Discussion, opening: Opening, *, by: User, client_id: UUID
) -> Thread:
    """Open a thread in a room, or beside a step, with its first words.

    A facilitator may put a prompt above them, and then needs no words of their own. The
    same `client_id` again is the same thread. Logs `thread`, then the post.

    Raises:
        PermissionDenied: not a member; a prompt by somebody who does not look after the
            room; a step that is not this cohort's.
        ValidationError: neither words nor prompt, or words that cannot be stored.
        TitleWaits: the room would hold such words, or somebody's first ones; a title
            cannot wait.
        MayNotPost, TooFast, AlreadyUsed: as `publish_post` raises them.
    """
    check_may_post(by, discussion)
    require(not opening.prompt or can_moderate(by, discussion))
    step = opening.step
    require(step is None or (can_talk_beside(by, step) and belongs(discussion, step)))
    if known := opened_before(discussion, opening, by=by, client_id=client_id):
        return known
    if why_held(discussion, by=by, body=opening.title):
        raise TitleWaits
    prompt, prompt_html = text.render(opening.prompt) if opening.prompt else ("", "")
    body = text.tidy(opening.body) if opening.body.strip() or not prompt else ""
    thread: Thread = Thread.objects.create(
        discussion=discussion,
        title=opening.title,
        author=by,
        step_id=step.pk if step else None,
        prompt=prompt,
        prompt_html=prompt_html,
        created_at=clock.now(),
        last_posted_at=clock.now(),
    )
    log.append(discussion.pk, FactKind.THREAD, thread=thread, actor=by)
    if body:
        publish_post(thread, by=by, body=body, client_id=client_id)
    return thread


def opened_before(
    discussion: Discussion, opening: Opening, *, by: User, client_id: UUID
) -> Thread | None:
    """The thread that the same form opened: by its first post, or by its prompt alone."""
    mine = Thread.objects.filter(discussion=discussion, author=by)
    if opening.body.strip():
        return mine.filter(posts__author=by, posts__client_id=client_id).first()
    return mine.filter(
        title=opening.title, prompt=opening.prompt.strip(), posts__isnull=True
    ).first()
