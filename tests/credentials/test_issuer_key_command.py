"""Keys and further issuers from the server's shell."""

import json

import pytest
from django.core.management import CommandError, call_command

from credentials.actions import check_text, ensure_issuer
from credentials.actions.documents import newest
from credentials.models import Issuer, PublishedDocument


@pytest.fixture
def run(db, capsys):
    """Run a command and read what it says."""

    def said(*words):
        call_command(*words)
        return capsys.readouterr().out

    return said


def active(issuer, algorithm="ed25519"):
    return issuer.keys.active().get(algorithm=algorithm)


def test_the_list_names_every_key_and_where_it_stands(run):
    said = run("issuer_key", "list")
    issuer = ensure_issuer()
    assert issuer.did in said
    for key in issuer.keys.all():
        assert f"{key.kid}  {key.algorithm}  signs now since" in said
    assert said.count("\n") == 3


@pytest.mark.parametrize("algorithm", ["ed25519", "rs256"])
def test_the_next_key_is_made_then_activated(run, algorithm):
    issuer = ensure_issuer()
    said = run("issuer_key", "create", algorithm)
    key = issuer.keys.waiting().get(algorithm=algorithm)
    assert said.startswith(f"{key.kid}  published, waits for its turn since ")
    said = run("issuer_key", "activate", key.kid[:-1])
    assert "signs now" in said
    assert active(issuer, algorithm) == key
    assert "signs no more, still published" in run("issuer_key", "list")


def test_a_key_can_sign_at_once(run):
    before = active(ensure_issuer())
    run("issuer_key", "create", "--at-once")
    assert active(ensure_issuer()) != before


def test_a_stolen_key_is_withdrawn_and_the_list_tells_how_far_it_is(run, badge, settle):
    key = badge.documents.get().key
    said = run("issuer_key", "compromised", key.kid, "--reason", "A backup was lost.")
    assert "compromised, published no more" in said
    assert "1 still to be signed anew" in run("issuer_key", "list")
    settle()
    assert "0 still to be signed anew" in run("issuer_key", "list")
    assert check_text(newest(badge).body).is_good


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("create", "--issuer", "nobody"), "There is no issuer “nobody”"),
        (("activate", "z"), "1 keys begin with z"),
        (("compromised", "unknown", "--reason", "x"), "0 keys begin with unknown"),
    ],
)
def test_what_cannot_be_done_says_why(run, words, sentence):
    if words[1] == "z":
        run("issuer_key", "create")
        sentence = "2 keys begin with z"
    with pytest.raises(CommandError, match=sentence):
        run("issuer_key", *words)


def test_what_is_active_cannot_be_activated(run):
    with pytest.raises(CommandError, match="does not wait for its turn"):
        run("issuer_key", "activate", active(ensure_issuer()).kid)


def test_a_further_issuer_stands_on_the_site(run, client):
    said = run("issuer", "create", "partner", "--name", "Partner University")
    issuer = Issuer.objects.get(slug="partner")
    assert issuer.did in said
    assert issuer.did.endswith(":issuers:partner")
    document = client.get("/issuers/partner/did.json").json()
    assert document["id"] == issuer.did
    assert len(document["assertionMethod"]) == 2
    listed = issuer.status_lists.get()
    path = listed.url.removeprefix(issuer.origin)
    assert client.get(path).json()["issuer"] == issuer.did
    assert active(issuer).kid in run("issuer_key", "list")


def test_keys_of_a_further_issuer_rotate_by_its_slug(run):
    run("issuer", "create", "partner", "--name", "Partner University")
    run("issuer_key", "create", "--issuer", "partner", "--at-once")
    issuer = Issuer.objects.get(slug="partner")
    document = json.loads(PublishedDocument.objects.body_at(issuer.document_url))
    assert len(document["verificationMethod"]) == 3
    assert ensure_issuer().keys.count() == 2


@pytest.mark.parametrize(
    ("slug", "name", "sentence"),
    [
        ("Not A Slug", "Partner", "needs a name, and a slug"),
        ("../up", "Partner", "needs a name, and a slug"),
        ("", "Partner", "needs a name, and a slug"),
        ("partner", " ", "needs a name, and a slug"),
        ("taken", "Partner", "There is an issuer at /issuers/taken/ already"),
    ],
)
def test_an_issuer_that_cannot_be(run, slug, name, sentence):
    run("issuer", "create", "taken", "--name", "First")
    with pytest.raises(CommandError, match=sentence):
        run("issuer", "create", slug, "--name", name)
    assert Issuer.objects.count() == 2
