"""Cohort Maple, its people, and somebody who is not one of them."""

import asyncio

import pytest
from django.test import Client

from courses.actions.cohorts import ensure_series, join, open_cohort
from discussions.live.hub import get_hub
from tests.factories.accounts import person, superuser
from tests.factories.courses import course_with_steps, steps_of
from tests.factories.discussions import days_ago, hello, room_for, say


@pytest.fixture
def course(db):
    return course_with_steps(2)


@pytest.fixture
def ana(db):
    return person("Ana")


@pytest.fixture
def ben(db):
    return person("Ben")


@pytest.fixture
def hanne(db):
    """The facilitator."""
    return person("Hanne")


@pytest.fixture
def stranger(course):
    """A member of another cohort of the same course."""
    someone = person("Stranger")
    room_for(course, someone)
    return someone


@pytest.fixture
def root(db):
    return superuser()


@pytest.fixture
def room(course, ana, ben, hanne):
    return room_for(course, ana, ben, facilitator=hanne)


@pytest.fixture
def thread(room):
    return hello(room)


@pytest.fixture
def step(course):
    return steps_of(course)[0]


@pytest.fixture
def clients(sign_in, ana, ben, hanne, stranger, root, room):
    people = {
        "member": ana, "other": ben, "facilitator": hanne, "stranger": stranger, "root": root
    }  # fmt: skip
    return {
        "anonymous": Client(), **{who: sign_in(user) for who, user in people.items()}
    }  # fmt: skip


@pytest.fixture
async def quiet_hub():
    """The hub of this test's loop, ended with it."""
    hub = get_hub()
    yield hub
    await hub.close()
    await asyncio.sleep(0)


@pytest.fixture
def series(course):
    return ensure_series([course], name="A series")


@pytest.fixture
def opened(series):
    """`opened("Maple", learners=3, active=1)`: a room that is 20 days old."""

    def made(name="", *, learners=2, active=0, days=20, into=series, hosts=()):
        with days_ago(days):
            cohort = open_cohort(into, name=name)
            who = [person() for _ in range(learners)]
            for one in who:
                join(cohort, user=one)
            for one in hosts:
                join(cohort, user=one, role="facilitator")
        room = cohort.discussion
        for one in who[:active]:
            say(hello(room), one)
        return room

    return made
