"""Killed, cut, without Redis, without answers: every acknowledged post once, in order."""

import random

import pytest
from django.db import connection

from tests.benchmarks import faults
from tests.benchmarks._faults_site import site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_a_room_that_is_hurt_in_every_way_loses_doubles_and_swaps_nothing(tmp_path):
    """Short: all faults within seconds of each other. `./dev bench faults` takes its time."""
    if connection.vendor != "postgresql":
        pytest.skip("several processes need PostgreSQL")
    with site(tmp_path) as hurt:
        story = faults.Story(hurt, random.Random(1), calm=1.0)
        story.live_through(
            [
                faults.answers_lost, faults.room_killed, faults.redis_killed,
                faults.backends_terminated, faults.page_worker_killed,
                faults.sockets_dropped, faults.room_stalled,
            ],
            writers=5,
            listeners=4,
        )  # fmt: skip
    assert story.verdict().is_good
    assert story.reloads() == 0
    assert len(story.told) > 30
    assert sum(told.tries > 1 for told in story.told) >= 3
    assert sum(len(ear.came_back) for ear in story.ears.values()) >= 4
