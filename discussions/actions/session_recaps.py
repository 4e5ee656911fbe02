"""What came out of a session, in its facilitator's words."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.actions.posts import publish_post
from discussions.actions.sessions import locked, tell
from discussions.errors import MayNotPost, SessionNotRunning
from discussions.models import FacilitatedSession, Recap
from discussions.permissions import can_moderate
from discussions.rules import agenda as rules
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.safe_html import from_markdown


@transaction.atomic
def write_session_recap(session: FacilitatedSession, *, by: User, body: str) -> Recap:
    """Put the recap on the session's page, and a link to it in the thread.

    Writing it again mends it; the link is posted once. Locks the session; logs `session`.
    Where the room is closed by now, the recap stands without the link. Raises
    PermissionDenied, SessionNotRunning (it has not ended yet), ValidationError.
    """
    require(can_moderate(by, session.discussion))
    session = locked(session)
    if session.ended_at is None:
        raise SessionNotRunning
    words = {"body": body, "body_html": from_markdown(body, "post")}
    recap, created = Recap.objects.get_or_create(
        session=session,
        defaults={
            "discussion": session.discussion,
            "author": by,
            "title": session.title,
            "until_seq": session.discussion.last_seq,
            "created_at": clock.now(),
            **words,
        },
    )
    if created:
        _post_link(session, by)
    elif recap.body != body:
        recap.body, recap.body_html = words["body"], words["body_html"]
        recap.edited_at = clock.now()
        recap.save(update_fields=["body", "body_html", "edited_at"])
    tell(session, by)
    return recap


def _post_link(session: FacilitatedSession, by: User) -> None:
    page = reverse("discussions:session", args=[session.public_id])
    link = f"{page}#recap"
    words = _("The recap of “%(title)s” is written: [read it](%(link)s).") % {
        "title": rules.plain(session.title),
        "link": link,
    }
    try:
        publish_post(
            session.thread,
            by=by,
            body=words,
            client_id=rules.recap_id(session.public_id),
        )
    except MayNotPost:
        return
