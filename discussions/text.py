"""Pure: what was typed becomes what is stored."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.core.safe_html import check_text, from_markdown, shows

POST_LENGTH = 4_000
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(typed: str) -> str:
    """The same words in one normal form: NFC, plain newlines, no more than one blank line.

    Raises ValidationError for characters that cannot be stored, for nothing to see, and
    above POST_LENGTH characters.
    """
    check_text(typed)
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BLANK_LINES.sub("\n\n", text).strip()
    if not shows(text):
        raise ValidationError(
            _(
                "Write something first, or leave without posting: your draft is kept on this device."
            )
        )
    if len(text) > POST_LENGTH:
        raise ValidationError(
            _(
                "That is longer than a post can be (%(length)s of %(limit)s characters). Post it in two parts."
            ),
            params={"length": len(text), "limit": POST_LENGTH},
        )
    return text


def render(typed: str) -> tuple[str, str]:
    """What to store for a post: the tidy source and its sanitized HTML."""
    text = tidy(typed)
    return text, from_markdown(text, "post")
