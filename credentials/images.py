"""Pictures of what is earned as files: stones, and codes that a camera reads."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import resvg_py
import segno
from django.core.cache import caches

from credentials.art.stone import Kind, stone_svg

SIZE = 512


def stone(achievement: dict[str, Any], strands: tuple[str, ...] = ()) -> str:
    """The stone of an achievement (its snapshot's words) as SVG."""
    kind: Kind = "certificate" if achievement["kind"] == "certificate" else "badge"
    return stone_svg(achievement["slug"], kind, strands=strands, size=SIZE)


def png(svg: str) -> bytes:
    """An SVG as PNG, kept in memory under its own text."""
    key = f"png:{hash(svg)}"
    kept: tuple[str, bytes] | None = caches["local"].get(key)
    if kept is None or kept[0] != svg:
        kept = (svg, bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIZE)))
        caches["local"].set(key, kept, 3600)
    return kept[1]


def qr(address: str) -> str:
    """An address as a square that a camera reads (SVG, without the quiet zone)."""
    code = BytesIO()
    segno.make(address, error="m").save(
        code, kind="svg", border=0, omitsize=True, xmldecl=False, nl=False
    )
    return code.getvalue().decode()
