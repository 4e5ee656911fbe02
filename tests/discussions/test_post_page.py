"""A post's own page: earlier words, what is open to whom; and the preview of a composer."""

import re
import uuid

import pytest

from discussions.actions.posts import delete_post, edit_post
from discussions.models import Mention, Post
from tests.factories.accounts import person
from tests.factories.discussions import join_room, say, say_beside

pytestmark = pytest.mark.pages

HTMX = {"HX-Request": "true"}


@pytest.fixture
def post(thread, ana):
    """Ana's post, edited once."""
    return edit_post(say(thread, ana, "canary"), by=ana, body="Better words")


@pytest.mark.parametrize(
    ("who", "sees"),
    [("member", True), ("facilitator", True), ("root", True), ("other", False)],
)
def test_who_sees_earlier_words(clients, post, who, sees):
    page = clients[who].get(f"/posts/{post.pk}/").text
    assert ("canary" in page) == sees
    assert ("Earlier words" in page) == sees
    assert re.search(r'class="edited">edited <local-time><time datetime=', page)


def test_what_was_taken_back_leaves_no_earlier_words(clients, post, ana):
    delete_post(post, by=ana)
    for who in ("member", "facilitator"):
        assert "canary" not in clients[who].get(f"/posts/{post.pk}/").text


def test_an_edit_names_more_people_and_forgets_nobody(thread, ana, ben, hanne):
    post = say(thread, ana, "Thanks @Ben")
    edit_post(post, by=ana, body="Thanks @Hanne")
    assert set(Mention.objects.values_list("user", flat=True)) == {ben.pk, hanne.pk}
    assert str(hanne.public_id) in Post.objects.get(pk=post.pk).body_html


def test_a_plain_post_costs_no_query_for_names_and_pictures(
    thread, ana, django_assert_max_num_queries
):
    say(thread, ana)
    with django_assert_max_num_queries(30) as plain:
        say(thread, ana, "Hello there")
    asked = " ".join(q["sql"] for q in plain.captured_queries)
    assert "discussions_mention" not in asked
    assert "discussions_postimage" not in asked


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 200), ("facilitator", 200), ("stranger", 404), ("anonymous", 302)],
)
def test_who_may_look_and_that_nothing_is_said(clients, room, thread, who, status):
    values = {"body": "*Hi* @Ben", "client_id": uuid.uuid4(), "thread": thread.pk}
    answer = clients[who].post(f"/discussions/{room.pk}/preview/", values, headers=HTMX)
    assert answer.status_code == status
    assert ("<em>Hi</em>" in answer.text) == (status == 200)
    assert ('class="mention"' in answer.text) == (status == 200)
    assert not Post.objects.exists()


def test_without_scripts_nothing_is_lost_by_a_look(clients, room, step, ana):
    first = say_beside(room, step, ana)
    values = {
        "body": "**My** thought", "client_id": str(uuid.uuid4()), "step": step.pk,
        "reply_to": first.pk, "preview": "1",
    }  # fmt: skip
    page = clients["other"].post(f"/discussions/{room.pk}/preview/", values).text
    assert "<strong>My</strong> thought" in page
    assert ">**My** thought</textarea>" in page
    for name in ("client_id", "step", "reply_to"):
        assert f'name="{name}" value="{values[name]}"' in page
    assert "It goes out as your reply." in page


def test_a_look_at_nothing_says_so(clients, room, thread):
    values = {"body": " ", "client_id": uuid.uuid4(), "thread": thread.pk}
    page = clients["member"].post(f"/discussions/{room.pk}/preview/", values)
    assert page.status_code == 422
    assert "Write something first" in page.text


def names(client, room, start):
    answer = client.get(f"/discussions/{room.pk}/members/", {"q": start})
    return [one["name"] for one in answer.json()["members"]]


def test_names_are_suggested_to_members_alone_and_without_addresses(
    clients, room, ana, hanne
):
    for name in ("Ana Ruiz", "Bo Anand", *(f"Anouk {n}" for n in range(9))):
        join_room(room, person(name))
    found = names(clients["member"], room, "AN")
    assert found[:2] == ["Ana", "Ana Ruiz"]
    assert len(found) == 8
    assert "Hanne" not in found
    assert names(clients["member"], room, "anand") == ["Bo Anand"]
    assert names(clients["member"], room, "stranger") == []
    answer = clients["member"].get(f"/discussions/{room.pk}/members/?q=ana")
    assert set(answer.json()["members"][0]) == {"name", "id"}
    assert "@" not in answer.text
    for who, status in (("stranger", 404), ("anonymous", 302)):
        address = f"/discussions/{room.pk}/members/?q=an"
        assert clients[who].get(address).status_code == status
