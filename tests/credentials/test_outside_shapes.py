"""No shape of a document, whoever signed it, makes the checker stumble."""

import copy
import json
from pathlib import Path

import pytest

from credentials.checking import outside
from credentials.checking.claims import claims
from credentials.checking.reach import Reach
from credentials.checking.reports import Report
from credentials.standards.canonical import Unsafe
from tests.credentials.documents import LIST
from tests.credentials.outsiders import LATER, RSA, Elsewhere, Web, token

pytestmark = pytest.mark.pages

EXAMPLES = Path(__file__).parent / "vectors" / "1edtech"
ODD = [None, [], {}, "", "x", 0, -1, 1.5, True, [[]], [None], {"id": None}, ["x", {}]]


def spots(node, path=()):
    """Every place in a document, containers included."""
    if path:
        yield path
    if isinstance(node, dict):
        for key, value in node.items():
            yield from spots(value, (*path, key))
    elif isinstance(node, list):
        for key, value in enumerate(node):
            yield from spots(value, (*path, key))


def mutants(document, every=2):
    for number, path in enumerate(spots(document)):
        for odd in ODD[number % every :: every]:
            changed = copy.deepcopy(document)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = odd
            yield changed


@pytest.fixture(scope="module")
def issuer():
    return Elsewhere()


def signed(issuer, document):
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    try:
        return issuer.sign(unsigned)
    except (Unsafe, KeyError, TypeError, AttributeError):
        return document


def look(web, document):
    text = document if isinstance(document, str) else json.dumps(document)
    report = outside.examine(text, Reach(LATER, web.fetch))
    assert isinstance(report, Report)
    claims(report)
    return report


def test_badges_that_their_issuer_signed_in_any_shape(issuer):
    genuine = issuer.credential(expires_at="2027-11-20T12:00:00Z")
    for mutant in mutants(genuine):
        look(issuer.web, mutant)
    for mutant in mutants(
        {"credentialStatus": genuine["credentialStatus"], "validUntil": "x"}
    ):
        look(issuer.web, signed(issuer, {**genuine, **mutant}))


def test_tokens_in_any_shape(issuer):
    kid = issuer.publish_jwk(RSA)
    genuine = issuer.credential()
    for mutant in mutants({k: genuine[k] for k in ("credentialSubject", "issuer")}):
        made = {**genuine, **mutant}
        said = {"iss": issuer.did, "jti": None, "sub": None, "nbf": None}
        plain = {**genuine, "proof": None}
        look(issuer.web, token(plain, RSA, "RS256", kid, **{**mutant, **said}))
        look(issuer.web, token(plain, RSA, "RS256", kid, vc=made, **said))


def test_documents_of_keys_and_lists_in_any_shape():
    issuer = Elsewhere("odd.example.net")
    genuine = issuer.credential()
    for url in (issuer.address, LIST):
        kept = json.loads(issuer.web.pages[url])
        for mutant in mutants(kept):
            issuer.web.put(url, json.dumps(mutant))
            look(issuer.web, genuine)
            if url == LIST:
                issuer.web.put(url, json.dumps(signed(issuer, mutant)))
                look(issuer.web, genuine)
        issuer.web.put(url, kept)
    keys = RSA.as_dict(private=False)
    url = issuer.publish_jwk(RSA)
    made = token(genuine, RSA, "RS256", url)
    for mutant in mutants(keys):
        issuer.web.put(url, json.dumps(mutant))
        look(issuer.web, made)


def test_learner_records_and_endorsements_in_any_shape(issuer):
    record = json.loads((EXAMPLES / "clr-simple.json").read_text())
    complete = json.loads((EXAMPLES / "complete.json").read_text())
    for document in (record, complete):
        for mutant in mutants(document, every=6):
            look(issuer.web, mutant)
    inside = record["credentialSubject"]["verifiableCredential"]
    record["issuer"]["id"] = issuer.did
    for odd in (*ODD, [1], ["ey"], [issuer.credential(), "x", 7]):
        for place in ("endorsement", "endorsementJwt"):
            look(issuer.web, signed(issuer, {**issuer.credential(), place: odd}))
        subject = {**record["credentialSubject"], "verifiableCredential": odd}
        look(issuer.web, signed(issuer, {**record, "credentialSubject": subject}))
    assert inside


def test_hosted_badges_in_any_shape():
    host = "https://moodle.example.org"
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{host}/a",
        "recipient": {"type": "email", "identity": "sha256$00"},
        "badge": f"{host}/b",
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-01T00:00:00Z",
        "expires": "2028-01-01T00:00:00Z",
    }
    badge = {
        "type": "BadgeClass",
        "id": f"{host}/b",
        "name": "x",
        "issuer": f"{host}/i",
    }
    profile = {
        "type": "Issuer",
        "id": f"{host}/i",
        "name": "y",
        "verification": {"allowedOrigins": "moodle.example.org"},
    }
    documents = [assertion, badge, profile]
    for number, document in enumerate(documents):
        for mutant in mutants(document):
            web = Web({x["id"]: x for x in documents})
            web.put(documents[number]["id"], json.dumps(mutant))
            look(web, assertion)
            if number == 0:
                look(web, mutant)
