"""Keys: made, published, taking turns."""

import base64
import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.core.exceptions import PermissionDenied

from credentials import signing
from credentials.actions import (
    activate_waiting_keys,
    check_text,
    compromise,
    ensure_issuer,
    issue_document,
    restore_award,
    revoke_award,
)
from credentials.actions.compromise import (
    continue_signing_again,
    mark_compromised,
    sign_again,
    to_sign_again,
)
from credentials.actions.documents import newest
from credentials.actions.issuers import create_issuer
from credentials.actions.keys import activate_key, create_key
from credentials.errors import (
    KeyCompromisedAlready,
    KeyNotWaiting,
    KeyWaitsAlready,
)
from credentials.models import Award, PublishedDocument, SigningKey
from credentials.models.awards import Format
from credentials.models.issuing import KeyState
from credentials.standards import did, jwt, proofs, statuslist
from lms.core import clock
from lms.core.models import EventRecord
from lms.website.baseline import ensure_baseline
from tests.credentials.conftest import finish, make_course, make_person


def signing_key(issuer, algorithm="ed25519"):
    return issuer.keys.active().get(algorithm=algorithm)


def published(issuer):
    return json.loads(PublishedDocument.objects.body_at(issuer.document_url))


def number(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")


@pytest.mark.parametrize("slug", ["", "partner"])
def test_an_issuer_signs_both_ways_from_the_first_day(db, slug):
    issuer = ensure_issuer(slug=slug)
    document = published(issuer)
    kinds = {m["type"] for m in document["verificationMethod"]}
    assert kinds == {"Multikey", "JsonWebKey"}
    assert document["assertionMethod"] == [
        m["id"] for m in document["verificationMethod"]
    ]
    assert {m["controller"] for m in document["verificationMethod"]} == {issuer.did}
    assert "https://w3id.org/security/jwk/v1" in document["@context"]


def test_what_the_rsa_key_signs_fits_its_published_half(db):
    issuer = ensure_issuer()
    key = issuer.keys.get(algorithm="rs256")
    jwk = did.published_jwk(published(issuer), key.key_id)
    assert jwk["kid"] == key.kid
    assert key.kid.startswith("rs256-")
    public = rsa.RSAPublicNumbers(number(jwk["e"]), number(jwk["n"])).public_key()
    public.verify(
        signing.sign(key.key_id, b"said"), b"said", padding.PKCS1v15(), hashes.SHA256()
    )
    assert public.key_size == 2048


def test_a_key_is_read_only_as_what_it_is(db):
    issuer = ensure_issuer()
    document = published(issuer)
    ed, rs = (issuer.keys.get(algorithm=a).key_id for a in ("ed25519", "rs256"))
    assert did.published_key(document, ed) == ed.rpartition("#")[2]
    assert did.published_key(document, rs) is None
    assert did.published_jwk(document, ed) is None


@pytest.mark.parametrize("slug", ["", "partner"])
def test_an_issuer_from_before_gets_the_key_it_lacks(db, slug):
    issuer = ensure_issuer(slug=slug)
    issuer.keys.filter(algorithm="rs256").delete()
    kept = issuer.keys.get()
    ensure_baseline()
    ensure_baseline()
    assert set(issuer.keys.active().values_list("algorithm", flat=True)) == {
        "ed25519",
        "rs256",
    }
    assert issuer.keys.get(algorithm="ed25519") == kept


def test_the_next_key_is_published_a_day_before_it_signs(badge, admin, settle):
    issuer = ensure_issuer()
    old = issuer.keys.active().get(algorithm="ed25519")
    key = create_key(issuer, algorithm="ed25519", by=admin)
    assert did.published_key(published(issuer), key.key_id)
    assert signing_key(issuer) == old
    activate_waiting_keys()
    assert signing_key(issuer) == old
    with clock.at(clock.now() + dt.timedelta(hours=24, seconds=1)):
        activate_waiting_keys()
        activate_waiting_keys()
    assert signing_key(issuer) == key
    old.refresh_from_db()
    assert old.state == KeyState.RETIRED
    assert did.published_key(published(issuer), old.key_id)
    assert check_text(badge.documents.get().body).is_good
    later = finish(make_person(), make_course())
    settle()
    assert later.documents.get().key == key
    assert check_text(later.documents.get().body).is_good


@pytest.mark.parametrize("algorithm", ["ed25519", "rs256"])
def test_a_waiting_key_can_be_given_its_turn_early(db, admin, algorithm):
    issuer = ensure_issuer()
    key = create_key(issuer, algorithm=algorithm, by=admin)
    activate_key(key, by=admin)
    assert signing_key(issuer, algorithm) == key
    assert issuer.keys.active().count() == 2
    with pytest.raises(KeyNotWaiting):
        activate_key(key, by=admin)


def test_one_next_key_of_a_kind_is_enough(db, admin):
    issuer = ensure_issuer()
    create_key(issuer, algorithm="ed25519", by=admin)
    with pytest.raises(KeyWaitsAlready):
        create_key(issuer, algorithm="ed25519", by=admin)
    create_key(issuer, algorithm="rs256", by=admin)
    assert issuer.keys.waiting().count() == 2


def test_every_deed_leaves_a_record_of_who_did_it(db, admin):
    issuer = ensure_issuer()
    key = create_key(issuer, algorithm="ed25519", by=admin)
    activate_key(key, by=admin)
    mark_compromised(key, by=admin, reason="A laptop was stolen.")
    said = EventRecord.objects.filter(actor=admin).order_by("pk")
    assert [r.name for r in said] == [
        *("KeyMade", "KeyActivated", "KeyMade", "KeyActivated", "KeyCompromised")
    ]
    assert said.last().payload["reason"] == "A laptop was stolen."
    assert "private" not in json.dumps([r.payload for r in said])


@pytest.mark.parametrize(
    "deed",
    [
        lambda key, by: create_key(key.issuer, algorithm="ed25519", by=by),
        lambda key, by: activate_key(key, by=by),
        lambda key, by: mark_compromised(key, by=by, reason="No."),
        lambda key, by: create_issuer("partner", name="Partner", by=by),
    ],
)
def test_only_site_administrators_change_keys(learner, deed):
    key = ensure_issuer().keys.first()
    before = SigningKey.objects.count()
    with pytest.raises(PermissionDenied):
        deed(key, learner)
    assert SigningKey.objects.count() == before


def test_a_stolen_key_leaves_at_once_and_what_it_signed_is_signed_anew(
    client, badge, admin, settle
):
    issuer, old = ensure_issuer(), badge.documents.get().key
    before = badge.documents.get().body
    mark_compromised(old, by=admin, reason="A backup was lost.")
    assert did.published_key(published(issuer), old.key_id) is None
    assert client.get(f"/keys/{old.kid}").status_code == 404
    assert client.get(f"/keys/{signing_key(issuer).kid}").status_code == 200
    assert not check_text(before).is_genuine
    assert to_sign_again(old).count() == 1
    settle()
    assert to_sign_again(old).count() == 0
    made = newest(badge)
    assert check_text(made.body).is_good
    first, second = json.loads(before), json.loads(made.body)
    assert second["id"] == first["id"]
    assert second["awardedDate"] == first["awardedDate"]
    assert second["validFrom"] >= first["validFrom"]
    assert second["credentialSubject"] == first["credentialSubject"]
    change = badge.changes.get()
    assert change.verb == "reissued"
    assert "signed anew" in change.reason


def test_the_copy_is_newer_than_what_it_replaces(badge, settle):
    old = badge.documents.get()
    with clock.at(clock.now() + dt.timedelta(days=30)):
        mark_compromised(old.key, by=None, reason="A backup was lost.")
        settle()
        made = newest(badge)
        assert check_text(made.body).is_good
    said = [json.loads(d.body)["validFrom"] for d in (old, made)]
    assert said[0][:10] < said[1][:10]


def test_status_lists_are_signed_by_the_new_key_at_once(badge, admin, settle):
    revoke_award(badge, by=admin, reason="Earned by mistake.")
    settle()
    mark_compromised(badge.documents.get().key, by=admin, reason="Lost.")
    body = json.loads(PublishedDocument.objects.body_at(badge.status_list.url))
    proof = proofs.proof_of(body)
    assert proof["verificationMethod"] == signing_key(ensure_issuer()).key_id
    bits = statuslist.decode(body["credentialSubject"]["encodedList"])
    assert statuslist.is_set(bits, badge.status_index)


def test_revoked_awards_are_not_signed_anew_and_expired_ones_are(course, admin, settle):
    revoked, expired, superseded = (finish(make_person(), course) for _ in range(3))
    settle()
    key = revoked.documents.get().key
    Award.objects.filter(pk=expired.pk).update(
        expires_at=expired.awarded_at + dt.timedelta(seconds=1)
    )
    Award.objects.filter(pk=superseded.pk).update(superseded_at=clock.now())
    revoke_award(revoked, by=admin, reason="Earned by mistake.")
    settle()
    with clock.at(clock.now() + dt.timedelta(days=1)):
        mark_compromised(key, by=admin, reason="Lost.")
        settle()
    assert [a.documents.count() for a in (revoked, expired, superseded)] == [1, 2, 2]
    assert check_text(newest(superseded).body).is_genuine
    restore_award(revoked, by=admin, reason="It was earned after all.")
    continue_signing_again()
    settle()
    assert check_text(newest(revoked).body).is_good


def test_signing_anew_survives_being_killed_and_run_twice(course, settle, monkeypatch):
    awards = [finish(make_person(), course) for _ in range(7)]
    settle()
    key = awards[0].documents.get().key
    monkeypatch.setattr(compromise, "BATCH", 3)
    mark_compromised(key, by=None, reason="Lost.")
    assert sign_again(key) == 3
    assert to_sign_again(key).count() == 4
    assert sign_again(key) == 3
    assert to_sign_again(key).count() == 1
    continue_signing_again()
    settle()
    assert to_sign_again(key).count() == 0
    assert sign_again(key) == 0
    for award in awards:
        assert award.documents.count() == 2
        assert award.changes.count() == 1


def test_many_are_signed_anew_by_template(
    course, settle, django_assert_max_num_queries
):
    awards = [finish(make_person(), course) for _ in range(12)]
    settle()
    key = awards[0].documents.get().key
    mark_compromised(key, by=None, reason="Lost.")
    with django_assert_max_num_queries(25):
        assert sign_again(key) == 12
    for award in awards:
        assert check_text(newest(award).body).is_good


def test_tokens_of_a_stolen_rsa_key_are_made_anew_and_badges_are_left(badge, settle):
    issuer = ensure_issuer()
    token = issue_document(badge, format=Format.JWT)
    mark_compromised(token.key, by=None, reason="Lost.")
    settle()
    made = newest(badge, Format.JWT)
    assert made.key == signing_key(issuer, "rs256")
    assert jwt.document(
        made.body, did.published_jwk(published(issuer), made.key.key_id)
    )
    assert badge.documents.filter(format="open_badge").count() == 1


def test_a_key_is_withdrawn_once_and_a_waiting_one_is_not_replaced(db, admin):
    issuer = ensure_issuer()
    key = create_key(issuer, algorithm="ed25519", by=admin)
    active = signing_key(issuer)
    mark_compromised(key, by=admin, reason="Lost.")
    assert signing_key(issuer) == active
    with pytest.raises(KeyCompromisedAlready):
        mark_compromised(key, by=admin, reason="Lost again.")
    with pytest.raises(KeyNotWaiting):
        activate_key(key, by=admin)


def test_another_issuers_keys_and_credentials_are_left_alone(badge, admin, settle):
    partner = create_issuer("partner", name="Partner University", by=admin)
    before = published(ensure_issuer())
    mark_compromised(signing_key(partner), by=admin, reason="Lost.")
    settle()
    assert published(ensure_issuer()) == before
    assert badge.documents.count() == 1
    assert check_text(badge.documents.get().body).is_good


def test_a_key_that_cannot_be_opened_never_gets_its_turn(db, settings, caplog):
    issuer = ensure_issuer()
    active = signing_key(issuer)
    key = create_key(issuer, algorithm="ed25519", by=None)
    settings.SIGNING_KEK = "YW5vdGhlciBrZXkgb2YgdGhpcnR5LXR3byBieXRlcyE="
    with clock.at(clock.now() + dt.timedelta(days=2)):
        activate_waiting_keys()
    assert signing_key(issuer) == active
    assert f"does not open {key.key_id}" in caplog.text
