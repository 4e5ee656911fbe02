"""A learner, a course and their browsers."""

import pytest

from tests.factories.accounts import author as make_author
from tests.factories.accounts import person
from tests.factories.accounts import superuser as make_superuser
from tests.factories.courses import course_with_steps, enroll, steps_of


@pytest.fixture
def learner(db):
    return person("Lou Learner")


@pytest.fixture
def author(db):
    return make_author()


@pytest.fixture
def course(db):
    """Two lessons."""
    return course_with_steps(2)


@pytest.fixture
def steps(course):
    return steps_of(course)


@pytest.fixture
def enrollment(learner, course):
    return enroll(learner, course)


@pytest.fixture
def superuser(db, sign_in):
    """The browser of somebody who may do everything."""
    return sign_in(make_superuser())
