"""What a facilitator signs off, and who may."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from courses.actions.cohorts import ensure_series, join, open_cohort
from credentials.actions import ensure_sign_off, grant_award
from credentials.models import Achievement, Award
from lms.core import clock
from tests.credentials.conftest import finish, make_person, make_program
from tests.credentials.test_awards import badge_of, certificates_of

pytestmark = pytest.mark.pages


@pytest.fixture
def capstone(db):
    return ensure_sign_off(
        "capstone",
        name="The coaching portfolio",
        description="One real coaching cycle, honestly told.",
        criteria="Every line of the rubric is met.",
        task="## What to hand in\n\nOne document.",
        minutes=210,
    )


@pytest.fixture
def people(learner, admin, course):
    """A learner, and everybody who might sign off for them."""
    series = ensure_series([course], name="Maple")
    maple, alder = open_cohort(series), open_cohort(series)
    found = {
        "learner": learner,
        "administrator": admin,
        "facilitator": make_person("Miriam K."),
        "other_facilitator": make_person("Tomasz W."),
        "cohort_member": make_person("Dev R."),
    }
    join(maple, user=learner)
    join(maple, user=found["cohort_member"])
    join(maple, user=found["facilitator"], role="facilitator")
    join(alder, user=found["other_facilitator"], role="facilitator")
    return found


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("facilitator", True),
        ("administrator", True),
        ("other_facilitator", False),
        ("cohort_member", False),
        ("learner", False),
    ],
)
def test_who_may_sign_off(people, capstone, who, allowed):
    if allowed:
        award = grant_award(capstone, to=people["learner"], by=people[who])
        assert award.awarded_by == people[who]
    else:
        with pytest.raises(PermissionDenied):
            grant_award(capstone, to=people["learner"], by=people[who])
    assert Award.objects.exists() == allowed


def test_not_even_an_administrator_grants_a_badge_by_hand(learner, admin, course):
    with pytest.raises(PermissionDenied):
        grant_award(badge_of(course), to=learner, by=admin)


def test_the_system_signs_nothing_off(learner, capstone):
    with pytest.raises(PermissionDenied):
        grant_award(capstone, to=learner, by=None)


def test_a_sign_off_is_the_last_piece_of_a_certificate(people, course, capstone):
    make_program(("Core", [badge_of(course)]), ("Capstone", [capstone]))
    finish(people["learner"], course)
    assert not certificates_of(people["learner"])
    grant_award(capstone, to=people["learner"], by=people["facilitator"])
    assert certificates_of(people["learner"]).count() == 1


def test_the_list_offers_a_sign_off_again_when_it_can_be_renewed(
    people, capstone, admin, sign_in
):
    Achievement.objects.filter(pk=capstone.pk).update(valid_months=12)
    capstone.refresh_from_db()
    client, learner = sign_in(admin), people["learner"]
    first = grant_award(capstone, to=learner, by=admin)
    address = f"/cms/sign-offs/{capstone.pk}/{learner.pk}/"
    words = {"q": learner.display_name}
    page = client.get("/cms/sign-offs/", words).content.decode()
    assert "Signed off, expires on" in page and address not in page
    with clock.at(first.expires_at - dt.timedelta(days=20)):
        page = client.get("/cms/sign-offs/", words).content.decode()
        assert "Signed off, renew by" in page and address in page
        client.post(address, {"note": "Seen again, every line."})
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert learner.awards.standing().get().cycle == 2
