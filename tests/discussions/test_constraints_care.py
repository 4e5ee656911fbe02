"""The database is the last judge: decisions, appeals, lines and notes."""

import pytest

from discussions.models import (
    Appeal,
    Discussion,
    HandOver,
    ModerationAction,
    Nudge,
    Restriction,
)
from lms.core import clock
from tests.factories.refusals import refuses


@pytest.fixture
def line(room, ana, hanne):
    return ModerationAction.objects.create(
        discussion=room, moderator=hanne, member=ana, verb="hide"
    )


def test_a_decision_is_of_a_room_or_says_how_far_it_goes(room):
    with refuses("moderation_somewhere"):
        ModerationAction.objects.create(verb="ban")
    assert ModerationAction.objects.create(verb="ban", scope="site")


def test_a_decision_is_taken_back_once(line, hanne):
    from django.db import IntegrityError, transaction

    ModerationAction.objects.create(scope="site", verb="show", undoes=line)
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationAction.objects.create(scope="site", verb="show", undoes=line)


def test_a_decision_is_appealed_once_and_dated_when_decided(line, ana, hanne):
    from django.db import IntegrityError, transaction

    Appeal.objects.create(action=line, by=ana, words="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(action=line, by=ana, words="x")
    for changes in ({"state": "granted"}, {"decided_at": clock.now()}):
        with refuses("appeal_decided_iff_not_open"):
            Appeal.objects.update(**changes)
    with refuses("appeal_not_decided_by_oneself"):
        Appeal.objects.update(state="granted", decided_at=clock.now(), decided_by=ana)
    with refuses("appeal_state_known"):
        Appeal.objects.update(state="?", decided_at=clock.now())


def test_nobody_writes_a_friendly_line_to_themselves(room, hanne):
    with refuses("nudge_somebody_else"):
        Nudge.objects.create(discussion=room, to=hanne, by=hanne, words="x")


def test_a_note_is_taken_by_somebody_at_some_time(room, hanne, ana):
    left = HandOver.objects.create(discussion=room, by=hanne, note="x")
    for changes in ({"taken_by": ana}, {"taken_at": clock.now()}):
        with refuses("hand_over_taken_by_somebody"):
            HandOver.objects.filter(pk=left.pk).update(**changes)


def test_a_restriction_is_of_one_room_or_of_a_community(room, ana):
    with refuses("restriction_of_one_room_or_community"):
        Restriction.objects.create(
            user=ana, kind="mute", discussion=room, audience="school:1"
        )
    assert Discussion.objects.filter(pk=room.pk).exists()
