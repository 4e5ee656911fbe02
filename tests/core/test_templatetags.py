"""What every page is made of: names of icons and stylesheets exist, moments read well."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone as django_timezone

from lms.core.templatetags import ui

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "lms" / "static" / "lms"
# the back office has Wagtail's own layers and colors
SHEETS = sorted(p for p in (STATIC / "css").rglob("*.css") if p.name != "cms.css")


def rendered(text, **context):
    return Template("{% load ui %}" + text).render(Context(context))


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    sprite = set(
        re.findall(r'<symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text())
    )
    asked = {
        (path.name, name)
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text())
    }
    assert asked, "templates use icons"
    assert {(page, name) for page, name in asked if name not in sprite} == set()


def test_every_stylesheet_is_linked_by_some_kind_of_page_and_exists():
    linked = set(ui.FRAME).union(*ui.KINDS.values())
    linked |= {  # the badge card stands in other sites' frames, outside of ours
        sheet
        for page in (settings.BASE_DIR / "templates").rglob("*.html")
        for sheet in re.findall(
            r'static "lms/css/(pages/[^"]+)\.css"', page.read_text()
        )
    }
    there = {str(path.relative_to(STATIC / "css").with_suffix("")) for path in SHEETS}
    assert linked == there


def test_the_order_of_layers_is_fixed_before_anything_else():
    assert rendered('{% styles "lesson" %}').index("layers.css") < rendered(
        '{% styles "lesson" %}'
    ).index("tokens.css")


def test_a_page_that_names_its_kind_loads_less_than_one_that_does_not():
    assert len(rendered('{% styles "plain" %}')) < len(rendered("{% styles %}"))


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
def test_a_stylesheet_is_short_and_lives_in_a_layer(path):
    text = path.read_text()
    assert text.count("\n") <= 200
    assert "@layer " in text


def test_color_is_named_in_the_tokens_alone():
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(|\boklch\(")
    found = {
        (path.name, hit)
        for path in SHEETS
        if path.name != "tokens.css"
        for hit in raw.findall(path.read_text())
    }
    # a mask is not a color; water takes its hue from the course's stone
    assert found <= {("home.css", "#000"), ("confluence.css", "oklch(")}


def test_the_import_map_names_every_module():
    text = rendered(
        '{% include "includes/_importmap.html" %}',
        request=SimpleNamespace(csp_nonce="n0nce"),
    )
    assert 'nonce="n0nce"' in text
    names = json.loads(re.search(r">(.*)</script>", text, re.S)[1])["imports"]
    assert set(names) == {f"lms/{path.stem}" for path in (STATIC / "js").glob("*.js")}


def test_a_module_imports_by_bare_names_that_the_map_knows():
    known = {f"lms/{path.stem}" for path in (STATIC / "js").glob("*.js")}
    for path in (STATIC / "js").glob("*.js"):
        asked = set(
            re.findall(
                r'from "([^"]+)"|import\("([^"]+)"\)|import "([^"]+)"', path.read_text()
            )
        )
        assert {name for names in asked for name in names if name} <= known, path.name


def test_a_name_is_escaped_and_a_role_is_a_word():
    user = SimpleNamespace(display_name="<b>Rosa</b>", anonymized_at=None)
    text = rendered('{% person user "facilitator" %}', user=user)
    assert "&lt;b&gt;Rosa" in text
    assert "Facilitator" in text


def test_a_learner_needs_no_badge():
    user = SimpleNamespace(display_name="Rosa", anonymized_at=None)
    assert "role" not in rendered('{% person user "learner" %}', user=user)


def test_whoever_left_has_no_name():
    user = SimpleNamespace(
        display_name="Rosa", anonymized_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert (
        rendered("{% person user %}", user=user)
        == '<b class="person">Former member</b>'
    )


def test_a_moment_is_the_same_for_machines_wherever_it_was_said():
    there = datetime(2026, 11, 24, 23, 52, tzinfo=timezone(timedelta(hours=2)))
    assert ui.iso(there) == "2026-11-24T21:52:00Z"


def test_without_scripts_a_moment_names_its_zone():
    with django_timezone.override("Europe/Helsinki"):
        text = ui.moment(datetime(2026, 11, 24, 21, 52, tzinfo=UTC))
    assert 'datetime="2026-11-24T21:52:00Z"' in text
    assert "EET" in text


def test_no_moment_is_no_words():
    assert ui.moment(None) == ui.iso(None) == ""
