"""Making a picture anew from whatever was uploaded: the pixels stay, everything else goes."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from typing import IO, NamedTuple

from PIL import Image, ImageOps

from discussions.errors import NoPicture, PictureTooLarge

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 8_000_000
MAX_PIXELS = 25_000_000
"""What is taken apart in memory: 100 MB at four bytes each."""
MAX_PIXELS_JPEG = 50_000_000
"""A JPEG is read at a fraction of its size."""
SIDE = 1_600
QUALITY = 82
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError,
    OverflowError, AttributeError, struct.error, zlib.error,
)  # fmt: skip


class Picture(NamedTuple):
    """A WebP without metadata, at most 1,600 pixels wide and high."""

    data: bytes
    width: int
    height: int


def made_anew(file: IO[bytes]) -> Picture:
    """Read a JPEG, PNG, WebP or the first frame of a GIF, and draw it anew.

    Turned as its camera says, then without place, camera, thumbnail, comments, profile and
    whatever stood behind its end. Raises NoPicture, PictureTooLarge.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=FORMATS) as image:
                _check_size(image)
                drawn = _drawn(image)
        out = io.BytesIO()
        drawn.save(out, "WEBP", quality=QUALITY, method=4)
    except Image.DecompressionBombError as bomb:
        raise PictureTooLarge from bomb
    except _BROKEN as broken:
        raise NoPicture from broken
    return Picture(out.getvalue(), *drawn.size)


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    limit = MAX_PIXELS_JPEG if image.format == "JPEG" else MAX_PIXELS
    if width * height > limit:
        raise PictureTooLarge


def _drawn(image: Image.Image) -> Image.Image:
    """The pixels on a new sheet, which has never heard of the file."""
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turned = ImageOps.exif_transpose(image)
    mode = "RGBA" if turned.has_transparency_data else "RGB"
    pixels = turned.convert(mode)
    sheet = Image.new(mode, pixels.size)
    sheet.paste(pixels)
    return sheet
