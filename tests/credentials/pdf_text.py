"""Reads the words of a PDF that typst made: enough to ask what stands on a sheet."""

import re
import zlib

STREAM = re.compile(
    rb"(\d+) 0 obj\s*<<((?:[^<>]|<<[^<>]*>>)*)>>\s*stream\r?\n(.*?)\r?\nendstream", re.S
)
FONT = re.compile(rb"(\d+) 0 obj\s*<</Type/Font/Subtype/Type0[^>]*/ToUnicode (\d+) 0 R")
SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|(\bET\b)", re.S
)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def streams(pdf):
    """Every stream of a file by its number, unpacked."""
    return {
        number: zlib.decompressobj().decompress(body)
        if b"FlateDecode" in head
        else body
        for number, head, body in STREAM.findall(pdf)
    }


def pages(pdf):
    """How many pages a file has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def words(pdf):
    """What stands on the sheets, one string."""
    bodies = streams(pdf)
    letters = {font: table(bodies[cmap]) for font, cmap in FONT.findall(pdf)}
    names = dict(re.findall(rb"/(f\d+) (\d+) 0 R", pdf))
    text = ""
    for body in bodies.values():
        if b" Tf" not in body:
            continue
        font = b""
        for name, shown, end in SHOWN.findall(body):
            if name:
                font = names[name]
            elif end:
                text += " "
            elif font:
                raw = unescaped(shown)
                codes = [raw[i : i + 2] for i in range(0, len(raw), 2)]
                text += "".join(letters[font].get(code, "") for code in codes)
    return " ".join(text.split())


def table(cmap):
    """Glyph to letters, as a font tells programs that copy its text."""
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", cmap)
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(said.decode()).decode("utf-16-be")
        for glyph, said in pairs
    }


def unescaped(raw):
    """The bytes of a string in parentheses."""

    def byte(match):
        code = match[1]
        return bytes([int(code, 8)]) if len(code) == 3 else ESCAPED.get(code, code)

    return re.sub(rb"\\([0-7]{3}|.)", byte, raw, flags=re.S)
