"""The back office of the rooms: to look at, not to change."""

import pytest

from courses.models import StepPage
from discussions.actions.flags import flag_post
from discussions.actions.hiding import hide_post
from tests.factories.accounts import administrator, author
from tests.factories.discussions import say, say_beside

pytestmark = pytest.mark.pages


@pytest.mark.parametrize(
    ("who", "sees"), [(administrator, True), (author, False)]
)  # fmt: skip
def test_who_reads_the_log_and_the_flags(thread, ana, ben, hanne, sign_in, who, sees):
    post = say(thread, ana, "canary")
    flag_post(post, by=ben, reason="unkind")
    hide_post(post, by=hanne, reason="Names a child")
    client = sign_in(who())
    for address, words in (("moderation", "Names a child"), ("flags", "unkind")):
        response = client.get(f"/cms/{address}/", follow=True)
        assert (words in response.text) is sees
        assert "canary" not in response.text


@pytest.mark.parametrize("deed", ["new/", "edit/{}/", "delete/{}/"])
def test_nobody_changes_the_log(thread, ana, hanne, sign_in, deed):
    hide_post(say(thread, ana), by=hanne, reason="x")
    line = thread.discussion.moderation.get()
    client = sign_in(administrator())
    client.post("/cms/moderation/" + deed.format(line.pk), {"reason": "Another"})
    line.refresh_from_db()
    assert line.reason == "x"
    assert thread.discussion.moderation.count() == 1


def test_a_step_beside_which_people_wrote_is_not_deleted(room, step, ana, sign_in):
    say_beside(room, step, ana)
    client = sign_in(author())
    for address in (
        f"/cms/pages/{step.pk}/delete/",
        f"/cms/bulk/wagtailcore/page/delete/?id={step.pk}",
    ):
        client.post(address)
        assert StepPage.objects.filter(pk=step.pk).exists()
