"""What pages of credentials cost, at two sizes: as many queries, and nothing unseen."""

import pytest
from django.core.cache import caches

from credentials.art.confluence.ground import ground
from tests.credentials.conftest import make_course, make_program

pytestmark = pytest.mark.django_db


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
