"""Moderators who decide at the same moment: one wins, the others are told."""

import pytest

from courses.actions.cohorts import join
from discussions.actions.flags import flag_post, resolve_flag
from discussions.actions.hiding import hide_post
from discussions.actions.undoing import undo
from discussions.errors_care import AlreadyResolved, UndoneAlready
from discussions.models import Flag, ModerationAction
from tests.concurrency.test_numbers import THREADS, race
from tests.factories.accounts import person
from tests.factories.discussions import lounge, say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def moderated():
    """A room with eight facilitators, and a post in it."""
    ana, ben = person("Ana"), person("Ben")
    room = lounge(ana, ben)
    moderators = [person() for _ in range(THREADS)]
    for user in moderators:
        join(room.cohort, user=user, role="facilitator")
    return say(room, ana), ben, moderators


def outcome(deed, refusal):
    """Whether a deed was done, or refused for that reason."""
    try:
        deed()
    except refusal:
        return False
    return True


def test_one_of_eight_decides_a_flag(moderated):
    post, ben, moderators = moderated
    flag = flag_post(post, by=ben, reason="unkind")

    def decide(n):
        return outcome(
            lambda: resolve_flag(flag, by=moderators[n], uphold=n % 2 == 0, reason="x"),
            AlreadyResolved,
        )

    assert sum(race(decide)) == 1
    lines = ModerationAction.objects.filter(verb__in=("uphold", "dismiss"))
    assert lines.get().moderator == Flag.objects.get().resolved_by


def test_one_of_eight_takes_a_decision_back(moderated):
    post, _ben, moderators = moderated
    hide_post(post, by=moderators[0], reason="x")
    line = ModerationAction.objects.get()

    def take_back(n):
        return outcome(lambda: undo(line, by=moderators[n], reason="x"), UndoneAlready)

    assert sum(race(take_back)) == 1
    assert ModerationAction.objects.filter(undoes=line).count() == 1
    post.refresh_from_db()
    assert post.state == "visible"
