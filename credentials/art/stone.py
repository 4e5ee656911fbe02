"""A river stone with an inlay, drawn from a slug alone: the art of every badge.

The same slug draws the same stone for ever, so page, PNG and PDF agree. Colors are
fixed; only the states that are not earned yet follow the text around them
(`currentColor`), and let the paper show through (class `stone-bed`).
"""

import math
from collections.abc import Sequence
from html import escape
from typing import Literal

from credentials.art.certificate import basalt, shallow_river
from credentials.art.fossils import Inlay
from credentials.art.geology import Stone, stone_of
from credentials.art.pigments import CREAM, oklch
from credentials.art.strokes import Point, number, smooth

State = Literal["earned", "progress", "open"]
Kind = Literal["badge", "certificate"]


def stone_svg(
    slug: str,
    kind: Kind = "badge",
    state: State = "earned",
    strands: Sequence[str] = (),
    *,
    title: str = "",
    salt: str = "",
    size: int | None = None,
    prefix: str = "",
) -> str:
    """The stone as one `<svg>`: for a page, for a file, for an image to bake.

    A certificate wears the strands of its courses (`strands`: their slugs). With
    `title` it speaks for itself; without, it stands silent beside a word. `prefix`
    keeps ids apart where one stone lies on a page twice.
    """
    share = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"'
    measure = f' width="{size}" height="{size}"' if size else ""
    name = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    looks = f"stone stone-{state} stone-{'certificate' if kind == 'certificate' else 'course'}"
    return (
        f'<svg {share} class="{looks}"{measure} {name}>'
        f"{stone_body(slug, kind, state, strands, salt=salt, prefix=prefix)}</svg>"
    )


def stone_body(
    slug: str,
    kind: Kind,
    state: State,
    strands: Sequence[str] = (),
    *,
    salt: str = "",
    prefix: str = "",
) -> str:
    """What stands inside the `<svg>` or `<symbol>` of a stone, in a box of 96 by 96."""
    stone = stone_of(slug, salt)
    uid = prefix + stone.uid
    if state != "earned":
        inside = (
            shallow_river(strands, uid)
            if kind == "certificate"
            else _faint(stone, state)
        )
        return _rim(stone, state) + inside
    if kind == "certificate":
        return basalt(stone, strands, uid)
    return _polished(stone, uid)


def _rim(stone: Stone, state: State) -> str:
    dash = ' stroke-dasharray="1 5.4"' if state == "open" else ""
    shape = stone.outline()
    return (
        f'<path class="stone-bed" fill="none" d="{shape}"/>'
        f'<path d="{shape}" fill="none" stroke="currentColor" stroke-width="2.4" '
        f'stroke-linecap="round"{dash}/>'
    )


def _placed(stone: Stone, inner: str, more: str = "") -> str:
    return (
        f'<g transform="translate(48 48) rotate({number(stone.turn)}) scale(1.06)" '
        f'fill="none" stroke-linecap="round" stroke-linejoin="round"{more}>{inner}</g>'
    )


def _sign(inlay: Inlay, ink: str) -> str:
    text = f'<path stroke="{ink}" stroke-width="{inlay.weight}" d="{inlay.line}"/>'
    if inlay.fill:
        text += f'<path fill="{ink}" stroke="none" d="{inlay.fill}"/>'
    return text


def _faint(stone: Stone, state: State) -> str:
    faint = ".62" if state == "open" else ".9"
    return _placed(stone, _sign(stone.inlay, "currentColor"), f' opacity="{faint}"')


def _polished(stone: Stone, uid: str) -> str:
    shape, pigment = stone.outline(), stone.pigment
    if stone.tone.light_inlay:
        ink, lip = CREAM, stone.color(-0.16)
    else:
        chroma = min(0.07, pigment.chroma * stone.tone.strength)
        ink, lip = oklch(0.33, chroma, pigment.hue), stone.color(0.1, 0.6)
    cut = (
        f'<path stroke="{lip}" stroke-opacity=".55" stroke-width="{stone.inlay.weight}" '
        f'd="{stone.inlay.line}" transform="translate(.7 1.1)"/>'
    )
    return (
        f'<clipPath id="{uid}"><path d="{shape}"/></clipPath><g clip-path="url(#{uid})">'
        f'<path fill="{stone.color()}" d="M0 0h96v96H0z"/>{_strata(stone)}{_grain(stone)}'
        f'<path d="{shape}" fill="none" stroke="{stone.color(-0.12)}" stroke-opacity=".55" '
        f'stroke-width="5" transform="translate(-.8 -1.6)"/></g>'
        + _placed(stone, cut + _sign(stone.inlay, ink))
    )


def _strata(stone: Stone) -> str:
    def edge(y: float) -> list[Point]:
        sag = stone.bend * (1 if y < 0 else 0.7)
        return [
            (x, 48 + y + sag * (x - 48) ** 2 + 1.3 * math.sin(x / 12 + stone.phase + y))
            for x in range(-6, 103, 18)
        ]

    bounds, parts = (-60.0, *stone.cuts, 60.0), []
    for top, bottom, shade in zip(bounds, bounds[1:], stone.shades, strict=False):
        if shade:
            band = smooth(edge(top)) + smooth(edge(bottom)[::-1], start="L") + "Z"
            parts.append(f'<path fill="{stone.color(shade)}" d="{band}"/>')
    at, width = stone.vein
    parts.append(
        f'<path fill="none" stroke="{CREAM}" stroke-opacity=".62" '
        f'stroke-width="{number(width)}" d="{smooth(edge(at))}"/>'
    )
    return (
        f'<g transform="rotate({number(stone.turn * 1.6)} 48 48)">{"".join(parts)}</g>'
    )


def _grain(stone: Stone) -> str:
    dots = "".join(f"M{number(x)} {number(y)}h.01" for x, y in stone.specks)
    return (
        f'<path d="{dots}" stroke="{CREAM}" stroke-opacity=".5" stroke-width="1.1" '
        'stroke-linecap="round"/>'
    )
