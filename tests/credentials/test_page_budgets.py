"""What pages of credentials cost, at two sizes: as many queries, and nothing unseen."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions.enrollment import enroll
from credentials.art.confluence.ground import ground
from credentials.bundle import build
from credentials.models import Achievement, Award
from tests.credentials.conftest import finish, make_course, make_program

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def drawings():
    """How often a full picture asked for its land."""
    info = ground.cache_info()
    return info.hits + info.misses


def test_the_list_of_programs_draws_no_full_picture(learner, sign_in):
    pages = [make_program(("Core", [make_course().achievement])) for _ in range(12)]
    client = sign_in(learner)
    caches["local"].clear()
    before = drawings()
    listed = client.get("/programs/").content.decode()
    assert drawings() == before
    assert listed.count('<svg class="c-mini"') == len(pages)
    assert "0 of 1 so far." in listed
    assert "c-wide" in client.get(pages[0].url).content.decode()
    assert drawings() == before + 1


def furnish(person, programs, courses):
    """Programs that somebody finished, and as many of which one course is begun."""
    for _ in range(programs):
        made = [make_course() for _ in range(courses)]
        make_program(("Core", [course.achievement for course in made]))
        for course in made:
            finish(person, course)
        begun = [make_course(steps=2) for _ in range(courses)]
        make_program(("Core", [course.achievement for course in begun]))
        enroll(begun[0], by=person)


def counted(ask, client):
    """The queries of one request."""
    with CaptureQueriesContext(connection) as queries:
        assert ask(client).status_code in (200, 302)
    return len(queries)


@pytest.fixture
def grown(learner, sign_in, settle):
    """`grown(ask)`: the queries of a request, in a small world and in a larger one.

    Each is asked once, so that what is made once was made, then counted twice: a cache
    of the process may run out in between.
    """

    def counts(ask):
        client, found = sign_in(learner), []
        for size in ((1, 2), (2, 4)):
            furnish(learner, *size)
            settle()
            ask(client)
            found.append(min(counted(ask, client) for _ in range(2)))
        return found

    return counts


@pytest.mark.parametrize("address", ["/me/", "/programs/"])
def test_a_list_takes_as_many_queries_however_long_it_is(grown, address):
    few, many = grown(lambda client: client.get(address))
    assert few == many


def certificate_of(learner):
    """The certificate that was made of most courses."""
    return Award.objects.filter(
        recipient=learner, achievement__kind="certificate"
    ).latest("pk")


def test_an_award_takes_as_many_queries_however_much_it_counts(grown, learner):
    few, many = grown(
        lambda client: client.get(certificate_of(learner).get_absolute_url())
    )
    assert few == many


def test_an_achievement_takes_as_many_queries_however_much_it_asks_for(grown):
    def ask(client):
        newest = Achievement.objects.filter(kind="certificate").latest("pk")
        return client.get(newest.get_absolute_url())

    few, many = grown(ask)
    assert few == many


def test_a_bundle_takes_as_many_queries_however_much_is_in_it(grown):
    few, many = grown(lambda client: client.post("/me/credentials.zip"))
    assert few == many <= 30


def test_a_transcript_takes_as_many_queries_however_long_it_is(grown):
    few, many = grown(lambda client: client.post("/me/transcript/"))
    assert few == many


def test_the_first_bundle_signs_all_tokens_with_few_queries(learner, settle):
    counted = []
    for size in (1, 5):
        furnish(learner, size, 2)
        settle()
        with CaptureQueriesContext(connection) as queries:
            build.bundle_for(learner)
        counted.append(len(queries))
        earned = Award.objects.filter(recipient=learner)
        assert earned.filter(documents__format="jwt").count() == earned.count()
    assert counted[0] == counted[1]
