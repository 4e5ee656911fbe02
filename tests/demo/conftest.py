"""The demo, loaded once for this folder and taken away with its transaction."""

import pytest
from django.db import transaction

from lms.demo.build import build
from tests.settling import Settle


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo's people by key, on a site that has lived for a month."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = build()
        Settle()()
        yield people
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo, db):
    """The demo, in a test that may write."""
    return demo
