"""Answers in our own words, one name for one address, and nobody's own word for theirs."""

import zlib

import pytest

from credentials.actions import share_award
from credentials.checking import here, keys, reading
from credentials.checking.fetching import parts_of
from credentials.checking.reach import NotFetched, did_web_url
from credentials.checking.reports import Outcome, Verdict
from credentials.checking.texts import Unreadable
from credentials.standards import baking, proofs, statuslist
from tests.credentials.documents import LIST, NOW
from tests.credentials.outsiders import LATER, Elsewhere, KeyIssuer, line, packed

pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def issuer():
    return Elsewhere()


def unsigned(issuer, **changes):
    made = {k: v for k, v in issuer.credential().items() if k != "proof"}
    return {**made, **changes}


def signed_with(issuer, document, **options):
    said = {**proofs.options_for(issuer.method, NOW), **options}
    data = proofs.hash_data(document, said)
    return proofs.with_proof(document, said, issuer.secret.sign(data))


# --- how long a signature counts


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        ("2026-11-20T13:00:00Z", Verdict.EXPIRED),
        ("2026-11-21T12:00:00Z", Verdict.EXPIRED),
        ("2026-12-24T00:00:00Z", Verdict.GOOD_ELSEWHERE),
    ],
)
def test_a_signature_counts_until_it_says(issuer, until, verdict):
    report = issuer.check(signed_with(issuer, unsigned(issuer), expires=until), LATER)
    assert report.verdict is verdict
    if verdict is Verdict.EXPIRED:
        assert line(report, "dates").sentence == "Its signature has expired"


def test_a_list_whose_signature_has_expired_says_nothing(issuer):
    other = Elsewhere("lists.example")
    listed = statuslist.document(
        LIST,
        issuer=other.did,
        valid_from="2026-11-01T00:00:00Z",
        encoded=statuslist.encode([]),
    )
    other.web.put(LIST, signed_with(other, listed, expires="2026-11-20T13:00:00Z"))
    report = other.check(other.credential())
    assert report.verdict is Verdict.UNCERTAIN
    assert "signature of the list has expired" in line(report, "status").detail


def test_for_whom_a_proof_was_made_decides_nothing_and_is_signed(issuer):
    made = signed_with(
        issuer, unsigned(issuer), domain="https://a.example", challenge="7"
    )
    assert issuer.check(made).verdict is Verdict.GOOD_ELSEWHERE
    made["proof"][0]["domain"] = "https://b.example"
    assert issuer.check(made).verdict is Verdict.CHANGED


# --- our words, not a developer's

DEVELOPERS = ("digits", "set_int_max_str", "is a required property", "['", "anyOf")


def said(report):
    return " ".join(f"{c.sentence} {c.detail}" for c in report.checks)


@pytest.mark.parametrize(
    "text", ['{"type":' + "9" * 5_000 + "}", '{"a": [' + "1" * 31 + "]}"]
)
def test_a_number_without_end(issuer, text):
    report = issuer.check(text)
    assert report.verdict is Verdict.UNREADABLE
    assert "more digits than software agrees on" in said(report)
    assert "set_int_max_str" not in said(report)


def test_what_does_not_follow_the_schema_is_named_by_its_place(issuer):
    document = unsigned(issuer)
    del document["credentialSubject"]["achievement"]["criteria"]
    answer = said(issuer.check(issuer.sign(document)))
    assert "“credentialSubject / achievement / criteria”" in answer
    document = unsigned(issuer, name={"<b>Call 555</b>": 7})
    document["proof"] = issuer.credential()["proof"]
    answer = said(issuer.check(document))
    assert "555" not in answer
    assert not any(words in answer for words in DEVELOPERS[1:])


@pytest.mark.parametrize("alg", [["RS256"], "", None, {"a": 1}, 256, "a b<"])
def test_a_token_that_does_not_say_how_it_was_signed(issuer, alg):
    payload = {**unsigned(issuer), "iss": issuer.did}
    header = {"alg": alg, "typ": "JWT", "kid": issuer.method}
    report = issuer.check(f"{packed(header)}.{packed(payload)}.c2ln")
    assert report.verdict is Verdict.UNREADABLE
    assert "in which way it was signed" in said(report)


@pytest.mark.parametrize("suite", [["a"], {"b": 1}, "Call 555-0100 now", 7])
def test_a_kind_of_signature_that_is_no_word(issuer, suite):
    document = unsigned(issuer)
    proof = {"type": "DataIntegrityProof", "cryptosuite": suite}
    answer = said(issuer.check({**document, "proof": {**proof, "proofValue": "z1"}}))
    assert "555" not in answer and "['" not in answer and "{" not in answer


