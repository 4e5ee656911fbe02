"""Five signs in words, and one answer that helped."""

import pytest
from django.core.exceptions import PermissionDenied

from discussions.actions.helpful import mark_helpful
from discussions.actions.hiding import hide_post
from discussions.actions.reactions import react
from discussions.errors import NoWordsLeft
from discussions.live import log
from discussions.models import Post, Thread
from discussions.models.signs import Emoji
from tests.factories.discussions import say, say_beside

OUTBOX = {"Accept": "application/json"}


def facts(room, after):
    return [(e.kind, e.post_id) for e in log.after(room.pk, after)]


@pytest.fixture
def own_thread(room, ana):
    """A thread that Ana opened."""
    return Thread.objects.create(discussion=room, title="Phones", author=ana)


def test_counts_stand_in_words_and_each_reader_is_known_by_eight_digits(
    clients, room, thread, ana, ben, hanne
):
    post = say(thread, ana)
    react(post, by=ben)
    react(post, by=hanne)
    react(post, by=hanne, emoji=Emoji.THANKS)
    told = clients["member"].get(f"/discussions/{room.pk}/events/?after=0").json()
    html = told["events"][-1]["html"]
    assert "Helped me · 2" in html
    assert "Thank you · 1" in html
    assert f'data-who="{str(hanne.public_id)[:8]}"' in html
    assert "Same here" not in html


def test_one_change_is_one_fact_and_doing_it_twice_is_none(room, thread, ana, ben):
    post = say(thread, ana)
    for on in (True, True, False, False):
        react(post, by=ben, emoji=Emoji.TRIED, on=on)
    assert facts(room, post.seq) == [("reaction", post.pk)] * 2


@pytest.mark.parametrize(
    ("values", "status", "signs"),
    [
        ({}, 302, {Emoji.HELPED}), ({"sign": "more"}, 302, {Emoji.MORE}),
        ({"sign": "helped", "on": "0"}, 302, set()), ({"sign": "🙌"}, 404, set()),
        ({"sign": "x"}, 404, set()),
    ],
)  # fmt: skip
def test_a_form_names_the_sign(clients, thread, ana, values, status, signs):
    post = say(thread, ana)
    answer = clients["other"].post(f"/posts/{post.pk}/reaction/", values)
    assert answer.status_code == status
    assert set(post.reactions.values_list("emoji", flat=True)) == signs


def test_a_script_gets_the_fragment_and_the_page_knows_what_is_pressed(
    clients, thread, ana
):
    post = say(thread, ana)
    address = f"/posts/{post.pk}/reaction/"
    answer = clients["other"].post(address, {"sign": "same", "on": "1"}, headers=OUTBOX)
    assert "Same here · 1" in answer.json()["html"]
    page = clients["other"].get(f"/posts/{post.pk}/").text
    assert 'value="same" aria-pressed="true"' in page
    assert 'value="more" aria-pressed="false"' in page
    assert 'value="same"' not in clients["member"].get(f"/posts/{post.pk}/").text


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [
        ("member", "own", 303), ("facilitator", "own", 303), ("root", "own", 303),
        ("other", "own", 403), ("stranger", "own", 404), ("anonymous", "own", 302),
        ("facilitator", "step", 303), ("member", "step", 403), ("other", "step", 403),
    ],
)  # fmt: skip
def test_who_may_say_that_an_answer_helped(
    clients, room, own_thread, step, ben, who, where, status
):
    post = say(own_thread, ben) if where == "own" else say_beside(room, step, ben)
    answer = clients[who].post(f"/posts/{post.pk}/helpful/")
    assert answer.status_code == status
    post.refresh_from_db()
    assert (post.helpful_at is not None) == (status == 303)


def test_the_mark_moves_and_says_who_set_it(clients, room, own_thread, ana, ben, hanne):
    first, second = say(own_thread, ben, "One"), say(own_thread, hanne, "Two")
    mark_helpful(first, by=ana)
    mark_helpful(second, by=ana)
    mark_helpful(second, by=ana)
    assert facts(room, second.seq) == [
        ("helpful", first.pk), ("helpful", first.pk), ("helpful", second.pk)
    ]  # fmt: skip
    assert Post.objects.get(helpful_at__isnull=False) == second
    html = clients["other"].get(f"/posts/{second.pk}/").text
    assert "Helpful answer</b> marked by" in html
    assert "Helpful answer</b>" not in clients["other"].get(f"/posts/{first.pk}/").text
    mark_helpful(second, by=ana, on=False)
    assert not Post.objects.filter(helpful_at__isnull=False).exists()


def test_ones_own_and_a_covered_answer_are_not_marked(own_thread, ana, ben, hanne):
    own, other = say(own_thread, ana), say(own_thread, ben)
    with pytest.raises(PermissionDenied):
        mark_helpful(own, by=ana)
    hide_post(other, by=hanne, reason="x")
    with pytest.raises(NoWordsLeft):
        mark_helpful(other, by=ana)


def test_signs_cost_the_same_for_one_and_for_ten_posts(
    clients, room, thread, ana, ben, hanne, django_assert_max_num_queries
):
    address = f"/discussions/{room.pk}/events/?after=0"
    for who in (ben, hanne):
        react(say(thread, ana), by=who)
    with django_assert_max_num_queries(30) as one:
        clients["member"].get(address)
    for _ in range(4):
        for emoji in (Emoji.MORE, Emoji.SAME):
            react(say(thread, ana), by=ben, emoji=emoji)
    with django_assert_max_num_queries(len(one)):
        clients["member"].get(address)
