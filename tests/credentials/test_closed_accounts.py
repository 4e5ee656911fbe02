"""Whoever closed their account: nothing waits for them, and nothing is granted to them."""

import pytest

from courses.actions.enrollment import enroll
from courses.actions.progress import complete_step
from courses.models import LessonPage
from credentials import tasks
from credentials.actions import ensure_sign_off, grant_award
from credentials.actions.bulk import MANY, sign_chunk, waiting_from
from credentials.actions.erasure import withdraw_everything
from credentials.errors import NobodyToName
from credentials.models import Award, AwardDocument
from lms.accounts.actions import anonymize_user
from tests.credentials.conftest import finish, make_person


def close(person, *, keeps=False):
    return anonymize_user(person, by=person, keeps_credentials=keeps)


@pytest.fixture
def unsigned(learner, course):
    """An award that the worker has not come to."""
    return finish(learner, course)


def test_nothing_is_left_to_sign_of_somebody_who_withdrew_everything(
    unsigned, learner, settle
):
    close(learner)
    tasks.sign_award.call(unsigned.pk)
    settle()
    assert not AwardDocument.objects.exists()
    unsigned.refresh_from_db()
    assert sign_chunk([unsigned]) == 0
    assert not waiting_from(unsigned).exists()


def test_others_who_wait_are_signed_around_them(learner, course, unsigned, settle):
    others = [finish(make_person(), course) for _ in range(MANY)]
    close(learner)
    settle()
    assert not unsigned.documents.exists()
    assert all(award.documents.exists() for award in others)


def test_what_was_kept_is_signed_all_the_same(unsigned, learner, settle):
    close(learner, keeps=True)
    settle()
    assert unsigned.documents.count() == 1


@pytest.mark.parametrize("ending", ["", ".json", ".jwt", ".png", ".svg", ".pdf"])
def test_a_file_of_what_was_emptied_is_gone_and_nobody_waits_for_it(
    client, sign_in, unsigned, learner, ending
):
    path = f"/credentials/{unsigned.public_id}{ending}"
    kind = {"accept": "application/vc+ld+json"}
    holder = sign_in(learner)
    assert holder.get(path, headers=kind).status_code == 503
    withdraw_everything(learner)
    answer = holder.get(path, headers=kind)
    assert (answer.status_code, "Retry-After" in answer) == (410, False)
    assert "withdrew this credential" in answer.text
    close(learner)
    assert client.get(path, headers=kind).status_code == 404


def test_nothing_is_granted_to_a_closed_account(learner, course, admin):
    task = ensure_sign_off(
        "capstone",
        name="The portfolio",
        description="One cycle.",
        criteria="All lines met.",
        task="The rubric.",
        minutes=210,
    )
    close(learner, keeps=True)
    for achievement, by in ((course.achievement, None), (task, admin)):
        with pytest.raises(NobodyToName):
            grant_award(achievement, to=learner, by=by)
    assert not Award.objects.exists()


def test_a_completion_that_comes_late_stands_without_a_badge(learner, course):
    enrollment = enroll(course, by=learner)
    close(learner, keeps=True)
    for pk in enrollment.plan.step_ids:
        complete_step(enrollment, step=LessonPage.objects.get(pk=pk), kind="viewed")
    enrollment.refresh_from_db()
    assert enrollment.completed_at is not None
    assert not Award.objects.exists()
