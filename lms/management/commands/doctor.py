"""`manage.py doctor`: what is wrong with this site, and how to mend it."""

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from credentials import signing
from credentials.models import Issuer
from credentials.models.issuing import Algorithm
from lms.accounts.models import User
from lms.core import clock

WAITING_TOO_LONG = dt.timedelta(minutes=10)
DEMO_ADDRESSES = "@demo.invalid"


class Command(BaseCommand):
    """Looks at what the site stands on. Changes nothing; exit code 1 if anything is wrong."""

    help = "Say what is wrong with this site and how to mend it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask every question; the database's only when it answers at all."""
        complaints = [*places(), *helpers(), *database()]
        if not complaints:
            complaints = [*records(), *work()]
        for complaint in complaints:
            self.stdout.write(f"- {complaint}")
        if complaints:
            raise SystemExit(1)
        self.stdout.write("Nothing is wrong.")


def places() -> Iterator[str]:
    """Folders that the site writes to."""
    for folder in (settings.VAR, settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        if folder.exists() and not os.access(folder, os.W_OK):
            yield f"{folder} cannot be written. Give it to the account that runs the site."


def helpers() -> Iterator[str]:
    """Servers beside the database."""
    if not settings.REDIS_URL:
        return
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3).ping()
    except redis.RedisError as error:
        yield f"Redis does not answer ({error}). Start it, or leave REDIS_URL empty."


def database() -> Iterator[str]:
    """Whether it answers, and whether its tables are the code's."""
    try:
        executor = MigrationExecutor(connection)
    except Error as error:
        sentence = str(error).strip().splitlines()[0]
        yield f"The database does not answer ({sentence}). Start it, or mend DATABASE_URL."
        return
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        yield f"{waiting} migrations wait. Run: manage.py migrate"


def records() -> Iterator[str]:
    """Rows that do not fit the settings."""
    for issuer in Issuer.objects.exclude(origin=settings.CREDENTIALS_URL):
        yield (
            f"The issuer {issuer.name} signs as {issuer.did}, at {issuer.origin}, but "
            f"CREDENTIALS_URL is {settings.CREDENTIALS_URL}. Set it back, or keep "
            f"{issuer.origin} answering: credentials out there point to it."
        )
    yield from keys()
    demo = User.objects.filter(email__endswith=DEMO_ADDRESSES, is_active=True).count()
    if demo and not settings.DEMO_ALLOWED:
        yield (
            f"{demo} demo accounts are active here, with one password for all. "
            "Deactivate them in the CMS, or start from an empty database."
        )


def keys() -> Iterator[str]:
    """Issuers that cannot sign."""
    for issuer in Issuer.objects.all():
        active = {key.algorithm: key for key in issuer.keys.active()}
        for algorithm in Algorithm:
            if algorithm not in active:
                yield (
                    f"{issuer.name} has no active {algorithm.label} key. Run: "
                    f"manage.py issuer_key create {algorithm} --at-once"
                    + (f" --issuer {issuer.slug}" if issuer.slug else "")
                )
        for key in [*active.values(), *issuer.keys.waiting()]:
            if not signing.opens(key.key_id):
                yield (
                    f"SIGNING_KEK does not open {key.kid} of {issuer.name}. Set it "
                    "back; if it is lost for good, withdraw the key: "
                    "docs/how-to/a-key-was-stolen.md"
                )


def work() -> Iterator[str]:
    """Background tasks: is anybody doing them?"""
    since = clock.now() - WAITING_TOO_LONG
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=since).count()
    if late:
        yield f"{late} tasks have waited over 10 minutes. Start a worker: manage.py run_worker"
    failed = DBTaskResult.objects.failed().count()
    if failed:
        yield f"{failed} tasks failed for good. Their reasons stand in the log."
