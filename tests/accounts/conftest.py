"""People with several rights, and their browsers."""

import pytest

from tests.factories import accounts


@pytest.fixture
def learner(db):
    return accounts.person("Lou Learner")


@pytest.fixture
def administrator(db):
    return accounts.administrator()


@pytest.fixture
def superuser(db):
    return accounts.superuser()
