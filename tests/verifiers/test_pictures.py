"""Software that others wrote finds the credential in our pictures, and verifies it."""

import json

import pytest

from credentials.actions import share_award
from credentials.standards import baking, svg
from tests.verifiers.conftest import accepted, body_of, earn, refused

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def award():
    award = earn()[2]
    return share_award(award, by=award.recipient)


def test_both_generations_are_found_in_a_png(run, check, client, award):
    image = client.get(f"/credentials/{award.public_id}.png").content
    (found,) = run("pictures.mjs", ["badge.png"], [image])["results"]
    assert found["order"][0] == "IHDR" and found["order"][-1] == "IEND"
    assert found["order"].index("iTXt") < found["order"].index("IDAT")
    assert found["openbadgecredential"] == [body_of(award)]
    (hosted,) = map(json.loads, found["openbadges"])
    assert hosted == client.get(f"/ob2/assertions/{award.public_id}").json()
    (result,) = check(*found["openbadgecredential"])
    assert accepted(result), result


def test_the_credential_is_found_in_a_drawing(run, check, client, award):
    image = client.get(f"/credentials/{award.public_id}.svg").content
    (found,) = run("pictures.mjs", ["badge.svg"], [image])["results"]
    assert found["order"] == ["svg", "credential"]
    assert not found["tokens"]
    (result,) = check(*found["json"])
    assert accepted(result), result


def test_a_token_is_found_in_either(run, check_tokens, client, award):
    token = client.get(f"/credentials/{award.public_id}.jwt").content.decode()
    image = baking.bake(
        client.get(f"/achievements/{award.achievement.public_id}.png").content, token
    )
    drawing = svg.bake(
        client.get(f"/achievements/{award.achievement.public_id}.svg").content.decode(),
        token,
    )
    png, vector = run("pictures.mjs", ["badge.png", "badge.svg"], [image, drawing])[
        "results"
    ]
    for result in check_tokens(*png["openbadgecredential"], *vector["tokens"]):
        assert result["verified"], result


def test_a_letter_changed_in_a_drawing_is_refused(run, check, client, award):
    image = client.get(f"/credentials/{award.public_id}.svg").content.decode()
    name = award.recipient.display_name
    assert name in image
    (found,) = run("pictures.mjs", ["b.svg"], [image.replace(name, "Eve")])["results"]
    (result,) = check(*found["json"])
    assert refused(result), result
