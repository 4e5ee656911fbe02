"""Mineral pigments: the colors of stones and of the water that comes from them.

Fixed sRGB values computed from OKLCH, so that page, PNG and PDF agree. The stylesheet
`components/pigments.css` repeats hue and chroma; a test holds the two together.
"""

import math
from typing import NamedTuple


class Pigment(NamedTuple):
    """A hue (degrees) and chroma in OKLCH."""

    name: str
    hue: int
    chroma: float


class Tone(NamedTuple):
    """How light a stone is, how strong its pigment, and whether its inlay is light."""

    lightness: float
    strength: float
    light_inlay: bool


# Chosen together, so that any twenty stones lie well side by side.
PIGMENTS = (
    Pigment("slate", 248, 0.050),
    Pigment("lagoon", 222, 0.080),
    Pigment("verdigris", 188, 0.066),
    Pigment("moss", 152, 0.075),
    Pigment("lichen", 124, 0.085),
    Pigment("ochre", 86, 0.100),
    Pigment("sandstone", 66, 0.085),
    Pigment("rust", 42, 0.105),
    Pigment("rose", 18, 0.085),
    Pigment("heather", 345, 0.062),
    Pigment("mallow", 312, 0.050),
    Pigment("basalt", 260, 0.018),
)
TONES = (
    Tone(0.42, 1.0, light_inlay=True),
    Tone(0.54, 0.95, light_inlay=True),
    Tone(0.765, 0.74, light_inlay=False),
)


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """The sRGB hex of an OKLCH color, clipped to what a screen can show."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_eight_bits(channel):02x}" for channel in linear)


def _eight_bits(channel: float) -> int:
    channel = min(1.0, max(0.0, channel))
    if channel <= 0.0031308:
        return round(255 * 12.92 * channel)
    return round(255 * (1.055 * math.pow(channel, 1 / 2.4) - 0.055))


CREAM = oklch(0.955, 0.022, 88)
