"""What a hostile or clumsy person sends to the rooms."""

import uuid

import pytest

from courses.models import ModulePage
from discussions.models import ModerationAction, Post
from tests.factories.discussions import practice_step


def test_an_address_that_no_database_holds_is_404(sign_in, root):
    browser = sign_in(root)
    for path in (
        "/steps/{}/discussion/",
        "/discussions/{}/",
        "/posts/{}/",
        "/cohorts/{}/desk/",
    ):
        assert browser.get(path.format("9" * 25)).status_code == 404, path


def test_a_reason_that_cannot_be_stored_is_none(sign_in, hanne, room):
    address = f"/cohorts/{room.cohort_id}/lock/"
    sign_in(hanne).post(address, {"reason": "Too\x00 loud"})
    assert ModerationAction.objects.get().reason == ""


@pytest.mark.parametrize("body", ["\u200b\u200b", "\u2060 \u200d", "\u3164", "\u2800"])
def test_nothing_to_see_shares_nothing(sign_in, ana, room, course, body):
    step = practice_step(ModulePage.objects.child_of(course).get())
    answer = sign_in(ana).post(
        f"/discussions/{room.pk}/posts/",
        {"body": body, "client_id": uuid.uuid4(), "step": step.pk},
    )
    assert answer.status_code == 422
    assert not Post.objects.exists()
