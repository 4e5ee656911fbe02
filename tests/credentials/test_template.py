"""The short way to canonical form gives the plain way's bytes, or says that it cannot."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.standards import openbadges, proofs, template
from credentials.standards.canonical import Unsafe, dumps, rdfc
from tests.credentials.documents import LIST, NOW, ORIGIN, PaperIssuer, snapshot

pytestmark = pytest.mark.pages

paper = PaperIssuer()
# What people are called, and what breaks naive escaping.
AWKWARD = st.sampled_from(
    [
        *('"', "\\", '\\"', "\\n", "\n", "\r\n", "\t", "<", ">", "{", "^^", "@en"),
        *("_:b0", "urn:x-tok:0;", '"urn:x-tok:1;"'),
        *("\u0634\u0631\u064a\u0641\u0629", "\u200f", "\u202e", "\u2028"),
        *("\U0001f469\U0001f3fd\u200d\U0001f3eb", "\u00e9", "e\u0301"),
    ]
)
NAMES = st.lists(st.one_of(AWKWARD, st.text(max_size=8)), max_size=5).map("".join)
MOMENTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 1, 1)).map(
    lambda moment: proofs.moment(moment.replace(tzinfo=dt.UTC))
)


@st.composite
def snapshots(draw):
    """What awards of one achievement may say of different people."""
    said = snapshot(
        paper.did,
        id=f"{ORIGIN}/credentials/{draw(st.uuids())}",
        awarded_at=draw(MOMENTS),
        started_at=draw(st.none() | MOMENTS),
        expires_at=draw(st.none() | MOMENTS),
    )
    salt = draw(NAMES) or "salt"
    said["recipient"] = {
        "id": f"urn:uuid:{draw(st.uuids())}",
        "name": draw(NAMES),
        "salt": salt,
        "email_hash": openbadges.identity_hash(draw(st.emails()), salt),
    }
    said["achievement"]["minutes"] = draw(st.sampled_from([0, 45, 85, 600]))
    said["achievement"]["name"] = draw(NAMES) or "A course"
    said["components"] = draw(
        st.lists(
            st.builds(
                lambda key, name: {
                    "name": name or "Part",
                    "achievement": f"{ORIGIN}/achievements/{key}",
                    "credential": f"{ORIGIN}/credentials/{key}",
                },
                st.uuids(),
                NAMES,
            ),
            max_size=3,
        )
    )
    return said


def document_of(said, index=42):
    return openbadges.document(said, status_url=LIST, status_index=index)


@settings(max_examples=60, deadline=None)
@given(snapshots(), st.integers(0, 131_071))
def test_whoever_it_is_both_ways_sign_the_same_bytes(said, index):
    document = document_of(said, index)
    skeleton, words = template.fold(document)
    try:
        canonical = template.Template(skeleton).canonical(words)
    except (template.Unfit, Unsafe):
        return  # the plain way decides
    assert canonical == rdfc(document)


@settings(max_examples=60, deadline=None)
@given(snapshots(), NAMES, NAMES, st.uuids())
def test_a_template_made_for_one_fits_the_next(said, name, salt, key):
    first = document_of(said)
    changed = {
        **said,
        "id": f"{ORIGIN}/credentials/{key}",
        "recipient": {
            **said["recipient"],
            "name": name and said["recipient"]["name"] and name,
            "salt": salt or "x",
        },
    }
    second = document_of(changed, 7)
    skeleton, _words = template.fold(first)
    other, words = template.fold(second)
    if dumps(skeleton) != dumps(other):
        return  # another skeleton, so another template
    try:
        canonical = template.Template(skeleton).canonical(words)
    except (template.Unfit, Unsafe):
        return
    assert canonical == rdfc(second)


def test_ordinary_names_take_the_short_way():
    """Otherwise the two tests above would prove nothing."""
    for name in ('Zoë "Zo" O\'Neil', "محمد بن علي", "Ana\\María", "👩🏽‍🏫 Lin", "a\nb"):
        said = snapshot(paper.did)
        said["recipient"]["name"] = name
        skeleton, words = template.fold(document_of(said))
        assert template.Template(skeleton).canonical(words) == rdfc(document_of(said))


def test_the_signed_file_is_the_same_to_the_byte():
    document = document_of(snapshot(paper.did))
    skeleton, words = template.fold(document)
    options = proofs.options_for(paper.method, NOW)
    canonical = template.made_of(dumps(skeleton)).canonical(words)
    digest = template.sha256(canonical.encode()).digest()
    data = proofs.hash_options(openbadges.CONTEXT, options) + digest
    made = proofs.with_proof(document, options, paper.secret.sign(data))
    assert dumps(made) == dumps(paper.sign(document))
    assert paper.check(dumps(made)).is_good


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 600},
        {"name": "Another course"},
        {"description": "Other words."},
        {"version": "2"},
    ],
)
def test_what_is_no_token_makes_another_template(change):
    said, other = snapshot(paper.did), snapshot(paper.did)
    other["achievement"].update(change)
    skeletons = {dumps(template.fold(document_of(s))[0]) for s in (said, other)}
    assert (len(skeletons) == 1) == ("minutes" in change)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "not an address"),
        ("id", 'https://x.org/"><b'),
        ("id", "https://x.org/a b"),
        ("id", "schema:thing"),
        ("id", "/relative"),
    ],
)
def test_an_unusual_address_takes_the_plain_way(field, value):
    skeleton, words = template.fold(document_of(snapshot(paper.did, **{field: value})))
    with pytest.raises(template.Unfit):
        template.Template(skeleton).canonical(words)


@pytest.mark.parametrize("name", ["\x00", "a\x7f", "_:b0", "\ud800"])
def test_what_the_plain_way_refuses_the_short_way_leaves_to_it(name):
    said = snapshot(paper.did)
    said["recipient"]["name"] = name
    document = document_of(said)
    skeleton, words = template.fold(document)
    with pytest.raises(template.Unfit):
        template.Template(skeleton).canonical(words)
    with pytest.raises(Unsafe):
        rdfc(document)


def test_a_course_whose_words_look_like_tokens_takes_the_plain_way():
    said = snapshot(paper.did)
    said["achievement"]["description"] = "Write “urn:x-tok:0;” on the board."
    skeleton, _words = template.fold(document_of(said))
    with pytest.raises(template.Unfit):
        template.Template(skeleton)


def test_parts_that_look_alike_take_the_plain_way():
    part = {
        "name": "Part",
        "achievement": f"{ORIGIN}/achievements/1",
        "credential": f"{ORIGIN}/credentials/1",
    }
    document = document_of(snapshot(paper.did, components=[part, dict(part)]))
    skeleton, words = template.fold(document)
    with pytest.raises(template.Unfit):
        template.Template(skeleton).canonical(words)
