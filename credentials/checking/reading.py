"""Bytes that somebody was given, to the credential's text in them. Pure.

Nothing is rendered, decompressed or run; of XML no entity is expanded. Sources: Open
Badges 3.0 section 5.3 and CLR 2.0 (baking); Open Badges 2.0, Baking.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from credentials.checking.texts import Unreadable
from credentials.standards import baking, svg
from credentials.standards.baking import NotBaked, NothingBaked

MAX_BYTES = 1_000_000
KEYWORDS = (baking.KEYWORD, b"clrcredential", baking.OPEN_BADGES_2)
FOREIGN = {
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"RIFF": "WebP",
    b"\x1f\x8b": "gzip",
}


def text_in(data: bytes) -> str:
    """The credential in a file: JSON or a token as it stands, or out of a PNG or SVG.

    A picture of the 2.0 kind may hold only the address of its assertion. Raises
    Unreadable.
    """
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("That is larger than 1 MB. A credential is a few kilobytes.")
        )
    if data.startswith(baking.SIGNATURE):
        return _in_png(data)
    for beginning, name in FOREIGN.items():
        if data.startswith(beginning):
            raise Unreadable(
                _(
                    "A file of the kind %(name)s carries no signature. Ask for the signed file (JSON), or for the badge as PNG or SVG."
                )
                % {"name": name}
            )
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as cause:
        raise Unreadable(_("It is neither text nor a badge image.")) from cause
    return _in_markup(text) if text.startswith("<") else text


def _in_png(data: bytes) -> str:
    for keyword in KEYWORDS:
        try:
            return baking.unbake(data, keyword).strip()
        except NothingBaked:
            continue
        except NotBaked as cause:
            raise Unreadable(
                _(
                    "That image is damaged, or holds more than one credential of a kind, so nobody could say which counts. Ask for the original image, or for the signed file (JSON)."
                )
            ) from cause
    raise Unreadable(
        _(
            "No credential could be found in that image. Choose the badge image (PNG) as you were given it; a screenshot, or a picture that an app saved again, has lost it."
        )
    )


def _in_markup(text: str) -> str:
    if "<svg" not in text[:5_000]:
        raise Unreadable(
            _(
                "That is a web page, not a credential. Download the signed file from it (JSON, PNG or SVG), and choose that."
            )
        )
    try:
        return svg.unbake(text).strip()
    except NotBaked as cause:
        raise Unreadable(
            _(
                "No credential could be found in that drawing, or it declares entities, which we do not open."
            )
        ) from cause
