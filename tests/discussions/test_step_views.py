"""Steps that are talk: reflections, sharing, and what is still to do."""

import datetime as dt
import uuid

from courses.actions.cohorts import move
from courses.models import ModulePage, StepProgress
from discussions.models import Discussion, Post, Reflection
from discussions.pages.shares import shared_by
from lms.core import clock
from tests.factories.discussions import (
    discussion_step,
    practice_step,
    say,
    say_beside,
)

HTMX = {"HX-Request": "true"}
OUTBOX = {"Accept": "application/json"}


def posted(body="Hello", **more):
    return {"body": body, "client_id": uuid.uuid4(), **more}


def test_a_reflection_is_kept_and_private(clients, room, course, ana):
    page = practice_step(ModulePage.objects.child_of(course).first())
    answer = clients["member"].post(
        f"/steps/{page.pk}/reflection/", {"text": "canary"}, headers=HTMX
    )
    assert "Saved" in answer.text
    assert Reflection.objects.get().text == "canary"
    assert b"canary" in clients["member"].get(page.url).content
    for who in ("other", "facilitator"):
        assert b"canary" not in clients[who].get(page.url, follow=True).content


def test_a_reflection_that_is_too_long_is_refused_and_not_cut(clients, room, course):
    page = practice_step(ModulePage.objects.child_of(course).first())
    typed = "canary " * 3_000
    for headers in ({}, HTMX):
        answer = clients["member"].post(
            f"/steps/{page.pk}/reflection/", {"text": typed}, headers=headers
        )
        assert answer.status_code == 422
        assert "21,000 of 20,000" in answer.text or "21000 of 20000" in answer.text
        assert (typed.strip() in answer.text) == (not headers)
    assert not Reflection.objects.exists()


def test_sharing_from_the_step_finishes_it(clients, room, course):
    page = practice_step(ModulePage.objects.child_of(course).first())
    values = posted(step=page.pk, back="step")
    response = clients["member"].post(f"/discussions/{room.pk}/posts/", values)
    assert response["Location"] == page.url
    after = clients["member"].get(page.url).text
    assert "This step is done" in after


def test_a_discussion_step_says_what_is_still_to_do(clients, room, course, ben):
    page = discussion_step(ModulePage.objects.child_of(course).first())
    say(room, ben)
    assert "answered one post of somebody else" in clients["member"].get(page.url).text
    clients["member"].post(f"/discussions/{room.pk}/posts/", posted(step=page.pk))
    assert "Answer one more post" in clients["member"].get(page.url).text


def test_the_outbox_learns_that_a_post_finished_the_step(clients, room, course):
    page = practice_step(ModulePage.objects.child_of(course).first())
    answers = [
        clients["member"].post(
            f"/discussions/{room.pk}/posts/", posted(step=page.pk), headers=OUTBOX
        )
        for _ in range(2)
    ]
    assert [a.json()["finished"] for a in answers] == [True, False]
    after = clients["member"].get(page.url).text
    assert 'id="done-when"' in after
    assert 'id="onward"' in after


def test_who_is_alone_in_a_cohort_needs_no_replies(clients, room, course, ana):
    page = discussion_step(ModulePage.objects.child_of(course).first())
    assert "asks for no replies now" in clients["member"].get(page.url).text
    say_beside(room, page, ana)
    assert "This step is done" in clients["member"].get(page.url).text


def test_who_shared_before_the_others_fell_silent_finishes_without_writing_again(
    clients, room, course, ana, ben
):
    page = discussion_step(ModulePage.objects.child_of(course).first())
    post = say(room, ben)
    say_beside(room, page, ana)
    sharing = f"/steps/{page.pk}/sharing/"
    clients["member"].post(sharing)
    assert "This step is done" not in clients["member"].get(page.url).text
    week_ago = clock.now() - dt.timedelta(days=7, minutes=1)
    Post.objects.filter(pk=post.pk).update(created_at=week_ago)
    assert sharing in clients["member"].get(page.url).text
    assert clients["member"].post(sharing)["Location"] == page.url
    assert "This step is done" in clients["member"].get(page.url).text


def test_what_was_said_in_a_room_one_has_left_counts_for_the_step(
    course, stranger, ana, ben, room
):
    page = discussion_step(ModulePage.objects.child_of(course).first())
    say(room, ben)
    say_beside(room, page, ana)
    other = Discussion.objects.exclude(pk=room.pk).get()
    move(ana.cohort_memberships.get(left_at=None), to=other.cohort)
    assert shared_by(ana, page.pk, 1).has_shared
    say_beside(other, page, ana, to=say_beside(other, page, stranger))
    assert StepProgress.objects.filter(step=page, enrollment__user=ana).exists()
