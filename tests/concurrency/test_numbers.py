"""A room's numbers under racing writers: no gap, no double, resends are one post."""

import random
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections

from discussions.live import log
from discussions.models import LiveEvent, Post
from tests.factories.accounts import person
from tests.factories.discussions import hello, lounge

THREADS, POSTS = 8, 40

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def race(deed):
    """Run `deed(n)` in THREADS threads that begin together."""
    gate = threading.Barrier(THREADS)

    def run(n):
        gate.wait()
        try:
            return deed(n)
        finally:
            close_old_connections()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def append(thread, author, client_id):
    return log.append_post(
        thread, author=author, client_id=client_id, body="x", body_html="<p>x</p>"
    )


def test_racing_posts_and_resends_have_no_gap_and_no_double():
    people = [person() for _ in range(THREADS)]
    room = lounge(*people)
    thread = hello(room)

    def write(n):
        spots, dice = [], random.Random(n)
        for _ in range(POSTS):
            client_id = uuid.uuid4()
            first = append(thread, people[n], client_id)
            spots.append(first.seq)
            if dice.random() < 0.1:
                again = append(thread, people[n], client_id)
                assert (again.post_id, again.seq) == (first.post_id, first.seq)
                assert not again.created
        return spots

    given = sorted(seq for spots in race(write) for seq in spots)
    room.refresh_from_db()
    assert given == list(range(2, 2 + THREADS * POSTS))
    assert room.last_seq == given[-1]
    logged = LiveEvent.objects.filter(discussion=room).order_by("seq")
    assert list(logged.values_list("seq", flat=True)) == [1, *given]


def test_the_same_post_sent_eight_times_at_once_is_one():
    ana = person()
    room = lounge(ana)
    thread = hello(room)
    for _ in range(10):
        client_id = uuid.uuid4()
        spots = race(lambda _, key=client_id: append(thread, ana, key))
        assert len({(s.post_id, s.seq) for s in spots}) == 1
        assert sum(s.created for s in spots) == 1
    assert Post.objects.count() == 10
    room.refresh_from_db()
    assert room.last_seq == 11


def test_a_reader_who_follows_the_log_misses_nothing():
    people = [person() for _ in range(THREADS)]
    room = lounge(*people)
    thread = hello(room)
    writers = threading.Event()
    heard = []

    def follow():
        seq = 1
        while not writers.is_set() or log.heads([room.pk])[room.pk].seq > seq:
            for event in log.after(room.pk, seq):
                heard.append(event.seq)
                seq = event.seq
        close_old_connections()

    follower = threading.Thread(target=follow)
    follower.start()
    race(lambda n: [append(thread, people[n], uuid.uuid4()) for _ in range(POSTS)])
    writers.set()
    follower.join(20)
    assert heard == list(range(2, 2 + THREADS * POSTS))
