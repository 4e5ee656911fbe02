"""A credential inside a PNG: one iTXt chunk right after IHDR, uncompressed.

Source: Open Badges 3.0, section 5.3 (baked badges), and Open Badges 2.0, Baking. Both
may sit in one picture, each under its own keyword. The image itself is never encoded
again. Pure.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
OPEN_BADGES_2 = b"openbadges"


class NotBaked(ValueError):
    """The file is no PNG, is damaged, or holds not exactly one credential."""


class NothingBaked(NotBaked):
    """The picture is whole, and holds no credential of this kind."""


def bake(png: bytes, text: str, keyword: bytes = KEYWORD) -> bytes:
    """The same picture with a credential in it; one under this keyword is replaced."""
    chunks = [(k, data) for k, data in _chunks(png) if not _is_under(keyword, k, data)]
    chunks.insert(1, (b"iTXt", keyword + b"\0\0\0\0\0" + text.encode()))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def unbake(png: bytes, keyword: bytes = KEYWORD) -> str:
    """The credential in a picture. Raises NotBaked; two under one keyword are none.

    NothingBaked when none stands under the keyword, so that another may be looked for.
    """
    found = [data for kind, data in _chunks(png) if _is_under(keyword, kind, data)]
    if not found:
        raise NothingBaked
    if len(found) > 1:
        raise NotBaked
    flags, rest = found[0][len(keyword) + 1 :][:2], found[0][len(keyword) + 3 :]
    language, _, rest = rest.partition(b"\0")
    translated, separator, text = rest.partition(b"\0")
    if flags != b"\0\0" or language or translated or not separator:
        raise NotBaked
    try:
        return text.decode()
    except UnicodeDecodeError as cause:
        raise NotBaked from cause


def _is_under(keyword: bytes, kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.startswith(keyword + b"\0")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + check


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not png.startswith(SIGNATURE):
        raise NotBaked
    place, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(png[place : place + 4], "big")
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        check = png[place + 8 + length : place + 12 + length]
        if len(check) != 4 or zlib.crc32(kind + data) != int.from_bytes(check, "big"):
            raise NotBaked
        yield kind, data
        place += 12 + length
