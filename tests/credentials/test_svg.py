"""A credential inside a drawing: what goes in comes out, and nothing else does."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.art import images
from credentials.standards import svg
from credentials.standards.baking import NotBaked

pytestmark = pytest.mark.pages

STONE = images.stone({"kind": "badge", "slug": "screens-and-sleep"})
TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
FRAME = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0">{}</svg>'


@given(st.dictionaries(st.text(), st.text()))
@settings(max_examples=200, deadline=None)
def test_what_goes_in_comes_out(claims):
    text = json.dumps(claims)
    assert json.loads(svg.unbake(svg.bake(STONE, text))) == claims


def test_the_end_of_a_cdata_section_inside_a_name_does_no_harm():
    text = json.dumps({"name": "]]> <script> ]]]>> &amp;"}, ensure_ascii=False)
    found = svg.unbake(svg.bake(STONE, text))
    assert json.loads(found) == json.loads(text)


def test_text_of_every_script_stays_as_it_is():
    text = json.dumps({"name": "Zoë Đặng 山 שלום 🪨"}, ensure_ascii=False)
    assert svg.unbake(svg.bake(STONE, text)) == text
    assert svg.unbake(svg.bake(STONE, text).encode()) == text


def test_a_token_goes_into_an_attribute():
    baked = svg.bake(STONE, TOKEN)
    assert f'verify="{TOKEN}"' in baked
    assert svg.unbake(baked) == TOKEN


def test_the_drawing_is_only_added_to():
    baked = svg.bake(STONE, TOKEN)
    element = f'<openbadges:credential verify="{TOKEN}"></openbadges:credential>'
    name = ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    assert baked.replace(element, "").replace(name, "") == STONE
    assert len(list(ElementTree.fromstring(baked)[0])) == 0
    assert ElementTree.fromstring(baked)[0].tag.endswith("credential")


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "<?xml version='1.0' encoding='utf-8'?>\n<!-- <svg> --><svg\n  viewBox='0 0 9 9' >\n</svg>",
        '\ufeff<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg a="x > y"></svg>',
    ],
)
def test_any_sound_root_takes_a_credential(drawing):
    assert svg.unbake(svg.bake(drawing, TOKEN)) == TOKEN


@pytest.mark.parametrize(
    "drawing", ["", "<html></html>", "<svg", "{}", "<svgs></svgs>"]
)
def test_what_is_no_drawing_takes_none(drawing):
    with pytest.raises(NotBaked):
        svg.bake(drawing, TOKEN)


def test_a_drawing_takes_one_credential_only():
    with pytest.raises(NotBaked):
        svg.bake(svg.bake(STONE, TOKEN), TOKEN)


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<o:credential></o:credential>",
        '<o:credential verify="a.b.c">{}</o:credential>',
        '<o:credential verify="a.b.c"/><o:credential verify="a.b.c"/>',
        '<o:credential><o:credential verify="a.b.c"/></o:credential>',
        '<credential verify="a.b.c"/>',
        "<o:credential>{}",
    ],
)
def test_none_two_or_an_unclear_one_are_not_read(inside):
    with pytest.raises(NotBaked):
        svg.unbake(FRAME.format(inside))


def test_a_file_that_grows_when_it_is_read_is_refused():
    bomb = (
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
        + FRAME.format('<o:credential verify="&b;"/>')
    )
    with pytest.raises(NotBaked):
        svg.unbake(bomb)


def test_an_outside_entity_is_not_fetched():
    outside = (
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        + FRAME.format("<o:credential>&a;</o:credential>")
    )
    with pytest.raises(NotBaked):
        svg.unbake(outside)


@pytest.mark.parametrize("name", ["json", "jwt"])
def test_a_drawing_that_others_baked_is_read(name):
    file = Path(__file__).parent / "vectors" / f"simple-{name}.svg"
    found = svg.unbake(file.read_bytes())
    assert found.startswith("{" if name == "json" else "eyJ")
