"""Hundreds of forgeries, none accepted; and what is legal to rewrite still holds.

Each mutant is a pair: what it is, and its text. Every one is checked as this site checks
anybody's credential: with our own issuer, a foreign one, and all their documents at hand.
"""

import copy
import hashlib
import hmac
import itertools
import json
import random

import pytest

from credentials.checking import outside
from credentials.checking.reach import Reach
from credentials.checking.reports import GENUINE, Verdict
from credentials.standards import multibase, proofs
from tests.credentials.documents import LIST, NOW, PaperIssuer
from tests.credentials.outsiders import (
    ED25519,
    LATER,
    P256,
    RSA,
    Elsewhere,
    KeyIssuer,
    packed,
    token,
)

pytestmark = pytest.mark.pages

ACCEPTED = {Verdict.GOOD, Verdict.GOOD_ELSEWHERE, Verdict.NO_LIST, Verdict.PARTLY}


class World:
    """Our issuer, another one, and everything that both publish."""

    def __init__(self):
        self.ours, self.other, self.keyed = PaperIssuer(), Elsewhere(), KeyIssuer()
        self.web = self.other.web
        self.kid = self.other.publish_jwk(RSA)
        self.web.pages.pop(LIST)
        for url, body in self.ours.published.items():
            self.web.put(url, body)
        self.credential = self.ours.credential(expires_at="2027-11-20T12:00:00Z")
        self.token = token(self.foreign(), RSA, "RS256", self.kid)

    def foreign(self, **changes):
        """A badge of the other issuer; it names no list."""
        made = self.other.credential(**changes)
        unsigned = {
            k: v for k, v in made.items() if k not in ("proof", "credentialStatus")
        }
        return self.other.sign(unsigned)

    def check(self, text, now=LATER):
        text = text if isinstance(text, str) else json.dumps(text)
        ours = {self.ours.did: self.ours.address}
        return outside.examine(text, Reach(now, self.web.fetch, ours))


@pytest.fixture(scope="module")
def world():
    return World()


