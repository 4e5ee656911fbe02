"""docs/reference/credentials.md says what the code does."""

import re

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from credentials.checking.reports import Verdict
from credentials.models.awards import Format
from credentials.models.issuing import Algorithm, KeyState
from credentials.standards.statuslist import SIZE
from credentials.urls import urlpatterns

TEXT = (settings.BASE_DIR / "docs" / "reference" / "credentials.md").read_text()
UUID = "6f1c2c1e-7a0f-4d0e-9f7e-0c2a8f1d3b55"
# For the holder alone: they are told by the pages that lead to them.
OWN = ("me/", "sharing/", "renewal/", "withdrawal/")


def cells(title):
    """The first cells of the table whose head begins with this word."""
    table = TEXT.split(f"\n| {title} |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| (.+?) \|", table, re.MULTILINE)


def addresses():
    """Every address of the table, with the endings that follow it."""
    found = []
    for cell in cells("Address"):
        first, *others = re.findall(r"`([^`]+)`", cell)
        stem = re.sub(r"\.\w+$", "", first)
        found += [first, *(x if x.startswith("/") else stem + x for x in others)]
    return [
        x.replace("<uuid>", UUID).replace("<n>", "1").replace("<slug>", "partner")
        .replace("<key>", "z6Mk")
        for x in found
    ]  # fmt: skip


@pytest.mark.parametrize("address", addresses())
def test_every_address_exists(address):
    try:
        assert resolve(address).app_name == "credentials"
    except Resolver404:
        pytest.fail(f"{address} leads nowhere")


def test_every_public_route_is_listed():
    listed = {resolve(address).func for address in addresses()}
    missing = {
        str(route.pattern)
        for route in urlpatterns
        if not any(word in str(route.pattern) for word in OWN)
        and route.callback not in listed
    }
    assert not missing


def test_every_form_that_is_stored_is_listed():
    assert set(Format.values) <= {name.strip("`") for name in cells("Form")}


def test_every_verdict_is_explained():
    assert {name.strip("`") for name in cells("Verdict")} == {str(v) for v in Verdict}


def test_every_algorithm_and_state_of_a_key_is_explained():
    assert {name.strip("`") for name in cells("Algorithm")} == set(Algorithm.values)
    assert {name.strip("`") for name in cells("State")} == {str(s) for s in KeyState}


def test_the_size_of_a_list_is_true():
    assert f"{SIZE:,} entries" in TEXT
