"""Pictures of what is earned as files: stones, and codes that a camera reads."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import resvg_py
import segno
from django.core.cache import caches
from django.utils.html import escape

from credentials.art.letters import TITLE, Face
from credentials.art.stone import Kind, stone_svg

SIZE = 512
CARD = (1200, 627)  # what messengers and networks show beside a link
FONTS = Path(__file__).parents[1] / "printing" / "fonts"
PAPER, INK, QUIET = "#faf8f3", "#1a2029", "#424a54"  # the light of tokens.css


def stone(achievement: dict[str, Any], strands: tuple[str, ...] = ()) -> str:
    """The stone of an achievement (its snapshot's words) as SVG."""
    kind: Kind = "certificate" if achievement["kind"] == "certificate" else "badge"
    return stone_svg(achievement["slug"], kind, strands=strands, size=SIZE)


def stone_of(snapshot: dict[str, Any]) -> str:
    """The stone of an award as SVG; a certificate wears the courses counted that day."""
    return stone(snapshot["achievement"], strands_of(snapshot))


def strands_of(snapshot: dict[str, Any]) -> tuple[str, ...]:
    """The courses that were counted for an award, by slug: the colors of its river."""
    return tuple(part["slug"] for part in snapshot["components"])


def png(svg: str) -> bytes:
    """An SVG as PNG, kept in memory under its own text."""
    key = f"png:{hash(svg)}"
    kept: tuple[str, bytes] | None = caches["local"].get(key)
    if kept is None or kept[0] != svg:
        kept = (svg, bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIZE)))
        caches["local"].set(key, kept, 3600)
    return kept[1]


def card(stone: str, name: str, issuers: str) -> bytes:
    """A picture for link previews as PNG: a stone, what it is called, who issues it."""
    key = f"card:{hash((stone, name, issuers))}"
    kept: tuple[object, bytes] | None = caches["local"].get(key)
    if kept is None or kept[0] != (stone, name, issuers):
        image = resvg_py.svg_to_bytes(
            svg_string=_card_svg(stone, name, issuers),
            width=CARD[0],
            skip_system_fonts=True,
            font_dirs=[str(FONTS)],
        )
        kept = ((stone, name, issuers), bytes(image))
        caches["local"].set(key, kept, 3600)
    return kept[1]


def _card_svg(stone: str, name: str, issuers: str) -> str:
    width, height = CARD
    size, lines = 80, [name]
    for size in (80, 66, 54, 42, 32):
        lines = Face(size, TITLE.widths).wrap(name, 610)
        if len(lines) * size * 1.12 <= 380:
            break
    step = size * 1.12
    first = (height - step * len(lines)) / 2 + size * 0.86 - 24
    title = "".join(
        f'<tspan x="520" y="{first + step * n:.0f}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    foot = first + step * len(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path fill="{PAPER}" d="M0 0h{width}v{height}H0z"/>'
        f'<g transform="translate(70 118) scale(.764)">{stone}</g>'
        f'<text font-family="Fraunces" font-weight="500" font-size="{size}" fill="{INK}">{title}</text>'
        f'<text x="522" y="{foot:.0f}" font-family="Atkinson Hyperlegible Next" font-size="30" '
        f'fill="{QUIET}">{escape(issuers)}</text></svg>'
    )


def qr(address: str) -> str:
    """An address as a square that a camera reads (SVG, without the quiet zone)."""
    code = BytesIO()
    segno.make(address, error="m").save(
        code, kind="svg", border=0, omitsize=True, xmldecl=False, nl=False
    )
    return code.getvalue().decode()
