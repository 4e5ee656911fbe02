"""Verifiers that others wrote, run under Node against the running site.

did:web, keys and status lists are answered by it over HTTP; what 1EdTech publishes is
answered by the copies in this project (`fetching.mjs`).
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from credentials.actions import ensure_sign_off, grant_award
from credentials.actions.documents import newest
from credentials.models import Award
from tests import services
from tests.credentials.conftest import finish, make_course, make_person, make_program

HERE = Path(__file__).parent
PUBLISHED = "http://localhost:8000"


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
def run(node, tmp_path):
    """A script's answer about files: `run("pictures.mjs", ["a.png"], [data])`."""

    def run(script, names, bodies, *arguments):
        files = []
        for n, (name, body) in enumerate(zip(names, bodies, strict=True)):
            file = tmp_path / f"{n}-{name}"
            file.write_bytes(body if isinstance(body, bytes) else body.encode())
            files.append(str(file))
        done = subprocess.run(
            [node, str(HERE / script), *arguments, *files],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "NODE_OPTIONS": ""},
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def check(run, live_server):
    """What the verifiers say about credentials: `check(body, body)`."""

    def check(*bodies):
        texts = [b if isinstance(b, str) else json.dumps(b) for b in bodies]
        names = ["credential.json"] * len(texts)
        answer = run("check.mjs", names, texts, live_server.url, PUBLISHED)
        assert any(url.endswith("/did.json") for url in answer["asked"])
        return answer["results"]

    return check


@pytest.fixture
def check_tokens(run, live_server):
    """What jose says about tokens: `check_tokens(token, token)`."""

    def check_tokens(*tokens):
        names = ["credential.jwt"] * len(tokens)
        return run("tokens.mjs", names, tokens, live_server.url, PUBLISHED)["results"]

    return check_tokens


def accepted(result):
    """Everybody says that everything is well: signature, dates, status and schema."""
    theirs, dcc = result["digitalbazaar"], result["dcc"]
    return (
        theirs["verified"]
        and theirs["status"] == "clear"
        and dcc["signature"]
        and dcc["unexpired"]
        and dcc["unrevoked"]
        and dcc["schema"] in (True, "none known")
        and not theirs["errors"]
        and not dcc["errors"]
        and not result["schema"]
    )


def refused(result):
    """Neither of the two says that everything is well."""
    theirs, dcc = result["digitalbazaar"], result["dcc"]
    return not (theirs["verified"] and theirs["status"] == "clear") and not (
        dcc["signature"] and dcc["unrevoked"] and dcc["unexpired"]
    )


def reason(result):
    """What Digital Bazaar's libraries have against a credential, in their words."""
    return " ".join(result["digitalbazaar"]["errors"])


def earn(name="Zoë Đặng-Müller שלום"):
    """A badge, a sign-off and a certificate of one person, signed."""
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
    """The signed file of an award."""
    return newest(award).body
