"""What was typed becomes what is stored: no query, no clock."""

import re
import unicodedata
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.core.markdown import Split
from lms.core.safe_html import check_text, from_markdown, shows

POST_LENGTH = 4_000
_BLANK_LINES = re.compile(r"\n{3,}")
# They could turn round what stands behind them, such as the host of a link.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def tidy(typed: str) -> str:
    """The same words in one normal form: NFC, plain newlines, no more than one blank line.

    Controls that turn the direction of writing go; every paragraph finds its own.
    Raises ValidationError for characters that cannot be stored, for nothing to see, and
    above POST_LENGTH characters.
    """
    check_text(typed)
    text = _TURNING.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text)
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
    return text, html_of(text)


def html_of(text: str, *, split: Split | None = None) -> str:
    """The sanitized HTML of a tidy source; `split` finds the names in it.

    Links show their host, but for those that stay on this site.
    """
    own = {urlsplit(settings.SITE_URL).hostname or ""}
    return from_markdown(text, "post", own=own, split=split)
