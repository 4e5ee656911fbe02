"""Multibase, canonical form, did:web, status list and baking."""

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.standards import baking, canonical, did, multibase, statuslist


@given(st.binary(max_size=80))
def test_base58_comes_back(data):
    assert multibase.decode(multibase.encode(data)) == data


def test_base58_as_others_write_it():
    assert multibase.encode(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert multibase.encode(b"\0\0(\x7f\xb4\xcd") == "z11233QC4"


@pytest.mark.parametrize("text", ["", "x123", "z0OIl", "u!!!!", "z6MkNotAKey"])
def test_what_is_no_multikey(text):
    with pytest.raises(ValueError):
        multibase.public_of(text)


GOOD = {
    "@context": [canonical.CREDENTIALS_V2, canonical.OPEN_BADGES],
    "id": "urn:uuid:0b6b7c5e-9c0c-4b57-8f3d-6b3f6a3f1c11",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Grüße, שלום and 🪨",
    "issuer": "did:web:example.org",
}


def test_canonical_form_ignores_the_order_of_members():
    shuffled = dict(reversed(GOOD.items()))
    assert canonical.rdfc(GOOD) == canonical.rdfc(shuffled)


@pytest.mark.parametrize(
    "change",
    [
        {"@context": [*GOOD["@context"], "https://example.org/mine"]},
        {"issuer": "badges"},
        {"type": [*GOOD["type"], "Unheard"]},
        {"endorsementJwt": ["later than our context"]},
        {"colour": "not a term"},
        {"name": "a\u0007bell"},
        {"name": "half an emoji \ud83e"},
        {"credentialSubject": {"id": "_:b0", "type": ["AchievementSubject"]}},
        {"credentialSubject": {"type": ["AchievementSubject"], "creditsEarned": 1e-7}},
    ],
    ids=lambda change: "+".join(change),
)
def test_what_others_would_read_differently_is_refused(change):
    with pytest.raises(canonical.Unsafe):
        canonical.rdfc({**GOOD, **change})


def test_a_document_made_to_keep_us_busy_is_refused():
    twins = [{"type": ["Achievement"]} for _ in range(12)]
    knot = {"type": ["Achievement"], "related": twins}
    for _ in range(3):
        knot = {"type": ["Achievement"], "related": [knot, knot]}
    with pytest.raises(canonical.Unsafe, match="costly"):
        subject = {"type": ["AchievementSubject"], "achievement": knot}
        canonical.rdfc({**GOOD, "credentialSubject": subject})


@pytest.mark.parametrize(
    ("origin", "slug", "name", "path"),
    [
        ("https://x.org", "", "did:web:x.org", "/.well-known/did.json"),
        (
            "http://localhost:8000",
            "",
            "did:web:localhost%3A8000",
            "/.well-known/did.json",
        ),
        ("https://x.org", "two", "did:web:x.org:issuers:two", "/issuers/two/did.json"),
    ],
)
def test_did_web_names_its_address(origin, slug, name, path):
    assert did.did_for(origin, slug=slug) == name
    assert did.document_path(name) == path


def test_a_key_signs_only_what_its_document_lets_it():
    document = did.did_document("did:web:x.org", ["z6MkA", "z6MkB"])
    assert did.published_key(document, "did:web:x.org#z6MkB") == "z6MkB"
    assert did.published_key(document, "did:web:x.org#z6MkC") is None
    document["assertionMethod"].remove("did:web:x.org#z6MkB")
    assert did.published_key(document, "did:web:x.org#z6MkB") is None


@settings(max_examples=20)
@given(st.sets(st.integers(0, statuslist.SIZE - 1), max_size=30), st.data())
def test_exactly_the_revoked_entries_are_set(indexes, data):
    bits = statuslist.decode(statuslist.encode(indexes))
    assert all(statuslist.is_set(bits, i) for i in indexes)
    other = data.draw(st.integers(0, statuslist.SIZE - 1))
    assert statuslist.is_set(bits, other) == (other in indexes)


def test_the_first_entry_is_the_most_significant_bit():
    assert statuslist.decode(statuslist.encode([0]))[0] == 0x80
    assert statuslist.decode(statuslist.encode([statuslist.SIZE - 1]))[-1] == 1


def test_a_list_that_unpacks_without_end_is_refused():
    bomb = statuslist.encode([], size=80_000_000)
    with pytest.raises(ValueError, match="size"):
        statuslist.decode(bomb)


def chunk(kind, data):
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


PNG = (
    baking.SIGNATURE
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_baked_comes_out_again(text):
    assert baking.unbake(baking.bake(PNG, text)) == text


def test_baking_again_replaces_what_was_there():
    assert baking.unbake(baking.bake(baking.bake(PNG, "old"), "new")) == "new"


@pytest.mark.parametrize(
    "png",
    [
        b"",
        b"GIF89a",
        PNG,
        PNG[:-5],
        baking.bake(PNG, "x").replace(b"openbadgecredential", b"openbadgecredentiaL"),
        baking.bake(PNG, "x")[:60] + b"?" + baking.bake(PNG, "x")[61:],
    ],
    ids=["empty", "gif", "plain", "cut", "renamed", "damaged"],
)
def test_what_holds_no_credential(png):
    with pytest.raises(baking.NotBaked):
        baking.unbake(png)
