"""Mails about a thread: what is due and was not read meanwhile, as one mail a thread."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.html import strip_tags
from django.utils.text import Truncator

from discussions.levels import levels_in
from discussions.models import Mention, Post, Thread, ThreadReader
from discussions.models.talk import ReadLevel
from discussions.views.posts import place
from lms.accounts.models import User
from lms.core import clock, mail
from lms.notifications import tasks
from lms.notifications.delivery import delivery_of, out_of_quiet_for, speaking_to
from lms.notifications.models import GROUPED, Notification, NotificationKind
from lms.notifications.unsubscribing import address_of, headers_for, token_for

POSTS_SHOWN = 8
WORDS_LENGTH = 700
AT_ONCE = 1_000
MAILED = (ReadLevel.ALL, ReadLevel.MENTIONS)

_BLOCKS = re.compile(r"</(?:p|li|h\d|pre|blockquote)>|<br\s*/?>")


def queue_mails() -> int:
    """Queue a mail for every person and thread with something due; how many. Each minute."""
    due = Notification.objects.filter(
        mail_due_at__lte=clock.now(), emailed_at__isnull=True, thread__isnull=False
    )
    pairs = due.order_by("recipient", "thread").values_list("recipient", "thread")
    return sum(queue_mail(u, t) for u, t in list(pairs.distinct()[:AT_ONCE]))


@transaction.atomic
def queue_mail(user_id: int, thread_id: int) -> bool:
    """Queue one mail, in the transaction that takes its rows off the list.

    In the person's quiet hours it waits for their end. Locks the rows.
    """
    rows = Notification.objects.filter(
        recipient=user_id, thread=thread_id, mail_due_at__isnull=False
    )
    ids = list(rows.select_for_update().values_list("pk", flat=True))
    if not ids:
        return False
    person, now = User.objects.get(pk=user_id), clock.now()
    due = out_of_quiet_for(person, delivery_of(person), now)
    if due > now:
        rows.filter(pk__in=ids).update(mail_due_at=due)
        return False
    rows.filter(pk__in=ids).update(mail_due_at=None)
    tasks.mail_thread.enqueue(user_id, thread_id)
    return True


@transaction.atomic
def mail_thread(user_id: int, thread_id: int) -> bool:
    """Mail somebody what is new to them in a thread; whether anything was. Safe to repeat.

    Everything is asked again now: what was read, hidden or taken back meanwhile is not
    mailed, nor anything to somebody who left, or wants to hear less. Whoever claims the
    rows mails; a mail that fails gives them back.
    """
    person = User.objects.filter(pk=user_id, is_active=True, anonymized_at=None).first()
    thread = Thread.objects.select_related("discussion__cohort").filter(pk=thread_id)
    found = thread.first()
    if person is None or found is None:
        return False
    rows = list(
        Notification.objects.unread()
        .filter(
            recipient=person, thread=found, kind__in=GROUPED, emailed_at__isnull=True
        )
        .standing()
        .select_for_update(of=("self",))
    )
    level = levels_in(found.discussion_id, [found.pk]).of(person.pk, found.pk)
    posts = new_posts(person, found, rows) if level in MAILED else []
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
        emailed_at=clock.now() if posts else None,
        mail_due_at=None,
        mailed_seq=F("seq"),
    )
    if posts:
        send_news(person, found, posts, level)
    return bool(posts)


def new_posts(person: User, thread: Thread, rows: Sequence[Notification]) -> list[Post]:
    """Posts that some rows stand for, that were neither read nor mailed, and can be read."""
    reader = ThreadReader.objects.filter(thread=thread, user=person)
    read = reader.values_list("last_read_seq", flat=True).first() or 0
    wanted = Q(pk__in=[])
    for row in rows:
        if row.kind not in OF_KIND or row.seq is None:
            continue
        wanted |= OF_KIND[NotificationKind(row.kind)] & Q(
            seq__gt=max(read, row.mailed_seq),
            seq__gte=row.first_seq,
            seq__lte=row.seq,
        )
    return list(
        concerning(person, Post.objects.readable().filter(thread=thread))
        .filter(wanted)
        .select_related("author")
        .order_by("seq")
    )


OF_KIND = {
    NotificationKind.MENTION: Q(names_me=True),
    NotificationKind.ANSWER: Q(names_me=False, answers_me=True),
    NotificationKind.TALK: Q(names_me=False, answers_me=False),
}


def concerning(person: User, posts: QuerySet[Post]) -> QuerySet[Post]:
    """Others' posts, with whether they mention or answer somebody."""
    mine = Post.objects.filter(pk=OuterRef("reply_to"), author=person)
    return posts.exclude(author=person).annotate(
        names_me=Exists(Mention.objects.filter(post=OuterRef("pk"), user=person)),
        answers_me=Exists(mine),
    )


class Line(NamedTuple):
    """A post as a mail shows it."""

    post: Post
    words: str
    url: str


def line(post: Post, length: int = WORDS_LENGTH) -> Line:
    """A post, its first words, and where it is read."""
    return Line(post, first_words(post, length), place(post))


def send_news(person: User, thread: Thread, posts: list[Post], level: str) -> None:
    """One mail about a thread; mail programs put those of one thread together."""
    token = token_for(person, thread)
    root = mail.message_id("thread", thread.pk, person.public_id)
    name = mail.message_id("thread", thread.pk, posts[-1].seq, person.public_id)
    with speaking_to(person):
        mail.send(
            "thread_news",
            person.email,
            {
                "person": person,
                "thread": thread,
                "room": thread.discussion.cohort,
                "lines": [line(post) for post in posts[:POSTS_SHOWN]],
                "count": len(posts),
                "more": max(0, len(posts) - POSTS_SHOWN),
                "hears_all": level == ReadLevel.ALL,
                "stop": address_of(token),
            },
            headers={
                **headers_for(token),
                "Message-ID": name,
                "References": root,
                "In-Reply-To": root,
            },
        )


def first_words(post: Post, length: int) -> str:
    """What a post says, without marks, cut at a word. Plain text: escape it in HTML."""
    spaced = _BLOCKS.sub(r"\g<0> ", post.body_html)
    plain = " ".join(html.unescape(strip_tags(spaced)).split())
    return Truncator(plain).chars(length) if len(plain) > length else plain
