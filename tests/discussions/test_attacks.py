"""What a hostile or clumsy person sends to the rooms."""

import pytest

from courses.models import ModulePage
from discussions.models import ModerationAction, Post
from tests.discussions.test_views import clients, posted
from tests.factories.discussions import practice_step

__all__ = ["clients"]


def test_an_address_that_no_database_holds_is_404(clients):
    for path in (
        "/steps/{}/discussion/",
        "/discussions/{}/",
        "/posts/{}/",
        "/cohorts/{}/desk/",
    ):
        assert clients["root"].get(path.format("9" * 25)).status_code == 404


def test_a_reason_that_cannot_be_stored_is_none(clients, room):
    desk = f"/cohorts/{room.cohort_id}"
    clients["facilitator"].post(f"{desk}/lock/", {"reason": "Too\x00 loud"})
    assert ModerationAction.objects.get().reason == ""


@pytest.mark.parametrize("body", ["\u200b\u200b", "\u2060 \u200d", "\u3164", "\u2800"])
def test_nothing_to_see_shares_nothing(clients, room, course, body):
    step = practice_step(ModulePage.objects.child_of(course).get())
    answer = clients["member"].post(
        f"/discussions/{room.pk}/posts/", posted(body, step=step.pk)
    )
    assert answer.status_code == 422
    assert not Post.objects.exists()
