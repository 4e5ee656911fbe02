"""A room with its people, and two ways to say something in it: at the log, and as frames."""

import json
import time
import uuid
from collections.abc import Callable

from tests.benchmarks._served import session_of

WORDS = "A sentence about an ordinary evening and what came of it. " * 2


def fill(people: int) -> tuple[object, list[object], list[str]]:
    """A thread of a room, its members, and a living session for each of them."""
    from courses.actions.cohorts import join
    from courses.models import Cohort
    from discussions.actions import open_discussion
    from lms.accounts.models import User
    from lms.core import clock

    cohort = Cohort.objects.create(name="Bench", starts_on=clock.today())
    room = open_discussion(cohort)
    User.objects.bulk_create(
        User(email=f"bench{n}@example.org", display_name=f"Person {n}", password="!x")
        for n in range(people)
    )
    members = list(User.objects.filter(email__startswith="bench").order_by("pk"))
    for member in members:
        join(cohort, user=member)
    return room.threads.get(), members, [session_of(member) for member in members]


def words() -> str:
    """What a post says: the moment of its sending, and a sentence or two."""
    return f"at={time.time():017.6f} {WORDS}"


def at_the_log(thread: object, members: list[object]) -> Callable[[int], None]:
    """Say something by the log's own function: stored, numbered, announced."""
    from discussions.live import log
    from discussions.rules import text

    def say(n: int) -> None:
        body, html = text.render(words())
        log.append_post(
            thread,
            author=members[n % len(members)],
            client_id=uuid.uuid4(),
            body=body,
            body_html=html,
        )

    return say


def frame_like(thread: object, member: object) -> Callable[[int], str]:
    """The very frame that our server sends for such a post, with another number."""
    from discussions.live import frames, log
    from discussions.models import Discussion

    at_the_log(thread, [member])(0)
    last = Discussion.objects.get(pk=thread.discussion_id).last_seq
    (event,) = log.after(thread.discussion_id, last - 1)
    (frame,) = frames.render([event], language="en")
    said = frame["html"]
    at = said.index("at=")

    def made(n: int) -> str:
        now = f"{time.time():017.6f}"
        html = said[: at + 3] + now + said[at + 20 :]
        return json.dumps(
            {**frame, "seq": 1_000 + n, "html": html},
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip

    return made
