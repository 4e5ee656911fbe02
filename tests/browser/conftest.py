"""Journeys in Chromium against the real application, served by a thread of this run."""

import importlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.test import Client, override_settings
from playwright.sync_api import BrowserContext, Page

from tests import database, services
from tests.browser import parents

START_SECONDS = 20
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder drives Chromium."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """The system's Chromium, which makes no connection of its own."""
    try:
        program = services.chromium()
    except services.Missing as missing:
        pytest.skip(str(missing))
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": program, "args": flags}


@pytest.fixture(scope="session")
def parents_program(django_db_setup: None, django_db_blocker: Any) -> None:
    """Real courses, for this and all later tests; nothing else runs after Chromium."""
    # Playwright's loop runs in this thread, where Django would refuse its queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with django_db_blocker.unblock():
        parents.build()
        database.remember()


@pytest.fixture(scope="session")
def base_url(parents_program: None) -> Iterator[str]:
    """Where the site answers: `page.goto("/")` is relative to it."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    url = f"http://localhost:{door.getsockname()[1]}"
    addresses = {
        "SITE_URL": url,
        "SOCKET_ORIGINS": [url],
        "CSRF_TRUSTED_ORIGINS": [url],
    }
    with override_settings(**addresses), served(door):
        yield url


@contextmanager
def served(door: socket.socket) -> Iterator[None]:
    """The application in a thread, on a socket that is bound already."""
    # Origins are taken when the routes are made.
    importlib.reload(importlib.import_module("discussions.routing"))
    application = importlib.reload(importlib.import_module("lms.asgi")).application
    config = uvicorn.Config(
        ASGIStaticFilesHandler(application),
        ws="websockets-sansio",
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [door]}, daemon=True
    )
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the site does not start"
    yield
    server.should_exit = True
    thread.join(START_SECONDS)


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What a test writes is committed, so that the site's threads see it."""


@pytest.fixture
def enter(context: BrowserContext, base_url: str) -> Callable[[Any], None]:
    """Sign somebody in without the form: `enter(learner)`, then `page.goto("/me/")`."""

    def signed_in(user: Any, into: BrowserContext = context) -> None:
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        into.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": base_url}]
        )

    return signed_in


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with what axe-core finds wrong on the page."""

    def look(page: Page) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return look
