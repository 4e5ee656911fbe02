"""The test database: copied from a template, put back after transactional tests.

Migrating an empty database costs 10 to 40 seconds, so it is done once for each state of
the migrations; later runs copy the result: a file for SQLite, `CREATE DATABASE …
TEMPLATE` for PostgreSQL. Django's own flush after a transactional test takes a second
and leaves no Wagtail root page; `put_back` takes milliseconds and leaves the baseline.
"""

import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

TEMPLATES = Path(settings.BASE_DIR) / "var" / "test"
TEMPLATES_KEPT = 3
MAKING_A_TEMPLATE = 7  # names a lock of the server, for these runs only

# The rows of the baseline lie beside the tables, in a schema of their own.
REMEMBER = """
DO $$ DECLARE t text; BEGIN
  DROP SCHEMA IF EXISTS clean CASCADE;
  CREATE SCHEMA clean;
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE clean.%I AS TABLE public.%I', t, t);
  END LOOP;
END $$"""
# Foreign keys are checked at commit, so the order of tables does not matter.
PUT_BACK = """
DO $$ DECLARE t text; BEGIN
  SET LOCAL lock_timeout = '10s';
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'clean' LOOP
    EXECUTE format('DELETE FROM public.%I', t);
    EXECUTE format('INSERT INTO public.%I SELECT * FROM clean.%I', t, t);
  END LOOP;
END $$"""

_clean = sqlite3.connect(":memory:", check_same_thread=False)


def fingerprint() -> str:
    """Names the state of our migrations and of the packages that bring their own."""
    digest = hashlib.sha256(sys.version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        digest.update(app.label.encode())
        if Path(app.path).is_relative_to(settings.BASE_DIR):
            for file in sorted(Path(app.path, "migrations").glob("*.py")):
                digest.update(file.name.encode() + file.read_bytes())
    for package in sorted(f"{d.name} {d.version}" for d in distributions()):
        digest.update(package.encode())
    return digest.hexdigest()[:16]


@contextmanager
def own_database() -> Iterator[None]:
    """Point Django at a database of this run's own, filled with the baseline."""
    from lms.website.baseline import ensure_baseline

    with _sqlite() if connection.vendor == "sqlite" else _postgresql():
        ensure_baseline()
        remember()
        yield


def remember() -> None:
    """From now on `put_back` restores what stands now."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.backup(_clean)
    else:
        _execute(REMEMBER)


def put_back() -> None:
    """What a transactional test wrote goes; the baseline stands again."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _clean.backup(connection.connection)
    else:
        _execute(PUT_BACK)


@contextmanager
def _sqlite() -> Iterator[None]:
    template = TEMPLATES / f"{fingerprint()}.sqlite3"
    if not template.exists():
        TEMPLATES.mkdir(parents=True, exist_ok=True)
        draft = template.with_suffix(f".draft-{os.getpid()}")
        _migrate(str(draft))
        with closing(sqlite3.connect(draft)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
        draft.replace(template)
        _forget_old_templates()
    with tempfile.TemporaryDirectory(prefix="tributary-db-") as folder:
        shutil.copy(template, Path(folder) / "test.sqlite3")
        _use(str(Path(folder) / "test.sqlite3"))
        yield
        connection.close()


def _forget_old_templates() -> None:
    newest_first = sorted(
        TEMPLATES.glob("*.sqlite3"), key=lambda f: f.stat().st_mtime, reverse=True
    )
    for file in newest_first[TEMPLATES_KEPT:]:
        file.unlink(missing_ok=True)


@contextmanager
def _postgresql() -> Iterator[None]:
    template = f"tributary_template_{fingerprint()}"
    own = f"tributary_test_{os.getpid()}"
    with connection._nodb_cursor() as server:
        # Another run may be about to make the same template.
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING_A_TEMPLATE])
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if not server.fetchone():
            draft = f"tributary_draft_{os.getpid()}"
            server.execute(
                f"CREATE DATABASE {draft} ENCODING 'UTF8' TEMPLATE template0"
            )
            _migrate(draft)
            server.execute(f"ALTER DATABASE {draft} RENAME TO {template}")
        server.execute("SELECT pg_advisory_unlock(%s)", [MAKING_A_TEMPLATE])
        server.execute(f"CREATE DATABASE {own} TEMPLATE {template}")
        try:
            _use(own)
            yield
        finally:
            connection.close()
            connection.close_pool()
            server.execute(f"DROP DATABASE {own} WITH (FORCE)")


def _migrate(name: str) -> None:
    _use(name)
    call_command("migrate", verbosity=0, run_syncdb=True, interactive=False)
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def _use(name: str) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
