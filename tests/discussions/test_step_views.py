"""Steps that are talk: reflections, sharing, and what is still to do."""

import uuid

from courses.models import ModulePage
from discussions.models import Reflection
from tests.factories.discussions import discussion_step, practice_step

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


def test_sharing_from_the_step_finishes_it(clients, room, course):
    page = practice_step(ModulePage.objects.child_of(course).first())
    values = posted(step=page.pk, back="step")
    response = clients["member"].post(f"/discussions/{room.pk}/posts/", values)
    assert response["Location"] == page.url
    after = clients["member"].get(page.url).text
    assert "This step is done" in after


def test_a_discussion_step_says_what_is_still_to_do(clients, room, course):
    page = discussion_step(ModulePage.objects.child_of(course).first())
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
