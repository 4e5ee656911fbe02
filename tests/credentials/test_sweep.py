"""The nightly sweep: it finds nothing, and when it does, it says so."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentials.actions import sweep_awards
from credentials.actions.evaluating import evaluate
from credentials.actions.sweeping import NIGHTS, missed, rules_in_force
from credentials.models import Award
from credentials.models.achievements import Kind
from credentials.rules.compiled import compiled
from credentials.rules.everybody import Asked, newly_met
from credentials.rules.groups import Group
from lms.core import clock
from lms.core.models import EventRecord
from tests.credentials.conftest import finish, make_course, make_person, make_program


@pytest.fixture
def earned(learner):
    """Two courses finished, and the certificate that they make."""
    courses = [make_course(), make_course()]
    make_program(("Core", [c.achievement for c in courses]))
    for course in courses:
        finish(learner, course)
    return Award.objects.get(achievement__kind=Kind.CERTIFICATE)


def found():
    return [r.payload for r in EventRecord.objects.filter(name="SweepFound")]


def test_a_sweep_finds_nothing_and_says_nothing(earned, caplog):
    for night in range(NIGHTS):
        with clock.at(clock.now() + dt.timedelta(days=night)):
            assert sweep_awards() == 0
    assert found() == []
    assert caplog.records == []


def test_what_was_missed_is_granted_logged_with_ids_and_told(earned, learner, caplog):
    rule = earned.rule
    earned.delete()
    assert sweep_awards() == 1
    award = Award.objects.get(achievement__kind=Kind.CERTIFICATE)
    assert award.basis["counted"]
    assert found() == [{"granted": 1, "doubtful": 0}]
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.args == (learner.pk, rule.pk, award.pk)
    assert sweep_awards() == 0


def test_every_award_is_replayed_within_thirty_nights(earned, caplog):
    earned.basis["counted"] = []
    earned.save()
    for night in range(NIGHTS):
        with clock.at(clock.now() + dt.timedelta(days=night)):
            assert sweep_awards() == 0
    assert found() == [{"granted": 0, "doubtful": 1}]
    assert [record.args for record in caplog.records] == [(earned.pk,)]


def test_everybody_is_evaluated_with_two_queries(earned, django_assert_num_queries):
    finish(make_person(), make_course())
    with django_assert_num_queries(2):
        assert missed(rules_in_force()) == []


def test_everybody_in_memory_is_everybody_one_by_one():
    rules = [
        Asked(1, 101, compiled((Group("A", (1, 2)),))),
        Asked(2, 102, compiled((Group("B", (2, 3, 4), 2),))),
        Asked(3, 103, compiled((Group("C", (101, 4), 1),))),
    ]
    pairs = [(7, 1), (7, 2), (8, 2), (8, 3), (8, 102), (9, 4), (9, 101), (9, 2)]
    assert sorted(newly_met(rules, pairs)) == [(7, 1), (9, 2), (9, 3)]


def test_a_completion_asks_only_the_rules_that_name_its_achievement(learner, settle):
    course = make_course()
    mine = make_program(("Core", [course.achievement, make_course().achievement]))
    others = [make_program(("Core", [make_course().achievement])) for _ in range(4)]
    finish(learner, course)
    with CaptureQueriesContext(connection) as captured:
        assert evaluate(learner.pk, achievement_id=course.achievement.pk) == []
    assert (
        len(captured) <= 5
    )  # the savepoint, its release, the person, the rules, what is held
    asked = [q["sql"] for q in captured if "credentials_award" in q["sql"]]
    assert len(asked) == 1
    for page in others:
        leaf = page.achievement.rules.get().groups[0].leaves[0]
        assert f" {leaf}," not in asked[0]
        assert f"({leaf}," not in asked[0]
    assert str(mine.achievement.rules.get().groups[0].leaves[1]) in asked[0]
