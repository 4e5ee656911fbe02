"""Each constraint refuses the row that it is there for."""

import pytest
from django.db import IntegrityError, transaction

from lms.accounts.models import User
from tests.factories.refusals import constraints, refuses


def test_an_address_is_stored_in_lower_case(learner):
    with refuses("user_email_lower_case"):
        User.objects.filter(pk=learner.pk).update(email="Lou@Example.org")


@pytest.mark.parametrize("field", ["email", "public_id"])
def test_an_address_and_a_public_id_belong_to_one_person(field, learner, administrator):
    taken = {field: getattr(learner, field)}
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=administrator.pk).update(**taken)


def test_every_constraint_of_these_apps_is_tried_here():
    assert set(constraints("accounts", "core")) == {"user_email_lower_case"}
