"""What every test stands on: no network, an own database, tasks run only when asked."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, TransactionTestCase

from lms.website import site
from tests import database, network, services
from tests.settling import Settle


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A database of this run's own; transactional tests leave its baseline behind."""
    own = database.own_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _: database.put_back()
        )
        with django_db_blocker.unblock():
            own.__enter__()
        yield
        with django_db_blocker.unblock():
            own.__exit__(None, None, None)


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """No network beyond this machine."""
    with network.only_this_machine():
        yield


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    """No test inherits another's rate limits, sessions, rendered pages or kept site."""
    yield
    site.forget()
    for alias in settings.CACHES:
        caches[alias].clear()


@pytest.fixture
def settle(db: None) -> Settle:
    """The one way for a test to let tasks run."""
    return Settle()


@pytest.fixture
def sign_in(db: None) -> Callable[[Any], Client]:
    """A browser in which somebody is signed in: `sign_in(learner).get("/me/")`."""

    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server of this run's own, for tests marked `redis`."""
    with services.or_skip(services.redis) as url:
        yield url


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Chromium last: its loop occupies the main thread that async tests need.

    On PostgreSQL only what depends on the database is worth a second run.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if connection.vendor == "postgresql":
        database_fixtures = {"db", "transactional_db", "django_db_setup"}
        pure = [
            item
            for item in items
            if item.get_closest_marker("pages")
            or (
                not item.get_closest_marker("django_db")
                and database_fixtures.isdisjoint(getattr(item, "fixturenames", ()))
            )
        ]
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if item not in pure]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: no collection of garbage looks through it again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say aloud what was not tested."""
    for line in sorted(
        {str(s.longrepr[2]) for s in terminalreporter.stats.get("skipped", [])}
    ):
        terminalreporter.write_line(
            f"NOT TESTED  {line.removeprefix('Skipped: ')}", red=True
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI whatever is skipped is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter and reporter.stats.get("skipped")
    if os.environ.get("CI") and skipped and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
