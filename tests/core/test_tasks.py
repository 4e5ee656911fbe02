"""Background work that is tried again, and never lost."""

import datetime as dt

import pytest
from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from courses.events import CohortOpened
from lms.core import clock
from lms.core.tasks import BACK_OFF_SECONDS, deliver, reliable_task, requeue_stale

WORDS = []


@reliable_task(max_attempts=3)
def stumble(word):
    """Fails however often it is tried."""
    WORDS.append(word)
    raise ValueError(word)


@reliable_task()
def say(word):
    """Says it."""
    WORDS.append(word)


@pytest.fixture(autouse=True)
def silence():
    WORDS.clear()


@pytest.fixture
def queue(db, settings):
    """The queue that sites use: rows of the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects.order_by("enqueued_at")


def work_off(row):
    """What the worker does with one row."""
    args, kwargs = row.args_kwargs["args"], row.args_kwargs["kwargs"]
    row.task.func(*args, **kwargs)


def test_a_task_is_a_row_that_goes_with_its_transaction(queue):
    with pytest.raises(ValueError), transaction.atomic():
        say.enqueue("hello")
        raise ValueError
    assert not queue.exists()
    with transaction.atomic():
        say.enqueue("hello")
    assert queue.get().status == TaskResultStatus.READY
    assert WORDS == []


def test_a_failing_task_is_tried_again_with_growing_pauses_then_left(queue):
    stumble.enqueue("ouch")
    for attempt in (1, 2):
        work_off(queue.last())
        again = queue.last()
        assert again.args_kwargs["kwargs"]["attempt"] == attempt + 1
        pause = (again.run_after - clock.now()).total_seconds()
        assert abs(pause - BACK_OFF_SECONDS[attempt - 1]) < 5
    with pytest.raises(ValueError):
        work_off(queue.last())
    assert queue.count() == 3
    assert WORDS == ["ouch"] * 3


def test_pauses_grow():
    assert list(BACK_OFF_SECONDS) == sorted(set(BACK_OFF_SECONDS))


def test_what_a_killed_worker_left_running_is_put_back(queue):
    rows = [say.enqueue(w) and queue.last() for w in ("old", "fresh", "done")]
    old, fresh, done = (DBTaskResult.objects.filter(pk=r.pk) for r in rows)
    hour = clock.now() - dt.timedelta(hours=1)
    old.update(status=TaskResultStatus.RUNNING, started_at=hour)
    fresh.update(status=TaskResultStatus.RUNNING, started_at=clock.now())
    done.update(status=TaskResultStatus.SUCCESSFUL, started_at=hour)
    assert requeue_stale() == 1
    assert old.get().status == TaskResultStatus.READY
    assert fresh.get().status == TaskResultStatus.RUNNING
    assert done.get().status == TaskResultStatus.SUCCESSFUL
    assert requeue_stale() == 0


def hear(event):
    """An echo."""
    WORDS.append(event)


def test_an_echo_is_told_by_a_task(queue):
    deliver.enqueue(f"{__name__}:hear", "courses.events:CohortOpened", {"cohort_id": 5})
    work_off(queue.get())
    assert [CohortOpened(cohort_id=5)] == WORDS


def test_in_tests_a_task_runs_after_the_commit_and_not_before(settle, db):
    say.enqueue("hello")
    assert WORDS == []
    settle()
    assert WORDS == ["hello"]
