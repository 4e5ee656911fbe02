"""What a room reads first: who sees it meanwhile, and how it comes to stand."""

import uuid

import pytest

from courses.models import ModulePage, StepProgress
from discussions.actions.hiding import hide_post, let_stand, show_post
from discussions.actions.holds import change_rules
from discussions.actions.posts import edit_post
from discussions.events import PostApproved, PostHeld
from discussions.models import ModerationAction
from discussions.rules.holding import Rules
from lms.core import events
from tests.factories.discussions import (
    discussion_step,
    publish,
    say,
    say_beside,
)


@pytest.fixture
def told(monkeypatch):
    """What is published of posts that wait."""
    heard = []
    for event in (PostHeld, PostApproved):
        monkeypatch.setitem(events._facts, event, [heard.append])
    return heard


@pytest.fixture
def holding(room, thread, hanne):
    """Let the room hold what these rules say."""

    def hold(**rules):
        change_rules(room, by=hanne, rules=Rules(**rules), reason="For a while")
        thread.refresh_from_db()

    return hold


def test_a_held_post_is_read_by_its_author_and_the_moderators_alone(
    clients, room, thread, ana, holding, told
):
    holding(words="Secret\nsecret")
    post = say(thread, ana, "canary of a SECRET")
    assert (post.state, [e.why for e in told]) == ("held", ["word"])
    line = ModerationAction.objects.get(verb="hold")
    assert (line.moderator, line.member, line.after) == (None, ana, "held")
    for page in (f"/discussions/{room.pk}/", f"/discussions/{room.pk}/events/?after=0"):
        for who in ("member", "other", "facilitator"):
            assert "canary" not in clients[who].get(page).text, (page, who)
    sees = {
        w for w in clients if b"canary" in clients[w].get(f"/posts/{post.pk}/").content
    }
    assert sees == {"member", "facilitator", "root"}
    assert (
        "waits here for a facilitator"
        in clients["other"].get(f"/posts/{post.pk}/").text
    )


def test_who_may_let_it_stand(clients, room, thread, ana, holding, told):
    holding(links=True)
    post = say(thread, ana, "canary https://example.org/")
    page = f"/posts/{post.pk}/standing/"
    statuses = {who: clients[who].post(page).status_code for who in clients}
    assert statuses == {
        "anonymous": 302, "stranger": 404, "member": 403, "other": 403,
        "facilitator": 303, "root": 303,
    }  # fmt: skip
    post.refresh_from_db()
    assert post.state == "visible"
    assert [type(e).__name__ for e in told] == ["PostHeld", "PostApproved"]
    assert "canary" in clients["other"].get(f"/discussions/{room.pk}/").text


def test_the_desk_lets_it_stand_or_hides_it_with_a_reason(
    clients, room, thread, ana, holding
):
    holding(first_posts=True)
    post = say(thread, ana, "canary of a first post")
    desk = clients["facilitator"].get(f"/cohorts/{room.cohort_id}/desk/").text
    held = desk.split('id="held"')[1].split("</section>")[0]
    assert "canary" in held
    assert f"/posts/{post.pk}/standing/" in held
    values = {"state": "hidden", "reason": "It names a child"}
    clients["facilitator"].post(f"/posts/{post.pk}/visibility/", values)
    post.refresh_from_db()
    assert post.state == "hidden"
    assert "It names a child" in clients["member"].get(f"/posts/{post.pk}/").text


def test_after_a_first_post_stands_the_next_one_does_at_once(
    thread, ana, hanne, holding
):
    from discussions.actions.hiding import let_stand

    holding(first_posts=True)
    first = say(thread, ana)
    assert (first.state, say(thread, ana).state) == ("held", "held")
    let_stand(first, by=hanne)
    assert say(thread, ana).state == "visible"
    assert say(thread, hanne, "my first").state == "visible"


def test_an_edit_that_would_have_waited_waits_and_an_edit_of_an_old_post_is_no_first(
    thread, ana, holding
):
    post, other = say(thread, ana), say(thread, ana)
    holding(links=True, first_posts=True)
    assert edit_post(other, by=ana, body="Mended").state == "visible"
    edited = edit_post(post, by=ana, body="https://example.org/")
    assert edited.state == "held"
    assert ModerationAction.objects.get(verb="hold").before == "visible"


def test_a_resend_of_a_held_post_is_the_same_post_with_one_line(thread, ana, holding):
    holding(links=True)
    client_id = uuid.uuid4()
    body = "https://example.org/"
    first = publish(thread, ana, body, client_id=client_id)
    again = publish(thread, ana, body, client_id=client_id)
    assert (again.post.pk, again.created) == (first.post.pk, False)
    assert ModerationAction.objects.filter(verb="hold").count() == 1


def test_a_room_that_holds_nothing_asks_nothing_more(
    thread, ana, django_assert_num_queries
):
    from discussions.actions.holds import why_held

    room = thread.discussion
    with django_assert_num_queries(0):
        assert why_held(room, by=ana, body="https://example.org/") == ""


def hidden_and_shown_again(post, hanne):
    hide_post(post, by=hanne, reason="x")
    assert not StepProgress.objects.filter(step=post.thread.step_id).exists()
    show_post(post, by=hanne, reason="It may stand")


@pytest.mark.parametrize(
    "allow", [lambda post, hanne: let_stand(post, by=hanne), hidden_and_shown_again]
)
def test_a_step_that_waited_for_a_held_post_is_done_when_it_stands(
    course, ana, hanne, room, holding, allow
):
    module = ModulePage.objects.descendant_of(course).first()
    step = discussion_step(module, replies=0)
    holding(links=True)
    post = say_beside(room, step, ana, "https://example.org/")
    assert not StepProgress.objects.filter(step=step).exists()
    allow(post, hanne)
    assert StepProgress.objects.filter(step=step, enrollment__user=ana).exists()


def test_a_list_is_at_most_two_hundred_words(clients, room):
    page = f"/cohorts/{room.cohort_id}/rules/"
    words = [f"word{n}" for n in range(201)]
    clients["facilitator"].post(page, {"words": "\n".join(words), "reason": "x"})
    room.refresh_from_db()
    assert room.held_words == ""
    kept = [*words[:199], " Ärger "]
    clients["facilitator"].post(page, {"words": "\n".join(kept), "reason": "x"})
    room.refresh_from_db()
    assert room.held_words.splitlines() == [*words[:199], "ärger"]
