"""Issuers that are none of ours, and a web of documents that lives in a dictionary."""

import base64
import datetime as dt
import json
import warnings

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from credentials.checking import outside
from credentials.checking.reach import Fetched, NotFetched, Reach
from credentials.standards import multibase, proofs
from tests.credentials.documents import NOW, PaperIssuer

LATER = NOW + dt.timedelta(days=1)
RSA = RSAKey.generate_key(2048, private=True)
P256 = ECKey.generate_key("P-256", private=True)
ED25519 = OKPKey.generate_key("Ed25519", private=True)


class Web:
    """What others publish, by address; it remembers what was asked for."""

    def __init__(self, pages=None):
        self.pages = {}
        self.asked = []
        for url, body in (pages or {}).items():
            self.put(url, body)

    def put(self, url, body):
        if isinstance(body, dict):
            body = json.dumps(body)
        self.pages[url] = body.encode() if isinstance(body, str) else body

    def fetch(self, url):
        self.asked.append(url)
        found = self.pages.get(url)
        if found is None:
            raise NotFetched(f"There is nothing at {url}.")
        if isinstance(found, Exception):
            raise found
        return Fetched(found)

    def check(self, credential, now=LATER, ours=None):
        """What a check of this credential finds, with no issuer of ours in the world."""
        text = credential if isinstance(credential, str) else json.dumps(credential)
        return outside.examine(text, Reach(now, self.fetch, ours or {}))


class Elsewhere(PaperIssuer):
    """A did:web issuer with a host of its own, and its documents on the web."""

    def __init__(self, host="badges.example.net"):
        self.web = Web()
        super().__init__(f"https://{host}")
        self.origin = f"https://{host}"
        for url, body in self.published.items():
            self.web.put(url, body)

    def revoke(self, *indexes):
        super().revoke(*indexes)
        for url, body in self.published.items():
            self.web.put(url, body)

    def did_document(self):
        return json.loads(self.published[self.address])

    def check(self, credential, now=LATER):
        return self.web.check(credential, now)

    def publish_jwk(self, key, kid="token-1", at=None):
        """Publish a JWK at an address, and in the DID document."""
        url = at or f"{self.origin}/keys/{kid}"
        jwk = key.as_dict(private=False)
        document = json.loads(self.web.pages[self.address])
        method = {
            "id": f"{self.did}#{kid}",
            "type": "JsonWebKey",
            "controller": self.did,
            "publicKeyJwk": jwk,
        }
        document["verificationMethod"].append(method)
        document["assertionMethod"].append(method["id"])
        self.web.put(self.address, document)
        self.web.put(url, jwk)
        return url


class KeyIssuer(PaperIssuer):
    """An issuer whose whole name is its key (did:key)."""

    def __init__(self):
        self.web = Web()
        super().__init__()
        self.did = f"did:key:{self.key}"
        self.method = f"{self.did}#{self.key}"
        self.revoke()
        for url, body in self.published.items():
            self.web.put(url, body)

    def check(self, credential, now=LATER):
        return self.web.check(credential, now)


def line(report, name):
    """The line of a report that answers a question."""
    return next(c for c in report.checks if c.name == name)


def packed(value):
    data = json.dumps(value).encode() if isinstance(value, dict) else value
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def seconds(moment):
    return int(dt.datetime.fromisoformat(moment).timestamp())


def token(credential, key, alg, kid, header=None, **claims):
    """A credential as a VC-JWT, with whatever header and claims a test wants."""
    document = {k: v for k, v in credential.items() if k != "proof"}
    said = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": seconds(document["validFrom"]),
    }
    if "validUntil" in document:
        said["exp"] = seconds(document["validUntil"])
    payload = {k: v for k, v in {**document, **said, **claims}.items() if v is not None}
    head = {"alg": alg, "typ": "JWT", **({"kid": kid} if kid else {}), **(header or {})}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return jws.serialize_compact(head, json.dumps(payload), key, algorithms=[alg])


def sign_with_p256(document, key, method, created=NOW):
    """A Data Integrity proof of the suite ecdsa-rdfc-2019."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-rdfc-2019",
        "created": proofs.moment(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    der = key.private_key.sign(proofs.hash_data(document, options), ec.ECDSA(SHA256()))
    r, s = decode_dss_signature(der)
    value = multibase.encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return {**document, "proof": [{**options, "proofValue": value}]}


def p256_multikey(key):
    numbers = key.public_key.public_numbers()
    prefix = b"\x03" if numbers.y % 2 else b"\x02"
    return multibase.encode(b"\x80\x24" + prefix + numbers.x.to_bytes(32, "big"))
