"""What a stone is before it is drawn: everything that follows from a slug.

SHA-256 of the slug chooses pigment, tone and sign, and seeds shape, strata and grain.
"""

import hashlib
import math
import random
from dataclasses import dataclass
from functools import lru_cache

from credentials.art.fossils import Inlay
from credentials.art.pigments import PIGMENTS, TONES, Pigment, Tone, oklch
from credentials.art.signs import SIGNS
from credentials.art.strokes import Point, smooth


@dataclass(frozen=True)
class Stone:
    """Everything about a stone that follows from its slug. The box is 96 by 96."""

    slug: str
    uid: str
    pigment: Pigment
    tone: Tone
    inlay: Inlay
    turn: float
    wear: tuple[float, float, float, float]
    bend: float
    phase: float
    cuts: tuple[float, ...]
    shades: tuple[float, ...]
    vein: tuple[float, float]
    specks: tuple[Point, ...]

    def color(self, lighter: float = 0.0, purer: float = 1.0) -> str:
        """The stone's own color, or one a step away from it."""
        chroma = self.pigment.chroma * self.tone.strength * purer
        return oklch(self.tone.lightness + lighter, chroma, self.pigment.hue)

    def outline(self, radius: float = 46.0) -> str:
        """The silhouette: a circle that the water has worked on."""
        a2, p2, a3, p3 = self.wear
        turns = [math.tau * i / 16 for i in range(16)]
        shape = [
            1 + a2 * math.cos(2 * (t - p2)) + a3 * math.cos(3 * (t - p3)) for t in turns
        ]
        scale = radius / max(shape)
        return smooth(
            [
                (48 + scale * r * math.cos(t), 48 + scale * r * math.sin(t))
                for t, r in zip(turns, shape, strict=True)
            ],
            closed=True,
        )

    @property
    def water(self) -> str:
        """The color that a course's water keeps, on a certificate and in print."""
        return oklch(0.75, max(0.06, self.pigment.chroma * 0.95), self.pigment.hue)


@lru_cache(maxsize=1024)
def stone_of(slug: str, salt: str = "") -> Stone:
    """The stone of a slug; another `salt` is another stone, when two look alike."""
    digest = hashlib.sha256(f"{salt}{slug}".encode()).digest()
    rng = random.Random(digest)  # noqa: S311
    uid = "s" + digest.hex()[:8]
    turn = rng.uniform(-16, 16)
    wear = (
        rng.uniform(0.03, 0.075),
        rng.uniform(-0.45, 0.45),
        rng.uniform(0.012, 0.034),
        rng.uniform(0, math.tau),
    )
    bend, phase = rng.uniform(-0.010, 0.010), rng.uniform(0, math.tau)
    cuts = sorted(
        rng.uniform(*span) for span in ((-35, -26), (-23, -17), (17, 23), (26, 34))
    )
    pairs = ((-0.075, 0.065), (0.045, -0.05), (0.05, -0.045), (-0.08, 0.06))
    top, upper, lower, bottom = (rng.choice(pair) for pair in pairs)
    vein = rng.choice(cuts) + rng.uniform(-3, 3), rng.uniform(1, 1.8)
    specks = []
    for _ in range(16):
        t, far = rng.uniform(0, math.tau), 42 * math.sqrt(rng.uniform(0.35, 1))
        specks.append((48 + far * math.cos(t), 48 + far * math.sin(t)))
    return Stone(
        slug=slug,
        uid=uid,
        pigment=PIGMENTS[digest[0] % len(PIGMENTS)],
        tone=TONES[digest[1] % len(TONES)],
        inlay=SIGNS[digest[2] % len(SIGNS)](random.Random(uid)),  # noqa: S311
        turn=turn,
        wear=wear,
        bend=bend,
        phase=phase,
        cuts=tuple(cuts),
        shades=(top, upper, 0.0, lower, bottom),
        vein=vein,
        specks=tuple(specks),
    )
