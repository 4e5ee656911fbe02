"""Staff and awards: revoking, restoring, renewing late, lists and exports; and who may not."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentials.actions import restore_award, revoke_award
from credentials.actions.renewals import renew_award
from credentials.actions.revocation import withdraw_award
from credentials.models import Award, AwardChange
from lms.accounts.models import User
from lms.core import clock
from tests.credentials.conftest import (
    ADMINISTRATORS,
    EVERYBODY,
    finish,
    make_course,
    make_person,
    make_program,
)

pytestmark = pytest.mark.pages


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_revoke_and_restore(people, badge, sign_in, settle, who):
    client = sign_in(people[who])
    client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": "A wrong person"})
    badge.refresh_from_db()
    assert (badge.revoked_at is not None) == (who in ADMINISTRATORS)
    client.post(f"/cms/awards/{badge.pk}/restoration/", {"reason": "Our mistake"})
    badge.refresh_from_db()
    assert badge.revoked_at is None


def test_revoking_asks_for_a_reason(people, badge, sign_in):
    client = sign_in(people["administrator"])
    client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": ""})
    badge.refresh_from_db()
    assert badge.revoked_at is None


def test_revoking_names_the_certificates_that_rest_on_it(
    people, course, sign_in, settle
):
    make_program(("Core", [course.achievement]), title="Two rivers")
    award = finish(people["learner"], course)
    settle()
    client = sign_in(people["administrator"])
    page = client.get(f"/cms/awards/{award.pk}/revocation/").content.decode()
    assert "Two rivers" in page


@pytest.fixture
def certificate(people, course, settle):
    make_program(("Core", [course.achievement]), title="Two rivers")
    finish(people["learner"], course)
    settle()
    return Award.objects.get(achievement__kind="certificate")


def test_what_rests_on_an_award_is_revoked_along_only_when_it_is_ticked(
    people, certificate, sign_in
):
    client = sign_in(people["administrator"])
    rested = people["learner"].awards.get(achievement__kind="badge")
    address = f"/cms/awards/{rested.pk}/revocation/"
    client.post(address, {"reason": "Somebody else's work"})
    certificate.refresh_from_db()
    assert certificate.stands
    client.post(f"/cms/awards/{rested.pk}/restoration/", {"reason": "It was theirs"})
    client.post(address, {"reason": "After all", "along": [certificate.pk]})
    assert [
        (c.award_id, c.verb, c.reason) for c in AwardChange.objects.order_by("pk")
    ] == [
        (rested.pk, "revoked", "Somebody else's work"),
        (rested.pk, "restored", "It was theirs"),
        (rested.pk, "revoked", "After all"),
        (certificate.pk, "revoked", "After all"),
    ]


def test_what_does_not_rest_on_it_is_not_revoked_along(people, badge, sign_in):
    stranger = finish(make_person("Stranger"), make_course())
    client = sign_in(people["administrator"])
    client.post(
        f"/cms/awards/{badge.pk}/revocation/",
        {"reason": "Wrong", "along": [stranger.pk]},
    )
    stranger.refresh_from_db()
    assert stranger.stands


@pytest.mark.parametrize("deed", ["revocation", "restoration"])
def test_a_deed_without_a_reason_is_not_done(people, badge, sign_in, deed):
    client = sign_in(people["administrator"])
    if deed == "restoration":
        client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": "A mistake"})
    before = AwardChange.objects.count()
    assert client.post(f"/cms/awards/{badge.pk}/{deed}/", {}).status_code == 200
    assert AwardChange.objects.count() == before


def test_an_award_is_inspected_with_reasons_and_actors(people, badge, sign_in):
    client = sign_in(people["administrator"])
    client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": "A mistake of ours"})
    page = client.get(f"/cms/award/inspect/{badge.pk}/").content.decode()
    assert "A mistake of ours" in page and "Soledad" in page
    assert f"/cms/awards/{badge.pk}/restoration/" in page
    log = client.get("/cms/awardchange/").content.decode()
    assert "A mistake of ours" in log and "Screens and sleep" in log


def test_what_its_holder_took_back_offers_no_restoration(people, badge, sign_in):
    withdraw_award(badge, by=people["learner"])
    client = sign_in(people["administrator"])
    address = f"/cms/awards/{badge.pk}/restoration/"
    assert address not in client.get("/cms/award/").content.decode()
    assert "for good" in client.get(address).content.decode()
    client.post(address, {"reason": "We want it back"})
    badge.refresh_from_db()
    assert badge.revoked_at is not None


@pytest.mark.parametrize(
    ("state", "found"),
    [("valid", 2), ("revoked", 1), ("withdrawn", 1), ("expired", 1), ("superseded", 1)],
)
def test_the_list_is_narrowed_by_state(people, badge, sign_in, state, found):
    others = [finish(make_person(f"Person {n}"), make_course()) for n in range(5)]
    revoke_award(others[0], by=None, reason="A mistake")
    withdraw_award(others[1], by=others[1].recipient)
    begun = clock.now() - dt.timedelta(days=9)
    ended = clock.now() - dt.timedelta(days=1)
    Award.objects.filter(pk=others[2].pk).update(awarded_at=begun, expires_at=ended)
    Award.objects.filter(pk=others[3].pk).update(superseded_at=clock.now())
    client = sign_in(people["administrator"])
    page = client.get("/cms/award/", {"standing": state})
    assert page.context["paginator"].count == found
    assert Award.objects.in_state(state).count() == found


def test_the_export_says_state_and_reasons(people, badge, sign_in):
    revoke_award(badge, by=None, reason="A mistake, of ours")
    restore_award(badge, by=None, reason="=1+1")
    client = sign_in(people["administrator"])
    answer = client.get("/cms/award/", {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["State"] == "Valid"
    assert row["Reasons"] == "Revoked: A mistake, of ours · Restored: =1+1"


@pytest.mark.parametrize(
    ("deed", "allowed"),
    [
        (lambda award, by: renew_award(award, by=by), ("learner", *ADMINISTRATORS)),
        (lambda award, by: withdraw_award(award, by=by), ("learner",)),
        (lambda award, by: revoke_award(award, by=by, reason="A"), ADMINISTRATORS),
    ],
    ids=["renew", "withdraw", "revoke"],
)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_do_what_about_an_award(people, certificate, who, deed, allowed):
    Award.objects.filter(pk=certificate.pk).update(
        expires_at=clock.now() + dt.timedelta(days=20)
    )
    certificate.refresh_from_db()
    if who in allowed:
        deed(certificate, people[who])
    else:
        with pytest.raises(PermissionDenied):
            deed(certificate, people[who])
    certificate.refresh_from_db()
    assert certificate.stands == (who not in allowed)


def test_the_list_of_awards_asks_as_often_however_long_it_is(people, badge, sign_in):
    client = sign_in(people["administrator"])
    client.get("/cms/award/")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/cms/award/").status_code == 200
        return len(queries)

    few = asked()
    for n in range(4):
        withdraw_award(
            finish(make_person(f"Person {n}"), make_course()),
            by=User.objects.latest("pk"),
        )
    assert asked() <= few


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_renew_late(people, certificate, sign_in, who):
    certificate.achievement.valid_months = 12
    certificate.achievement.save()
    ended = clock.now() - dt.timedelta(days=100)
    begun = ended - dt.timedelta(days=365)
    Award.objects.filter(pk=certificate.pk).update(awarded_at=begun, expires_at=ended)
    client = sign_in(people[who])
    client.post(f"/cms/awards/{certificate.pk}/renewal/")
    certificate.refresh_from_db()
    assert (certificate.superseded_at is not None) == (who in ADMINISTRATORS)
