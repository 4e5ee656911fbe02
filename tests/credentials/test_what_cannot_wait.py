"""What the world must learn at once goes first, and one broken key holds up no other."""

import pytest
from django_tasks_db.models import DBTaskResult

from credentials import tasks
from credentials.actions import (
    ensure_issuer,
    publish_status_lists,
    revoke_award,
)
from credentials.actions.compromise import mark_compromised
from credentials.actions.issuers import create_issuer
from credentials.actions.status import open_status_list
from credentials.models import PublishedDocument, SigningKey
from lms.core.tasks import URGENT
from tests.credentials.conftest import finish


@pytest.fixture
def queue(db, settings):
    """The queue that sites use, in the worker's order."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return lambda: [
        row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.ready()
    ]


def test_a_theft_and_a_revocation_go_before_signing_and_that_before_mails(
    queue, learner, course, admin
):
    award = finish(learner, course)
    issuer = ensure_issuer()
    revoke_award(award, by=admin, reason="Issued to the wrong person")
    key = issuer.keys.active().get(algorithm="ed25519")
    mark_compromised(key, by=admin, reason="A laptop was stolen.")
    waiting = queue()
    assert set(waiting[:2]) == {"sign_again", "publish_status"}
    assert waiting[2] == "sign_award"
    assert "deliver" in waiting[3:]


def test_what_is_tried_again_keeps_its_place(queue):
    tasks.publish_status.func(10**6)
    again = DBTaskResult.objects.get()
    assert again.args_kwargs["kwargs"] == {"attempt": 2}
    assert again.priority == URGENT


def test_an_issuer_whose_key_does_not_open_holds_up_no_other(badge, admin, caplog):
    ours = badge.status_list
    broken = ours.issuer.keys.active().get(algorithm="ed25519")
    other = create_issuer("partner", name="A partner", by=admin)
    theirs = open_status_list(other)
    spoiled = PublishedDocument.objects.filter(url__in=[theirs.url, ours.url])
    assert spoiled.update(body="spoiled") == 2
    SigningKey.objects.filter(pk=broken.pk).update(private_encrypted=b"x" * 60)
    publish_status_lists()
    assert "spoiled" not in PublishedDocument.objects.body_at(theirs.url)
    assert PublishedDocument.objects.body_at(ours.url) == "spoiled"
    assert f"{ours.url} was not published" in caplog.text
