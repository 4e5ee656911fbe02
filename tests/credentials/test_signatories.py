"""Site administrators name who signs for an issuer; the record stays."""

import pytest
from django.core.exceptions import PermissionDenied

from credentials.actions import ensure_issuer
from credentials.actions.interest import note_interest
from credentials.actions.signatories import add_signatory, remove_signatory
from credentials.models import Signatory
from lms.core.models import EventRecord
from tests.credentials.conftest import make_person, make_program


@pytest.fixture
def partner(db):
    return ensure_issuer(slug="riverbend", name="Riverbend University")


def test_naming_twice_is_naming_once_and_is_on_record(partner, learner, admin):
    first = add_signatory(partner, learner, by=admin)
    assert add_signatory(partner, learner, by=admin) == first
    record = EventRecord.objects.get(name="SignatoryAdded")
    assert (record.actor, record.subject_user) == (admin, learner)


def test_whoever_was_removed_can_be_named_again(partner, learner, admin):
    first = add_signatory(partner, learner, by=admin)
    remove_signatory(partner, learner, by=admin)
    remove_signatory(partner, learner, by=admin)
    assert EventRecord.objects.filter(name="SignatoryRemoved").count() == 1
    assert add_signatory(partner, learner, by=admin) != first
    assert Signatory.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize("deed", [add_signatory, remove_signatory])
def test_only_a_site_administrator_names_them(partner, learner, deed):
    with pytest.raises(PermissionDenied):
        deed(partner, learner, by=learner)


def test_naming_and_removing_in_the_back_office(sign_in, partner, learner, admin):
    client = sign_in(admin)
    page = client.post(
        "/cms/signatory/new/",
        {"issuer": partner.pk, "email": learner.email.upper()},
        follow=True,
    )
    assert learner.display_name in page.text
    signatory = Signatory.objects.get(user=learner, issuer=partner)
    address = f"/cms/signatories/{signatory.pk}/removal/"
    assert address in page.text
    assert "What they approved stays approved" in client.get(address).text
    page = client.post(address, follow=True)
    assert "signs no more for Riverbend University" in page.text
    assert address not in page.text


def test_an_address_that_nobody_has_is_said(sign_in, partner, admin):
    page = sign_in(admin).post(
        "/cms/signatory/new/", {"issuer": partner.pk, "email": "nobody@example.org"}
    )
    assert "Nobody here signs in with this address." in page.text
    assert not Signatory.objects.exists()


@pytest.fixture
def announced(db):
    return make_program(title="Ground Truth", publish=False, opening="announced")


def test_a_program_page_says_how_many_wait_for_it(sign_in, announced, admin):
    for name in ["Fen L.", "Ida M."]:
        note_interest(announced, by=make_person(name))
    client = sign_in(admin)
    page = client.get(f"/cms/pages/{announced.pk}/edit/").text
    address = f"/cms/programs/{announced.pk}/interest/"
    assert "2 wait for it" in page
    assert address in page
    listed = client.get(address).text
    assert listed.index("Fen L.") < listed.index("Ida M.")
    assert "example.org" not in listed[listed.index("<table") :]


@pytest.mark.parametrize(
    "address",
    [
        "/cms/programs/{page}/interest/",
        "/cms/signatories/{signatory}/removal/",
        "/cms/signatory/",
        "/cms/signatory/new/",
    ],
)
def test_nobody_but_a_site_administrator(sign_in, partner, learner, announced, address):
    from django.contrib.auth.models import Group

    publisher = make_person("Hamish")
    publisher.groups.set(Group.objects.filter(name="Publishers"))
    signatory = add_signatory(partner, learner, by=None)
    page = sign_in(publisher).get(
        address.format(page=announced.pk, signatory=signatory.pk)
    )
    assert page.status_code in (302, 403)
    if page.status_code == 302:
        assert page["Location"].startswith("/cms/")
