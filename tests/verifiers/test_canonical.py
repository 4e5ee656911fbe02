"""A second lineage of RDFC-1.0 (Oxigraph, in Rust) reads the same bytes as we sign.

It is given N-Quads, not JSON-LD: its JSON-LD reader drops terms where two types bring
contexts of their own.
"""

import json
import random
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from credentials.actions import ensure_issuer, grant_award
from credentials.actions.documents import issue_document
from credentials.actions.transcripts import make_transcript
from credentials.models import Achievement, Award, PublishedDocument
from credentials.standards import canonical, multibase
from tests.verifiers.conftest import body_of, earn

pytestmark = pytest.mark.django_db


def oxigraph(document):
    """Canonical N-Quads by Oxigraph, from shuffled quads under other labels."""
    loader = {
        "documentLoader": lambda url, _options: {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": canonical.context(url),
        }
    }
    quads = jsonld.to_rdf(document, {**loader, "format": "application/n-quads"})
    lines = quads.replace("_:b", "_:other").splitlines()
    random.Random(7).shuffle(lines)
    dataset = Dataset(parse("\n".join(lines).encode(), RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    out = serialize(dataset, format=RdfFormat.N_QUADS).decode().splitlines()
    return "".join(f"{line}\n" for line in sorted(out))


def is_sound(document):
    """Whether the signature fits what Oxigraph canonicalized."""
    proof = document["proof"][0]
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    options = {k: v for k, v in proof.items() if k != "proofValue"}
    config = {"@context": document["@context"], **options}
    assert oxigraph(unsigned) == canonical.rdfc(unsigned)
    assert oxigraph(config) == canonical.rdfc(config)
    data = b"".join(sha256(oxigraph(d).encode()).digest() for d in (config, unsigned))
    public = multibase.public_of(proof["verificationMethod"].rpartition("#")[2])
    key = Ed25519PublicKey.from_public_bytes(public)
    key.verify(multibase.decode(proof["proofValue"]), data)
    return True


@pytest.fixture
def awards(settle):
    made = earn()
    settle()
    return list(Award.objects.filter(recipient=made[0].recipient).order_by("pk"))


def test_badge_sign_off_and_certificate(awards):
    assert len(awards) == 3
    for award in awards:
        assert is_sound(json.loads(body_of(award)))


def test_a_transcript_and_its_status_list(awards):
    holder = awards[0].recipient
    transcript = make_transcript(holder, by=holder)
    assert is_sound(json.loads(transcript.body))
    listed = PublishedDocument.objects.body_at(transcript.status_list.url)
    assert is_sound(json.loads(listed))


def test_a_half_of_a_joint_pair_and_its_endorsement(awards):
    ours = awards[2]
    theirs = grant_award(
        Achievement.objects.create(
            issuer=ensure_issuer(slug="valley", name="Valley College"),
            kind="certificate",
            slug="valley",
            name="Theirs",
            description="The partner's half.",
            criteria="The same.",
        ),
        to=ours.recipient,
        by=None,
    )
    Award.objects.filter(pk=theirs.pk).update(joint_with=ours)
    theirs.refresh_from_db()
    document = json.loads(issue_document(theirs).body)
    assert is_sound(document)
    assert is_sound(document["endorsement"][0])
