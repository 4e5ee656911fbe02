"""Background work that is never lost: a row in the transaction of the fact it follows."""

import datetime as dt
import functools
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task

from lms.core import clock
from lms.core.events import find, rebuild

log = logging.getLogger("tributary.tasks")
BACK_OFF_SECONDS = (5, 30, 120, 600)
# Before Wagtail's indexing, which a fresh demo leaves a thousand tasks of.
AHEAD = 10
# Before mails and the echoes of events: what somebody waits for on their screen.
SOON = 20
# Before everything: until it has run, the world trusts what it must not, or the reverse.
URGENT = 30


class OnCommitBackend(ImmediateBackend):
    """For tests: a task runs at once when its transaction commits, never before.

    It stands above the tasks of this module: the first of them asks for it.
    """

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Validate now, run on commit."""
        self.validate_task(task)
        made: list[Any] = []
        run = super().enqueue
        transaction.on_commit(lambda: made.append(run(task, args, kwargs)))
        return made[0] if made else None


def reliable_task(
    max_attempts: int = 5, priority: int = AHEAD
) -> Callable[[Callable[..., object]], Any]:
    """A task that is tried again with growing pauses; its arguments are JSON.

    Of those that wait, the worker takes the one with the highest `priority` first.

    The function must be safe to run twice. What fails `max_attempts` times is left as a
    failed row, logged, and listed in the CMS.
    """

    def wrap(function: Callable[..., object]) -> Any:
        @functools.wraps(function)
        def run(*args: Any, attempt: int = 1, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except Exception:
                if attempt >= max_attempts or not made.get_backend().supports_defer:
                    raise
                pause = BACK_OFF_SECONDS[min(attempt, len(BACK_OFF_SECONDS)) - 1]
                log.warning(
                    "%s failed, attempt %s; again in %s s",
                    function.__qualname__, attempt, pause, exc_info=True,
                )  # fmt: skip
                later = made.using(run_after=clock.now() + dt.timedelta(seconds=pause))
                later.enqueue(*args, attempt=attempt + 1, **kwargs)

        made: Task[Any, Any] = task(priority=priority)(run)
        return made

    return wrap


@reliable_task()
def deliver(hear: str, event: str, values: dict[str, Any]) -> None:
    """Tell one echo of one event."""
    find(hear)(rebuild(event, values))


def requeue_stale(after: dt.timedelta = dt.timedelta(minutes=15)) -> int:
    """Put tasks back that a killed worker left running; how many there were."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    stale = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=clock.now() - after
    )
    return stale.update(status=TaskResultStatus.READY, started_at=None)
