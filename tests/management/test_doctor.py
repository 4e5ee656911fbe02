"""What the doctor finds, and that it says how to mend it."""

import datetime as dt

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from credentials.actions.compromise import mark_compromised
from credentials.models import Issuer
from lms.core import clock
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


def examined(capsys):
    """What the doctor says, and its exit code."""
    try:
        call_command("doctor")
    except SystemExit as left:
        return capsys.readouterr().out, left.code
    return capsys.readouterr().out, 0


def test_a_healthy_site_is_told_so(capsys):
    assert examined(capsys) == ("Nothing is wrong.\n", 0)


def test_an_address_that_credentials_do_not_carry_is_found(capsys, settings):
    settings.CREDENTIALS_URL = "https://elsewhere.example.org"
    said, code = examined(capsys)
    assert code == 1
    assert Issuer.objects.get().origin in said
    assert "https://elsewhere.example.org" in said


def test_demo_accounts_are_found_where_demos_are_not_allowed(capsys, settings):
    settings.DEMO_ALLOWED = False
    someone = person("Demo Learner")
    someone.email = "learner@demo.invalid"
    someone.save()
    assert examined(capsys)[0].startswith("- 1 demo accounts are active")


def test_redis_that_does_not_answer_is_found(capsys, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    said, code = examined(capsys)
    assert (code, said.count("\n")) == (1, 1)
    assert "Start it, or leave REDIS_URL empty." in said


def test_work_that_nobody_does_is_found(capsys):
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="lms.core.tasks.deliver",
        backend_name="default",
        run_after=clock.now() - dt.timedelta(hours=1),
    )
    assert examined(capsys)[1] == 0
    DBTaskResult.objects.filter(pk=task.pk).update(
        enqueued_at=clock.now() - dt.timedelta(hours=1)
    )
    assert "Start a worker: manage.py run_worker" in examined(capsys)[0]


@pytest.mark.parametrize("algorithm", ["ed25519", "rs256"])
def test_an_issuer_without_an_active_key_is_found(capsys, algorithm):
    issuer = Issuer.objects.get()
    issuer.keys.filter(algorithm=algorithm).update(retired_at=clock.now())
    said, code = examined(capsys)
    assert code == 1
    assert f"manage.py issuer_key create {algorithm} --at-once" in said


def test_a_lost_signing_kek_is_found_and_withdrawing_mends_it(capsys, settings):
    settings.SIGNING_KEK = "YW5vdGhlciBrZXkgb2YgdGhpcnR5LXR3byBieXRlcyE="
    keys = list(Issuer.objects.get().keys.all())
    said, code = examined(capsys)
    assert code == 1
    assert all(f"SIGNING_KEK does not open {key.kid}" in said for key in keys)
    for key in keys:
        mark_compromised(key, by=None, reason="The key to the keys was lost.")
    assert examined(capsys) == ("Nothing is wrong.\n", 0)
