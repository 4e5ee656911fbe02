"""What was hidden or held leaves through no door, whichever way it was covered.

Pictures: `test_images.py: test_who_may_see_a_picture`. Earlier voices: `test_voices.py:
test_hiding_takes_it_away_as_long_as_it_lasts`. Open sockets: `test_sockets.py`.
"""

import datetime as dt

import pytest
from django.core import mail
from django.core.cache import caches

from courses.actions.cohorts import join
from discussions.actions.flags import flag_post
from discussions.actions.hiding import hide_post
from discussions.actions.holds import change_rules
from discussions.actions.posts import edit_post
from discussions.live import frames
from discussions.live.log import after
from discussions.pages.search import find
from discussions.rules.holding import Rules
from lms.core import clock
from lms.notifications.digests import news_for
from lms.notifications.models import Notification
from lms.notifications.talk import follow_talk
from tests.factories.discussions import say, say_beside

CANARY, ASKED = "canaryword", "rarity"


def by_a_facilitator(w):
    hide_post(w["post"], by=w["hanne"], reason="x")


def by_enough_flags(w):
    join(w["room"].cohort, user=w["stranger"])
    for who in (w["ben"], w["stranger"]):
        flag_post(w["post"], by=who, reason="danger")


def by_a_rule_of_the_room(w):
    change_rules(w["room"], by=w["hanne"], rules=Rules(words="waits"), reason="x")
    edit_post(w["post"], by=w["ana"], body=f"{CANARY} {ASKED} waits")


WAYS = [by_a_facilitator, by_enough_flags, by_a_rule_of_the_room]


@pytest.fixture
def w(room, thread, step, ana, ben, hanne, stranger):
    """Ana has said it beside a step, mentioning Ben; a reply stands below it."""
    post = say_beside(room, step, ana, f"{CANARY} {ASKED} for @Ben")
    say(post.thread, ben, "An answer that stays", to=post)
    return {
        "room": room, "post": post, "step": step, "ana": ana, "ben": ben, "hanne": hanne,
        "stranger": stranger,
    }  # fmt: skip


def doors(w, clients):
    """Everything through which a member could read it."""
    room, post, ben = w["room"], w["post"], w["ben"]
    pages = {
        "the room": f"/discussions/{room.pk}/",
        "the thread": f"/threads/{post.thread_id}/",
        "beside the step": f"/steps/{w['step'].pk}/discussion/",
        "its own page": f"/posts/{post.pk}/",
        "what happened since": f"/discussions/{room.pk}/events/?after=0",
        "the inbox": "/me/inbox/",
        "search": f"/discussions/search/?q={ASKED}",
    }
    browser = clients["other"]
    found = {name: browser.get(page, follow=True).text for name, page in pages.items()}
    found["found"] = str([f.post.body for f in find(ben, ASKED).found])
    found["frames"] = str(frames.render(after(room.pk, 0), language="en"))
    since = clock.now() - dt.timedelta(days=1)
    until = clock.now() + dt.timedelta(minutes=1)
    found["the digest"] = str(news_for(ben, since=since, until=until))
    found["notifications"] = str(list(Notification.objects.values("data", "url")))
    found["mails"] = str([m.body for m in mail.outbox])
    return found


@pytest.mark.parametrize("cover", WAYS, ids=lambda way: way.__name__)
def test_words_leave_every_door_at_once(w, clients, settle, cover):
    follow_talk()
    before = doors(w, clients)
    open_ones = {name for name, text in before.items() if CANARY in text}
    assert {
        "the room",
        "the thread",
        "its own page",
        "what happened since",
        "found",
        "search",
        "frames",
    } <= open_ones
    w["post"].refresh_from_db()
    cover(w)
    follow_talk()
    with clock.at(clock.now() + dt.timedelta(days=2)):
        settle()
        leaks = {name for name, text in doors(w, clients).items() if CANARY in text}
    assert leaks == set()
    assert (
        "An answer that stays"
        in clients["other"].get(f"/threads/{w['post'].thread_id}/").text
    )


@pytest.mark.parametrize("cover", WAYS, ids=lambda way: way.__name__)
def test_no_cache_keeps_them(w, clients, cover):
    doors(w, clients)
    w["post"].refresh_from_db()
    cover(w)
    kept = [str(getattr(caches[alias], "_cache", "")) for alias in caches]
    assert CANARY not in "".join(kept)
