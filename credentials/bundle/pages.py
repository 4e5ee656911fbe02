"""The pages of a bundle: whole in themselves, for they are opened from a folder."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credentials.bundle.published import Published
from credentials.bundle.words import words
from credentials.models import Transcript
from credentials.pages.halves import Half
from credentials.standards.canonical import (
    CLR,
    CREDENTIALS_V2,
    OPEN_BADGES,
    context,
)

HERE = Path(__file__).parent
JSONLD = HERE / "vendor" / "jsonld-9.0.0.min.js"
SCRIPTS = [HERE / "parts" / name for name in ("checks.js", "unwrap.js", "verify.js")]
FONTS = {
    "text": "lms/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "display": "lms/fonts/fraunces-soft-latin.woff2",
}
FORMS = ("json", "jwt", "png", "svg", "pdf")
LICENSES = {
    "licenses/jsonld.txt": HERE / "vendor" / "LICENSE-jsonld.txt",
}


def pages_of(
    halves: Sequence[Half],
    transcripts: Sequence[Transcript],
    public: Published,
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Overview, checking page and words of a holder's bundle."""
    cards = [card(half, files) for half in halves]
    bodies = [
        {"name": c["name"], "body": h.document.body}
        for c, h in zip(cards, halves, strict=True)
        if h.document is not None
    ] + [{"name": _("The whole record"), "body": t.body} for t in transcripts]
    about = {
        "cards": cards,
        "transcripts": [f"transcripts/{t.public_id}.json" for t in transcripts],
        "holder": halves[0].award.snapshot["recipient"]["name"] if halves else "",
        **common(public),
    }
    return {
        "index.html": render_to_string("credentials/bundle/index.html", about).encode(),
        "bundle.css": style().encode(),
        "verify.html": verify_page(public, bodies),
        "README.txt": render_to_string("credentials/bundle/readme.txt", about).encode(),
        **licenses(),
    }


def operator_pages(public: Published) -> dict[str, bytes]:
    """Checking page and words of a whole site's public files."""
    about = {**common(public), "is_site": True}
    return {
        "verify.html": verify_page(public, []),
        "README.txt": render_to_string("credentials/bundle/readme.txt", about).encode(),
        **licenses(),
    }


def card(half: Half, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the overview says of one award."""
    award, path = half.award, f"credentials/{half.award.public_id}"
    return {
        "name": award.snapshot["achievement"]["name"],
        "issuer": half.issuer,
        "awarded_at": award.awarded_at,
        "expires_at": award.expires_at,
        "url": award.url,
        "stone": f"{path}.svg",
        "files": [
            (form.upper(), f"{path}.{form}")
            for form in FORMS
            if f"{path}.{form}" in files
        ],
    }


def common(public: Published) -> dict[str, Any]:
    """What every page of a bundle needs."""
    return {
        "as_of": public.as_of,
        "hosts": hosts_of(public),
        "language": get_language() or "en",
    }


def hosts_of(public: Published) -> str:
    """Where newer keys and lists would stand, in words."""
    hosts = {urlsplit(url).netloc for url in public.lists}
    return ", ".join(sorted(hosts)) or ", ".join(sorted(public.dids))


def verify_page(public: Published, bodies: list[dict[str, str]]) -> bytes:
    """The page that checks files: no server, no network, nothing beside itself."""
    data = {
        "language": get_language() or "en",
        "expected": {
            "OpenBadgeCredential": [CREDENTIALS_V2, OPEN_BADGES],
            "ClrCredential": [CREDENTIALS_V2, CLR, OPEN_BADGES],
        },
        "contexts": {u: context(u) for u in (CREDENTIALS_V2, OPEN_BADGES, CLR)},
        "dids": public.dids,
        "lists": public.lists,
        "credentials": bodies,
        "words": words(public.as_of, hosts_of(public)),
    }
    library = JSONLD.read_text().partition("\n//# sourceMappingURL")[0]
    code = "\n".join(script.read_text() for script in SCRIPTS)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {hashed(library)} {hashed(code)}",
            f"style-src {hashed(style())}",
            "font-src data:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    page = str(
        render_to_string(
            "credentials/bundle/verify.html", {**common(public), "policy": policy}
        )
    )
    inner = {"library": library, "data": embedded(data), "code": code}
    for name, text in inner.items():
        page = page.replace(f"<!--{name}-->", text)
    return page.replace("<!--style-->", style()).encode()


def embedded(data: object) -> str:
    """JSON that cannot end the script element in which it stands."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def hashed(text: str) -> str:
    """A script or style as a content security policy names it."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def style() -> str:
    """The site's tokens and buttons, the bundle's own rules, and two fonts."""
    order = static("lms/css/layers.css").decode()
    tokens = static("lms/css/tokens.css").decode().partition("/* Fonts")[0]
    buttons = static("lms/css/components/buttons.css").decode()
    own = (HERE / "parts" / "bundle.css").read_text()
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(static(path)).decode()})}}"
        for family, weight, path in (
            ("Atkinson Hyperlegible Next", "200 800", FONTS["text"]),
            ("Fraunces", "380 640", FONTS["display"]),
        )
    )
    return "\n".join((order, tokens, buttons, own, faces))


def static(name: str) -> bytes:
    """A static file of ours, as it lies in the sources."""
    return Path(str(finders.find(name))).read_bytes()


def licenses() -> dict[str, bytes]:
    """The licenses of what others wrote and the pages carry."""
    fonts = {
        f"licenses/{name}.txt": static(f"lms/fonts/OFL-{name}.txt")
        for name in ("Atkinson-Hyperlegible-Next", "Fraunces")
    }
    return {**fonts, **{path: file.read_bytes() for path, file in LICENSES.items()}}
