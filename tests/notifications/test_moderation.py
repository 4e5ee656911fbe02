"""The author of a hidden post and whoever asked for a look are told, on the site."""

import pytest

from discussions.actions.flags import flag_post, resolve_flag
from discussions.actions.hiding import hide_post
from tests.factories.accounts import person
from tests.factories.discussions import lounge, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    ana, ben, hanne = person("Ana"), person("Ben"), person("Hanne")
    return ana, ben, hanne, lounge(ana, ben, facilitator=hanne)


@pytest.mark.parametrize(
    ("uphold", "sentence"),
    [(True, "you asked about was hidden"), (False, "you asked about stands")],
)
def test_who_asked_for_a_look_reads_the_outcome_in_the_inbox(
    sign_in, settle, people, uphold, sentence
):
    ana, ben, hanne, room = people
    flag = flag_post(say(room, ana), by=ben, reason="unkind")
    resolve_flag(flag, by=hanne, uphold=uphold, reason="Looked at it.")
    settle()
    page = sign_in(ben).get("/me/inbox/").text
    assert sentence in page
    assert "Hanne" not in page.partition("<main")[2]


def test_the_author_of_a_hidden_post_reads_it_in_the_inbox_and_why_behind_it(
    sign_in, settle, people
):
    ana, _ben, hanne, room = people
    post = say(room, ana)
    hide_post(post, by=hanne, reason="It names a child.")
    settle()
    browser = sign_in(ana)
    assert f"/posts/{post.pk}/" in browser.get("/me/inbox/").text
    assert "It names a child." in browser.get(f"/posts/{post.pk}/").text
