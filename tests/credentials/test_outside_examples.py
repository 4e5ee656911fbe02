"""The files with which 1EdTech tests its own validator: sound ones hold, erring ones do not."""

from pathlib import Path

import pytest

from credentials.checking import reading
from credentials.checking.reports import Verdict
from tests.credentials.outsiders import Web, line

pytestmark = pytest.mark.pages

EXAMPLES = Path(__file__).parent / "vectors" / "1edtech"
RAW = "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist"
WELLSPRING = "https://dc.1edtech.org/wellspring2022/wellspring-portal"


def controller(name, *methods):
    return {
        "id": name,
        "verificationMethod": [
            {
                "id": f"{name}#{key}",
                "type": "Multikey",
                "controller": name,
                "publicKeyMultibase": key,
            }
            for key in methods
        ],
        "assertionMethod": [f"{name}#{key}" for key in methods],
    }


SHARED = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
WELLSPRING_DID = "did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:da1e96e9-afcc-4eed-b9a2-2ddf7353214c"


@pytest.fixture
def world():
    """The documents that 1EdTech's examples name, from a dictionary."""
    return Web(
        {
            "https://example.com/issuers/876543": controller(
                "https://example.com/issuers/876543",
                SHARED,
                "z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x",
                "z6MkvREVgsHx7Ppae68vCoByy73ZD4aMSJiPML2cryVL8JAx",
            ),
            "https://example.edu/issuers/565049": controller(
                "https://example.edu/issuers/565049",
                SHARED,
                "z6MkpdiSxHxoFNzRUxgKZmTxbB5Zzw2T8UDdDfFEyYewq2Gw",
            ),
            "https://1edtech.edu/issuers/565049": controller(
                "https://1edtech.edu/issuers/565049",
                SHARED,
                "z6Mknyb2Gb4NxzW3xSr9ChTtdQZ1zs77piQ3r9SaJ9vMzmrs",
            ),
            "https://state.gov/issuers/565049": controller(
                "https://state.gov/issuers/565049",
                "z6MkoMGF38Ck9xkdqrbZt4h9eHb1qc3GhAAkoSWa4Vy3SHRN",
            ),
            f"{WELLSPRING}/org/da1e96e9-afcc-4eed-b9a2-2ddf7353214c/did.json": controller(
                WELLSPRING_DID, SHARED
            ),
            f"{WELLSPRING}/api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c": {
                "id": f"{WELLSPRING}/api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c",
                "issuer": WELLSPRING_DID,
                "revokedCredential": [
                    {
                        "id": f"{WELLSPRING}/credential/54418d3f-ec01-4652-800a-861c890a51a1",
                        "revoked": True,
                        "revocationReason": "A test",
                    }
                ],
            },
            "https://1edtech.edu/credentials/3732/revocations": {
                "issuer": "https://1edtech.edu/issuers/565049",
                "revokedCredential": [],
            },
            RAW: (EXAMPLES / "testlist.json").read_text(),
        }
    )


def given(name):
    return reading.text_in((EXAMPLES / name).read_bytes())


SOUND = {
    "simple.json": Verdict.NO_LIST,
    "simple-json.png": Verdict.NO_LIST,
    "simple-json.svg": Verdict.NO_LIST,
    "simple-context-alias.json": Verdict.NO_LIST,
    "simple-context-version.json": Verdict.NO_LIST,
    "simple-did-web-method.json": Verdict.NO_LIST,
    "simple-eddsa-2022.json": Verdict.NO_LIST,
    "simple-multiple-proofs.json": Verdict.NO_LIST,
    "endorsement-valid.json": Verdict.NO_LIST,
    "complete.json": Verdict.GOOD_ELSEWHERE,
    "clr-simple.json": Verdict.NO_LIST,
    "credential-status-revoked.json": Verdict.REVOKED,
    "credential-status-revoked-blank-nodes.json": Verdict.REVOKED,
}


@pytest.mark.parametrize(("name", "verdict"), SOUND.items())
def test_1edtechs_sound_files_hold(world, name, verdict):
    report = world.check(given(name))
    assert line(report, "issuer").passed
    assert line(report, "signature").passed
    assert report.verdict is verdict


def test_1edtechs_erring_files_are_refused(world):
    erring = sorted(p.name for p in EXAMPLES.glob("*-err-*.json"))
    assert len(erring) == 20
    for name in erring:
        report = world.check(given(name))
        genuine = {Verdict.EXPIRED} if name == "simple-err-expired.json" else set()
        assert report.verdict in genuine or not report.is_genuine, name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("derivedcredential.json", "ecdsa-sd-2023"),
        ("simple-jwt.svg", "brings along"),
        ("simple-did-key-method.json", "belongs to did:key"),
    ],
)
def test_1edtechs_files_that_we_do_not_call_genuine_and_why(world, name, words):
    report = world.check(given(name))
    assert not report.is_genuine
    assert words in " ".join(c.detail for c in report.checks)
