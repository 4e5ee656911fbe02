"""The pages on which site administrators look after issuers and keys."""

import pytest
from django.contrib.auth.models import Group

from credentials.actions import check_text, ensure_issuer
from credentials.actions.documents import newest
from credentials.actions.keys import create_key
from credentials.models import Issuer, SigningKey
from lms.core.models import EventRecord
from tests.credentials.conftest import make_person

pytestmark = pytest.mark.pages

PAGES = ("/cms/issuers/{issuer}/keys/", "/cms/keys/{key}/withdrawal/")
DEEDS = (
    "/cms/issuers/{issuer}/keys/next/",
    "/cms/keys/{key}/activation/",
    "/cms/keys/{key}/withdrawal/",
)


@pytest.fixture
def office(admin, sign_in):
    return sign_in(admin)


def signing_key(algorithm="ed25519"):
    return ensure_issuer().keys.active().get(algorithm=algorithm)


def member(*groups):
    person = make_person()
    person.groups.set(Group.objects.filter(name__in=groups))
    return person


@pytest.mark.parametrize("group", ["Publishers", "Facilitators", "Authors"])
def test_only_site_administrators_get_there(db, sign_in, group):
    key, before = signing_key(), SigningKey.objects.count()
    client = sign_in(member(group))
    names = {"issuer": key.issuer_id, "key": key.pk}
    for address in PAGES:
        assert client.get(address.format(**names)).status_code in (302, 403)
    for address in DEEDS:
        said = {"algorithm": "ed25519", "reason": "Because."}
        answer = client.post(address.format(**names), said)
        assert answer.status_code in (302, 403)
    assert SigningKey.objects.count() == before
    assert not SigningKey.objects.filter(compromised_at__isnull=False).exists()


def test_a_site_administrator_gets_there(db, sign_in):
    client = sign_in(member("Site administrators"))
    assert client.get(f"/cms/issuers/{ensure_issuer().pk}/keys/").status_code == 200


def test_keys_are_shown_with_their_public_halves_alone(office):
    for key in ensure_issuer().keys.all():
        page = office.get(f"/cms/issuers/{ensure_issuer().pk}/keys/").content.decode()
        assert key.kid in page
        assert bytes(key.private_encrypted).hex() not in page
    assert "signs now" in page
    assert "2 sign now" in office.get("/cms/issuer/").content.decode()


@pytest.mark.parametrize("algorithm", ["ed25519", "rs256"])
def test_the_next_key_is_made_and_given_its_turn_early(office, algorithm):
    issuer = ensure_issuer()
    office.post(f"/cms/issuers/{issuer.pk}/keys/next/", {"algorithm": algorithm})
    key = issuer.keys.waiting().get()
    page = office.get(f"/cms/issuers/{issuer.pk}/keys/").content.decode()
    assert "published, waits for its turn" in page
    assert page.count("Make the next key") == 1  # of the other kind alone
    office.post(f"/cms/keys/{key.pk}/activation/")
    assert signing_key(algorithm) == key
    assert "signs no more, still published" in (
        office.get(f"/cms/issuers/{issuer.pk}/keys/").content.decode()
    )


def test_a_second_next_key_is_refused_in_words(office, admin):
    issuer = ensure_issuer()
    create_key(issuer, algorithm="ed25519", by=admin)
    answer = office.post(
        f"/cms/issuers/{issuer.pk}/keys/next/",
        {"algorithm": "ed25519"},
        headers={"referer": "http://testserver/cms/"},
        follow=True,
    )
    assert "waits for its turn already" in answer.content.decode()
    assert issuer.keys.waiting().count() == 1


def test_what_a_withdrawal_means_is_said_before_it_happens(office, badge):
    key = signing_key()
    page = office.get(f"/cms/keys/{key.pk}/withdrawal/").content.decode()
    assert "1 credential will be signed anew" in page
    assert "A new key signs from this moment" in page
    assert "cannot be undone" in page
    office.post(f"/cms/keys/{key.pk}/withdrawal/", {"reason": ""})
    assert signing_key() == key


def test_a_withdrawn_key_is_replaced_and_the_page_tells_how_far_it_is(
    office, admin, badge, settle
):
    key = signing_key()
    office.post(f"/cms/keys/{key.pk}/withdrawal/", {"reason": "A backup was lost."})
    address = f"/cms/issuers/{key.issuer_id}/keys/"
    assert "1 credential is still to be signed anew" in (
        office.get(address).content.decode()
    )
    settle()
    page = office.get(address).content.decode()
    assert "everything it signed was signed anew" in page
    assert check_text(newest(badge).body).is_good
    record = EventRecord.objects.get(name="KeyCompromised")
    assert record.actor == admin
    assert record.payload["reason"] == "A backup was lost."


def test_a_further_issuer_is_made_in_the_back_office(office):
    said = {"name": "Partner University", "slug": "Partner", "url": "", "email": ""}
    office.post("/cms/issuer/new/", said)
    issuer = Issuer.objects.get(slug="partner")
    assert issuer.keys.active().count() == 2
    assert EventRecord.objects.filter(name="IssuerMade").count() == 1
    again = office.post("/cms/issuer/new/", said).content.decode()
    assert "Another issuer has this slug" in again
    assert Issuer.objects.count() == 2


def test_an_issuers_contact_is_changed_and_its_did_is_not(office):
    issuer = ensure_issuer()
    office.post(
        f"/cms/issuer/edit/{issuer.pk}/",
        {
            "name": "Tributary",
            "url": "https://learn.example.org",
            "email": "badges@example.org",
            "slug": "other",
            "did": "did:web:elsewhere.example.org",
        },
    )
    changed = Issuer.objects.get(pk=issuer.pk)
    assert changed.email == "badges@example.org"
    assert (changed.did, changed.slug) == (issuer.did, "")


def test_a_key_that_signed_nothing_says_so(office, admin):
    key = create_key(ensure_issuer(), algorithm="rs256", by=admin)
    page = office.get(f"/cms/keys/{key.pk}/withdrawal/").content.decode()
    assert "nothing has to be signed anew" in page
    assert "status lists" not in page