def test_pasted_text_may_begin_with_a_byte_order_mark(client, badge):
    body = badge.documents.get().body
    page = client.post("/verify/", {"link": f"\ufeff{body}"}).content.decode()
    assert "Genuine, and valid today" in page


# --- one name, one address


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("did:web:a.example", "https://a.example/.well-known/did.json"),
        ("did:web:a.example%3A8443", "https://a.example:8443/.well-known/did.json"),
        ("did:web:A.example:issuers:x", "https://a.example/issuers/x/did.json"),
    ],
)
def test_where_a_name_leads(name, url):
    assert did_web_url(name) == url


@pytest.mark.parametrize(
    "name",
    [
        "did:web:a.example%2Ffile.json%23",
        "did:web:a.example%3Fq",
        "did:web:a.example%40b.example",
        "did:web:user%3Aword%40b.example",
        "did:web:a.exa\tmple",
        "did:web:a.example%0A",
        "did:web:a.example:x%23",
        "did:web:a.example:..:x",
        "did:web:a.example:%2e%2e",
        "did:web:",
    ],
)
def test_names_that_lead_nowhere(name):
    with pytest.raises(NotFetched):
        did_web_url(name)


@pytest.mark.parametrize("url", ["https://a.exa\tmple/", "https://a.example\n/x"])
def test_an_address_with_what_cannot_be_seen_is_refused(url):
    assert keys.host_of(url) == ""
    with pytest.raises(NotFetched):
        parts_of(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://learn.example.org/x",
        "https://learn.example.org:443/x",
        "https://LEARN.example.org./x",
        "https://learn.example.org.:443",
    ],
)
def test_one_host_has_one_name(url):
    assert here.host_of(url) == "learn.example.org"
    assert here.host_of("http://learn.example.org:443/") == "learn.example.org:443"


@pytest.mark.parametrize("host", ["testserver:80", "testserver.", "TESTSERVER.:80"])
def test_our_own_address_is_known_in_every_spelling(client, badge, learner, host):
    shared = share_award(badge, by=learner)
    link = f"http://{host}/credentials/{shared.public_id}/"
    page = client.post("/verify/", {"link": link}).content.decode()
    assert "Genuine, and valid today" in page


# --- whose word it is


def test_a_key_is_named_as_a_key_whatever_it_calls_itself():
    someone = KeyIssuer()
    inside = {
        k: v
        for k, v in someone.credential().items()
        if k not in ("proof", "credentialStatus")
    }
    inside["issuer"] = {**inside["issuer"], "name": "University of Oxbridge"}
    whole = Elsewhere()
    document = unsigned(whole)
    subject = document["credentialSubject"]
    endorsing = {
        **{k: v for k, v in inside.items() if k not in ("awardedDate", "evidence")},
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "id": "https://badges.example/endorsement",
        "credentialSubject": {"id": subject["id"], "type": ["EndorsementSubject"]},
    }
    document["endorsement"] = [someone.sign(endorsing)]
    found = line(whole.check(whole.sign(document)), "endorsement")
    assert found.outcome is Outcome.PASSED
    assert "Oxbridge" not in found.sentence
    assert someone.did[:14] in found.sentence


# --- pictures


def png(*chunks):
    made = baking.SIGNATURE
    for kind, data in [(b"IHDR", b"\0" * 13), *chunks, (b"IEND", b"")]:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        made += len(data).to_bytes(4, "big") + kind + data + check
    return made


def chunk(keyword, text, flags=b"\0\0"):
    return b"iTXt", keyword + b"\0" + flags + b"\0\0" + text


def test_of_two_credentials_in_a_picture_none_is_chosen():
    three, two = baking.KEYWORD, baking.OPEN_BADGES_2
    old = chunk(two, b"https://a.example/1")
    assert reading.text_in(png(chunk(three, b"{}"), old)) == "{}"
    assert reading.text_in(png(old)) == "https://a.example/1"
    for several in (
        png(chunk(three, b"{}"), chunk(three, b"[]"), old),
        png(chunk(three, b"x", b"\1\0"), old),
        png(old, old),
    ):
        with pytest.raises(Unreadable, match="more than one"):
            reading.text_in(several)
    with pytest.raises(Unreadable, match="No credential could be found"):
        reading.text_in(png())
