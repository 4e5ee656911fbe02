"""Verifiers that others wrote accept our credentials, and refuse what is no longer good.

Digital Bazaar's libraries and the Digital Credentials Consortium's verifier run under
Node against the running site: did:web and the status list are answered by it, over HTTP.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from credentials.actions import (
    ensure_issuer,
    ensure_sign_off,
    grant_award,
    make_key,
    revoke_award,
    share_award,
)
from credentials.models import Award
from credentials.standards import baking
from tests import services
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.documents import PaperIssuer

HERE = Path(__file__).parent
PUBLISHED = "http://localhost:8000"

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def node():
    """Node with the packages of the shrinkwrap, installed once for each state of it."""
    try:
        program = services.node()
    except services.Missing as problem:
        pytest.skip(str(problem))
    wanted = (HERE / "npm-shrinkwrap.json").read_text()
    installed = HERE / "node_modules" / ".installed-for"
    if not installed.exists() or installed.read_text() != wanted:
        npm = npm_of(program)
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"npm ci could not install the verifiers: {done.stderr[-300:]}")
        installed.write_text(wanted)
    return program


def npm_of(program):
    """npm that belongs to a Node, wheel or system."""
    script = Path(program).parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    return [program, str(script)] if script.exists() else [shutil.which("npm") or "npm"]


@pytest.fixture
def check(node, live_server, tmp_path):
    """What both verifiers say about credentials: `check(body, body)`."""

    def check(*bodies):
        files = []
        for n, body in enumerate(bodies):
            file = tmp_path / f"{n}.json"
            file.write_text(body if isinstance(body, str) else json.dumps(body))
            files.append(str(file))
        done = subprocess.run(
            [node, str(HERE / "check.mjs"), live_server.url, PUBLISHED, *files],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "NODE_OPTIONS": ""},
        )
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert any("/.well-known/did.json" in url for url in answer["asked"])
        return answer["results"]

    return check


def accepted(result):
    theirs, dcc = result["digitalbazaar"], result["dcc"]
    return (
        theirs["verified"]
        and theirs["status"] == "clear"
        and dcc == {**dcc, "signature": True, "unrevoked": True, "schema": True}
        and not theirs["errors"]
        and not dcc["errors"]
    )


def refused(result):
    """Neither of the two says that everything is well."""
    theirs, dcc = result["digitalbazaar"], result["dcc"]
    return not (theirs["verified"] and theirs["status"] == "clear") and not (
        dcc["signature"] and dcc["unrevoked"]
    )


def earn(name="Zoë Đặng-Müller שלום"):
    """A badge, a certificate and a sign-off of one person, signed."""
    course = make_course("Grüße & “quotes” 🪨")
    learner, admin = make_person(name), make_person("Admin", is_superuser=True)
    capstone = ensure_sign_off(
        f"capstone-{learner.pk}",
        name="Portfolio",
        description="One cycle.",
        criteria="All lines met.",
        task="The rubric.",
        minutes=210,
    )
    make_program(("Core", [course.achievement]), ("Capstone", [capstone]))
    finish(learner, course)
    grant_award(capstone, to=learner, by=admin)
    return list(Award.objects.filter(recipient=learner).order_by("pk"))


def body_of(award):
    return award.documents.order_by("-pk").first().body


def test_badge_sign_off_and_certificate_are_accepted(check):
    awards = earn()
    assert [a.achievement.kind for a in awards] == ["badge", "sign_off", "certificate"]
    for result in check(*map(body_of, awards)):
        assert accepted(result), result


def test_what_the_site_serves_is_accepted(check, client):
    award = earn()[0]
    share_award(award, by=award.recipient)
    address = f"/credentials/{award.public_id}"
    served = client.get(address, headers={"accept": "application/vc+ld+json"})
    baked = client.get(f"{address}.png").content
    for result in check(served.content.decode(), baking.unbake(baked)):
        assert accepted(result), result


def test_a_retired_key_still_verifies_and_the_new_one_too(check):
    before = earn()[0]
    make_key(ensure_issuer())
    after = earn()[0]
    for result in check(body_of(before), body_of(after)):
        assert accepted(result), result


def test_what_was_tampered_with_is_refused(check):
    award = earn()[0]
    good = json.loads(body_of(award))
    changed = []
    for change in ("name", "recipient", "signature", "status", "dates"):
        document = json.loads(body_of(award))
        if change == "name":
            document["credentialSubject"]["achievement"]["name"] += " and more"
        elif change == "recipient":
            document["credentialSubject"]["identifier"][1]["identityHash"] = "Eve"
        elif change == "signature":
            value = document["proof"][0]["proofValue"]
            document["proof"][0]["proofValue"] = value[:-1] + (
                "2" if value[-1] != "2" else "3"
            )
        elif change == "status":
            del document["credentialStatus"]
        else:
            document["validFrom"] = "2020-01-01T00:00:00Z"
        changed.append(document)
    good_one, *rest = check(good, *changed)
    assert accepted(good_one), good_one
    for result in rest:
        assert refused(result), result


def test_what_was_revoked_is_refused_and_its_neighbor_is_not(check):
    award, neighbor = earn()[:2]
    revoke_award(award, by=None, reason="Issued to the wrong person")
    revoked, other = check(body_of(award), body_of(neighbor))
    assert revoked["digitalbazaar"]["status"] == "revoked"
    assert not revoked["dcc"]["unrevoked"]
    assert accepted(other), other


def test_a_foreign_key_in_our_name_is_refused(check):
    ours = json.loads(body_of(earn()[0]))
    forger = PaperIssuer(PUBLISHED)
    assert forger.did == ours["issuer"]["id"]
    del ours["proof"]
    forged = forger.sign(ours)
    (result,) = check(forged)
    assert refused(result), result
    assert not result["digitalbazaar"]["verified"]