def places(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from places(value, (*path, key))
    elif isinstance(node, list):
        for key, value in enumerate(node):
            yield from places(value, (*path, key))
    else:
        yield path


def put(document, path, value):
    changed = copy.deepcopy(document)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def cut(document, path):
    changed = copy.deepcopy(document)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return changed


def at(document, path):
    for key in path:
        document = document[key]
    return document


def edits(document):
    """Every value changed, left out and emptied."""
    for path in places(document):
        value = at(document, path)
        other = not value if isinstance(value, bool) else f"{value}x"
        yield f"changed {path}", put(document, path, other)
        yield f"cut {path}", cut(document, path)
        if isinstance(value, str):
            yield f"emptied {path}", put(document, path, "")


def flips(text, count, seed):
    """One byte of a text changed to another printable one."""
    chance = random.Random(seed)
    for place in chance.sample(range(len(text)), count):
        letters = 'abcXYZ0189-_{}",:.'
        letter = chance.choice([x for x in letters if x != text[place]])
        yield f"flip {place}", text[:place] + letter + text[place + 1 :]


def signed_by(signer, document, method):
    """Signed with somebody's secret, in the name of `method`."""
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    return proofs.add_proof(
        unsigned, method=method, created=NOW, sign=signer.secret.sign
    )


def forgeries(world):
    """Foreign keys in our name, our proof on other words, and renamed members."""
    ours, other, keyed = world.ours, world.other, world.keyed
    genuine = world.credential
    for forger in (other, keyed, PaperIssuer()):
        for method in (ours.method, forger.method, f"{forger.did}#{ours.key}"):
            yield f"{forger.did} as {method}", signed_by(forger, genuine, method)
        renamed = {**genuine, "issuer": {**genuine["issuer"], "id": forger.did}}
        if renamed != genuine:
            yield f"our proof for {forger.did}", renamed
        yield (
            f"{forger.did} re-signs with our method",
            signed_by(forger, renamed, ours.method),
        )
    for name, path in {
        "status": ("credentialStatus",),
        "end": ("validUntil",),
        "proof": ("proof",),
    }.items():
        yield f"without {name}", cut(genuine, path)
    status = genuine["credentialStatus"]
    bare = cut(genuine, ("credentialStatus",))
    yield (
        "status under its whole name",
        {**bare, "https://www.w3.org/2018/credentials#credentialStatus": status},
    )
    yield "status as @graph", {**bare, "@graph": [{"credentialStatus": status}]}
    yield (
        "status moved inside",
        put(
            bare,
            ("credentialSubject", "achievement"),
            {
                **genuine["credentialSubject"]["achievement"],
                "credentialStatus": status,
            },
        ),
    )
    yield (
        "twin credential inside",
        {
            **bare,
            "evidence": [
                {
                    "id": genuine["id"],
                    "type": ["VerifiableCredential"],
                    "credentialStatus": status,
                }
            ],
        },
    )
    for value in (None, [], {}, "x", {**status, "statusListIndex": "41"}):
        yield f"status {value!r}"[:40], {**genuine, "credentialStatus": value}
    second = ours.credential(id="https://learn.example.org/credentials/2")
    yield "swapped proof", {**genuine, "proof": second["proof"]}
    yield "swapped proof back", {**second, "proof": genuine["proof"]}
    yield "two proofs", {**genuine, "proof": genuine["proof"] + second["proof"]}
    yield "no proofs", {**genuine, "proof": []}
    yield "proof as text", {**genuine, "proof": "z" + "1" * 80}
    proof = genuine["proof"][0]
    for name, value in {
        "proofPurpose": "authentication",
        "cryptosuite": "eddsa-jcs-2022",
        "type": "Ed25519Signature2020",
        "verificationMethod": f"did:key:{ours.key}#{ours.key}",
        "@context": {},
        "proofValue": multibase.encode(b"\0" * 64),
    }.items():
        yield f"proof {name}", {**genuine, "proof": [{**proof, name: value}]}
    for context in (
        genuine["@context"][:1],
        genuine["@context"][::-1],
        [*genuine["@context"], {"name": "https://example.org/n"}],
        [*genuine["@context"], "https://evil.example/c"],
        {"@vocab": "https://example.org/"},
    ):
        yield f"contexts {context}"[:60], {**genuine, "@context": context}


def tokens(world):
    """Tokens with other headers, keys, claims and letters."""
    badge = world.foreign()
    head, body, signature = world.token.split(".")
    jwk = RSA.as_dict(private=False)
    yield "none", f"{packed({'alg': 'none'})}.{body}."
    yield "None", f"{packed({'alg': 'None', 'kid': world.kid})}.{body}."
    yield "none with signature", f"{packed({'alg': 'none'})}.{body}.{signature}"
    yield "no signature", f"{head}.{body}."
    public = RSA.as_pem(private=False)
    for secret in (public, json.dumps(jwk).encode(), world.web.pages[world.kid]):
        header = packed({"alg": "HS256", "kid": world.kid, "typ": "JWT"})
        mac = hmac.new(secret, f"{header}.{body}".encode(), hashlib.sha256).digest()
        yield "HS256 with the public key", f"{header}.{body}.{packed(mac)}"
    mallory = type(RSA).generate_key(2048, private=True)
    theirs = mallory.as_dict(private=False)
    crit = {"alg": "RS256", "kid": world.kid, "crit": ["exp"], "exp": 1}
    yield "a header that must be understood", f"{packed(crit)}.{body}.{signature}"
    for header in (
        {},
        {"jwk": theirs},
        {"jku": "https://evil.example/jwks"},
        {"x5u": "https://evil.example/cert"},
        {"x5c": ["AAAA"]},
    ):
        for kid in (world.kid, ""):
            name = f"other key {list(header)} {kid}"
            yield name, token(badge, mallory, "RS256", kid, header)
    for key, alg in (
        (P256, "ES256"),
        (ED25519, "EdDSA"),
        (RSA, "PS256"),
        (RSA, "RS512"),
    ):
        yield f"alg {alg}", token(badge, key, alg, world.kid)
    for name, value in itertools.product(
        ("iss", "jti", "sub", "nbf", "exp"), ("x", 1, True, [], {})
    ):
        yield (
            f"claim {name} {value!r}",
            token(badge, RSA, "RS256", world.kid, **{name: value}),
        )
    in_our_name = {**badge, "issuer": {**badge["issuer"], "id": world.ours.did}}
    yield "in our name", token(in_our_name, RSA, "RS256", world.kid)
    yield "in our name, our kid", token(in_our_name, RSA, "RS256", world.ours.method)
    payload = {k: v for k, v in badge.items() if k != "proof"}
    for path in places(payload):
        changed = {**put(payload, path, "other"), "iss": world.other.did}
        yield f"body {path}", f"{head}.{packed(changed)}.{signature}"
    yield from flips(world.token, 120, seed=7)


def stale(world):
    """Sound ones at the wrong time, revoked ones, and ones of a withdrawn key."""
    yield "expired", world.check(world.credential, now=LATER.replace(year=2028))
    yield "not yet", world.check(world.credential, now=LATER.replace(year=2025))
    yield "token, not yet", world.check(world.token, now=LATER.replace(year=2025))
    kept = world.web.pages[LIST]
    world.ours.revoke(42)
    world.web.put(LIST, world.ours.published[LIST])
    yield "revoked", world.check(world.credential)
    world.web.put(LIST, kept)
    withdrawn = json.dumps({"id": world.ours.did, "assertionMethod": []})
    kept = world.web.pages[world.ours.address]
    world.web.put(world.ours.address, withdrawn)
    yield "withdrawn", world.check(world.credential)
    world.web.put(world.ours.address, kept)
    rekeyed = PaperIssuer()
    yield "re-keyed", world.check(rekeyed.credential())


def test_no_mutant_is_accepted(world):
    """At least 500 of them."""
    assert world.check(world.credential).verdict is Verdict.GOOD
    assert world.check(world.foreign()).verdict is Verdict.NO_LIST
    assert world.check(world.token).verdict is Verdict.NO_LIST
    mutants = [
        *edits(world.credential),
        *forgeries(world),
        *tokens(world),
        *flips(json.dumps(world.credential), 120, seed=5),
    ]
    accepted = []
    for name, mutant in mutants:
        text = mutant if isinstance(mutant, str) else json.dumps(mutant)
        if text != world.token and world.check(text).verdict in GENUINE:
            accepted.append(name)
    reports = list(stale(world))
    accepted += [name for name, report in reports if report.verdict in ACCEPTED]
    assert accepted == []
    assert len(mutants) + len(reports) >= 500


def shuffled(node, chance):
    if isinstance(node, dict):
        pairs = [(k, shuffled(v, chance)) for k, v in node.items()]
        chance.shuffle(pairs)
        return dict(pairs)
    return [shuffled(v, chance) for v in node] if isinstance(node, list) else node


def test_what_is_legal_to_rewrite_still_holds(world):
    genuine = world.credential
    legal = [shuffled(genuine, random.Random(seed)) for seed in range(5)]
    legal.append({**genuine, "proof": genuine["proof"][0]})
    for document in legal:
        assert world.check(document).verdict is Verdict.GOOD
    spaced = json.dumps(genuine, indent=4, ensure_ascii=True)
    assert world.check(f"\n{spaced}\n").verdict is Verdict.GOOD
