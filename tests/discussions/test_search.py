"""Finding what was said, in the rooms that one may read now."""

import pytest
from django.db import connection

from discussions.actions.hiding import hide_post
from discussions.actions.posts import delete_post
from discussions.actions.restricting import restrict_member
from discussions.models import Post
from discussions.pages.search import FOUND_SHOWN, find
from tests.factories.courses import course_with_steps
from tests.factories.discussions import room_for, say


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kitchen", ["b", "a"]), ("KITCHEN tablet", ["a"]), ('"the kitchen"', ["b", "a"]),
        ("kitchen -tablet", ["b"]), ("nowhere", []), ("", []), ("-", []), ('"', []),
        ("%", []), ("' OR 1=1", []),
    ],
)  # fmt: skip
def test_words_and_phrases_find_the_newest_first(thread, ana, query, found):
    posts = {
        "a": say(thread, ana, "The tablet lives in the kitchen."),
        "b": say(thread, ana, "We eat in the kitchen."),
    }
    results = find(ana, query)
    assert [one.post for one in results.found] == [posts[name] for name in found]


def test_hits_are_marked_and_everything_else_is_escaped(thread, ana):
    say(thread, ana, "<script>alert(1)</script> in the *kitchen* & garden")
    excerpt = find(ana, "kitchen").found[0].excerpt
    assert "<mark>kitchen</mark> &amp; garden" in excerpt
    assert "<script" not in excerpt


@pytest.mark.parametrize("deed", ["hidden", "deleted", "held"])
def test_covered_words_are_found_no_more(thread, ana, hanne, deed):
    post = say(thread, ana, "canary")
    assert find(ana, "canary").found
    if deed == "hidden":
        hide_post(post, by=hanne, reason="x")
    elif deed == "deleted":
        delete_post(post, by=ana)
    else:
        Post.objects.filter(pk=post.pk).update(state="held")
    for reader in (ana, hanne):
        assert not find(reader, "canary").found


def test_only_rooms_that_are_open_to_the_reader_are_searched(
    clients, room, thread, ana, ben, hanne
):
    say(thread, ana, "canary")
    mine = room_for(course_with_steps(1), ben)
    say(mine, ben, "canary too")
    assert len(find(ben, "canary").found) == 2
    assert len(find(ben, "canary", room=mine).found) == 1
    assert (
        clients["other"].get("/discussions/search/?q=canary").text.count("<mark>") == 2
    )
    theirs = f"/discussions/search/?q=canary&room={room.pk}"
    assert clients["stranger"].get(theirs).status_code == 404
    assert "<mark>" not in clients["stranger"].get("/discussions/search/?q=canary").text
    restrict_member(room, member=ben, by=hanne, kind="ban", reason="Threats")
    assert len(find(ben, "canary").found) == 1


def test_nothing_found_says_what_was_searched(clients, room):
    page = clients["member"].get(f"/discussions/search/?q=dragon&room={room.pk}").text
    assert f"Nothing with “dragon” was said in Cohort {room.cohort.name}" in page


def test_what_is_found_comes_in_pages_at_the_same_cost(
    clients, room, thread, ana, django_assert_max_num_queries
):
    address = "/discussions/search/?q=kitchen"
    say(thread, ana, "kitchen")
    clients["other"].get(address)
    with django_assert_max_num_queries(20) as few:
        clients["other"].get(address)
    Post.objects.bulk_create(
        Post(
            discussion=room, thread=thread, author=ana, seq=1000 + n, body="kitchen",
            body_html="<p>kitchen</p>", client_id=f"00000000-0000-4000-8000-{n:012}",
        )
        for n in range(FOUND_SHOWN)
    )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        page = clients["other"].get(address).text
    assert "page=2" in page
    assert clients["other"].get(f"{address}&page=2").text.count("<mark>") == 1


@pytest.mark.postgres
def test_the_index_of_words_is_used(thread, ana):
    say(thread, ana, "kitchen")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    from django.db.models import F, Value

    from discussions.pages.search import Matches

    plan = Post.objects.filter(Matches(F("body"), Value("kitchen"))).explain()
    assert "post_words" in plan
