"""Moving to a livelier group: who may, where to, and what stays behind."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from courses.actions.cohorts import ensure_series, join
from courses.models import CohortMembership
from discussions.actions import rolling as actions
from discussions.errors import MayNotPost
from discussions.errors_rolling import MovedLately, NoLivelierRoom
from discussions.models import (
    Restriction,
)
from discussions.pages.shares import shared_by
from lms.core import clock
from tests.factories.accounts import person, superuser
from tests.factories.courses import enroll
from tests.factories.discussions import (
    discussion_step,
    hello,
    learners,
    say,
    say_beside,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


# Moving to a livelier group


@pytest.fixture
def quiet(opened):
    return opened("Maple")


@pytest.fixture
def lively(quiet, opened):
    return opened("Alder", learners=6, active=6)


def test_a_learner_of_a_quiet_room_sees_a_line_and_moves(quiet, lively, sign_in):
    ana = learners(quiet)[0]
    post = say(hello(quiet), ana, "I was here")
    browser = sign_in(ana)
    url = reverse("discussions:livelier", args=[quiet.pk])
    assert url in browser.get(f"/discussions/{quiet.pk}/").content.decode()
    page = browser.get(url).content.decode()
    assert "Cohort Alder has 6 learners. 6 people wrote in the last 14 days." in page
    assert "What you wrote stays in Cohort Maple" in page
    for _ in range(2):  # pressed twice
        done = browser.post(url, {"to": lively.pk})
        assert done.status_code == 303
        assert done["Location"] == f"/discussions/{lively.pk}/"
    assert ana in learners(lively)
    post.refresh_from_db()
    assert post.discussion == quiet
    assert browser.get(f"/discussions/{quiet.pk}/").status_code == 404


def test_where_there_is_none_the_page_says_so(quiet, opened, sign_in):
    opened("Alder", learners=3, active=3)
    browser = sign_in(learners(quiet)[0])
    url = reverse("discussions:livelier", args=[quiet.pk])
    page = browser.get(url).content.decode()
    assert "No other group of these courses is livelier" in page
    assert "Every night we look whether two quiet groups would make one" in page
    assert browser.post(url, {"to": quiet.pk}).status_code == 409


def test_nobody_moves_across_communities(quiet, opened, course):
    school = ensure_series([course], name="A series", audience="school:1")
    there = opened(into=school, learners=6, active=6)
    for one, room, to in (
        (learners(quiet)[0], quiet, there),
        (learners(there)[0], there, quiet),
    ):
        with pytest.raises(NoLivelierRoom):
            actions.move_to_livelier(room, by=one, to=to.pk)


def test_from_a_lively_room_one_moves_once_in_14_days(opened):
    first = opened(learners=5, active=4)
    second = opened(learners=6, active=6)
    third = opened(learners=8, active=8)
    ana = learners(first)[4]
    actions.move_to_livelier(first, by=ana, to=third.pk)
    fourth = opened(learners=9, active=9)
    with pytest.raises(MovedLately):
        actions.move_to_livelier(third, by=ana, to=fourth.pk)
    CohortMembership.objects.filter(user=ana, left_at__isnull=False).update(
        left_at=clock.now() - 15 * DAY
    )
    assert actions.move_to_livelier(third, by=ana, to=fourth.pk) == fourth
    assert ana not in learners(second)


@pytest.mark.parametrize(
    ("who", "status"),
    [("learner", 200), ("facilitator", 404), ("root", 404), ("stranger", 404)],
)
def test_only_learners_of_the_room_move_this_way(quiet, lively, sign_in, who, status):
    people = {
        "learner": learners(quiet)[0], "facilitator": person(), "root": superuser(),
        "stranger": person(),
    }  # fmt: skip
    join(quiet.cohort, user=people["facilitator"], role="facilitator")
    browser = sign_in(people[who])
    url = reverse("discussions:livelier", args=[quiet.pk])
    assert browser.get(url).status_code == status
    moved = browser.post(url, {"to": lively.pk})
    assert moved.status_code == (303 if status == 200 else 404)


@pytest.mark.parametrize("kind", ["mute", "ban"])
def test_nobody_leaves_a_restriction_behind_by_moving(quiet, lively, kind):
    ana = learners(quiet)[0]
    held = Restriction.objects.create(user=ana, discussion=quiet, kind=kind)
    with pytest.raises((MayNotPost, PermissionDenied)):
        actions.move_to_livelier(quiet, by=ana, to=lively.pk)
    held.discussion = lively
    held.save()
    with pytest.raises(NoLivelierRoom):
        actions.move_to_livelier(quiet, by=ana, to=lively.pk)


def test_progress_of_sharing_moves_along(quiet, lively, course):
    ana = learners(quiet)[0]
    enroll(ana, course)
    step = discussion_step(course.get_first_child().specific)
    say_beside(quiet, step, ana, "My answer")
    actions.move_to_livelier(quiet, by=ana, to=lively.pk)
    assert shared_by(ana, step.pk, 1).has_shared
