"""What is no credential, or one made to do harm, is said in words and at once."""

import time

import pytest

from credentials.checking import reading
from credentials.checking.reports import Verdict
from credentials.checking.texts import Unreadable
from tests.credentials.outsiders import Elsewhere, Web

pytestmark = pytest.mark.pages


@pytest.fixture
def issuer():
    return Elsewhere()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x00\x00", "not a JSON"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "damaged"),
        (b"<!doctype html><html>", "web page"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "drawing",
        ),
        (
            b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
            "entities",
        ),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (b"[" * 10_000, "nested deeper"),
        (b'{"a":' * 10_000, "nested deeper"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "nested deeper"),
        (b'{"name": 1, "name": 2}', "stands in it twice"),
        (b'{"x": NaN}', "NaN"),
        (b'{"x": "\\u0000"}', "control characters"),
        (b'{"x": "\\ud800"}', "control characters"),
        (b'{"x": [' + b"1," * 13_000 + b"1]}", "more than any"),
        (b"[]", "not a JSON object"),
        (b"{}", "not say that it is an Open Badge"),
        (b'{"type": "VerifiablePresentation"}', "presentation"),
        (b"ey" + b"_" * 18 + b".e30.x", "cannot be decoded"),
    ],
    ids=lambda x: None if isinstance(x, bytes) else x,
)
def test_what_is_no_credential_is_said_in_words(data, words):
    try:
        report = Web().check(reading.text_in(data))
        said = " ".join(c.detail for c in report.checks)
        assert report.verdict is Verdict.UNREADABLE
    except Unreadable as refused:
        said = refused.sentence
    assert words in said


def test_words_from_an_unknown_place_are_named(issuer):
    credential = issuer.credential()
    credential["@context"].append("https://evil.example/context.json")
    report = issuer.check(credential)
    assert not report.is_genuine
    assert "https://evil.example/context.json" in report.checks[0].detail


def test_a_graph_made_to_keep_us_busy_is_put_down(issuer):
    """Twice nine parts that nothing tells apart: putting them in order takes years."""
    credential = issuer.credential()
    alike = {"type": ["Alignment"], "targetName": "x", "targetUrl": "urn:x:y"}
    result = {"type": ["Result"], "alignment": [alike] * 9}
    credential["credentialSubject"]["result"] = [result, result]
    started = time.monotonic()
    report = issuer.check(credential)
    assert time.monotonic() - started < 5
    assert not report.is_genuine
    assert "take years" in " ".join(c.detail for c in report.checks)


@pytest.mark.parametrize(
    "shape", ["one list", "lists in lists", "one thing many times"]
)
def test_lists_made_to_keep_us_busy_are_put_down(issuer, shape):
    """Values of one property are compared with one another: ten thousand take a minute."""
    credential = issuer.credential()
    achievement = credential["credentialSubject"]["achievement"]
    if shape == "one list":
        achievement["tag"] = [f"tag {n}" for n in range(9_000)]
    elif shape == "lists in lists":
        achievement["tag"] = [[f"tag {m} {n}" for n in range(90)] for m in range(90)]
    else:
        credential["evidence"] = [
            {"id": "urn:x:1", "type": ["Evidence"], "name": f"name {n}"}
            for n in range(2_500)
        ]
    started = time.monotonic()
    report = issuer.check(credential)
    assert time.monotonic() - started < 2
    assert report.verdict is Verdict.UNREADABLE
    assert "more than any credential" in report.checks[0].detail
