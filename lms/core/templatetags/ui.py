"""What every page is made of: stylesheets, icons, people, moments, pictures.

`{% load ui %}`, then `{% styles %}`, `{% icon "flag" %}`, `{% person user %}`,
`{% moment post.created_at %}`, `{{ moment|iso }}`, `{{ svg|drawn }}`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from lms.core import safe_html

register = template.Library()

_SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "lms" / "js"

FRAME = (
    "layers",  # first: it fixes the order of all others
    "tokens",
    "reset",
    "base",
    "details",
    "layout",
    "components/masthead",
    "components/foot",
    "components/buttons",
    "components/forms",
    "components/states",
    "components/rows",
    "components/empty",
    "utilities",
)
_PICTURES = ("components/stones", "components/pigments", "components/confluence")
_TALK = (
    "components/room",
    "components/post",
    "components/signs",
    "components/composer",
    "components/voices",
)
KINDS = {
    "plain": (),
    "home": (
        *_PICTURES,
        "components/prose",
        "components/rivers",
        "pages/home",
    ),
    "catalog": ("components/stones", "components/rails", "components/facets"),
    "course": (
        "components/stones",
        "components/prose",
        "components/steps",
        "components/facets",
    ),
    "program": (*_PICTURES, "components/prose", "components/rivers"),
    "learning": (*_PICTURES, "components/prose"),
    "lesson": (
        "components/prose",
        "components/rails",
        "components/lesson",
        "components/steps",
        "components/reflect",
        *_TALK,
    ),
    "quiz": ("components/quiz",),
    "talk": (
        *_TALK,
        "components/threads",
        "components/search",
        "components/prose",
        "components/lesson",
    ),
    "session": ("pages/session",),
    "award": (
        *_PICTURES,
        "components/prose",
        "components/checks",
        "components/award",
        "pages/award",
    ),
    "verify": ("components/checks", "components/file-drop"),
    "account": ("components/facets", "components/rails"),
    "desk": ("components/table", "components/stones", "components/prose"),
}

ROLES = {
    "facilitator": _("Facilitator"),
    "assessor": _("Assessor"),
    "observer": _("Observer"),
    "staff": _("Tributary"),
}


@register.simple_tag
def styles(*kinds: str) -> SafeString:
    """Links to the stylesheets of a kind of page; of every kind when none is named.

    A page that must be light names its kinds (keys of KINDS) in `{% block styles %}`.
    """
    wanted = dict.fromkeys(FRAME)
    for kind in kinds or KINDS:
        wanted |= dict.fromkeys(KINDS[kind])
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(f"lms/css/{name}.css"),) for name in wanted),
    )


@register.simple_tag
def modules() -> list[tuple[str, str]]:
    """Bare name and address of every script module of ours, for the import map."""
    return list(_modules())


def _modules() -> Iterator[tuple[str, str]]:
    for path in sorted(_SCRIPTS.glob("*.js")):
        yield f"lms/{path.stem}", static(f"lms/js/{path.name}")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon from the sprite, always beside a word and so silent to screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("lms/img/icons.svg"),
        name,
    )


@register.simple_tag
def person(user: object, role: str = "") -> SafeString:
    """Somebody's name as others see it, with a word when they have a role here.

    `role` is a key of ROLES; a learner's role goes without saying. Somebody whose name
    was taken off is "Former member".
    """
    gone = user is None or getattr(user, "anonymized_at", None)
    name = _("Former member") if gone else getattr(user, "display_name", user)
    if role not in ROLES:
        return format_html('<b class="person">{}</b>', name)
    return format_html(
        '<b class="person">{}</b> <span class="role">{}</span>', name, ROLES[role]
    )


@register.filter
def iso(value: datetime | None) -> str:
    """A moment as a machine reads it, in UTC to the second."""
    if value is None:
        return ""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """A moment that the reader's own device will put into its time zone.

    Without scripts the words are in the zone that is active on the server, named.
    """
    if value is None:
        return SafeString("")
    here = localtime(value)
    return format_html(
        '<local-time><time datetime="{}">{} {}</time></local-time>',
        iso(value),
        date_format(here, "DATETIME_FORMAT"),
        here.tzname() or "",
    )


@register.filter
def drawn(svg: str) -> SafeString:
    """A picture from our own drawing code, let through as it is."""
    return safe_html.drawn(svg)


@register.filter
def as_input(field: BoundField) -> SafeString:
    """A form field's own box, with our class and what describes it to assistive tools."""
    described = [f"{field.id_for_label}_helptext"] if field.help_text else []
    attrs: dict[str, str | bool] = {"class": "input"}
    if field.errors:
        described.append(f"{field.id_for_label}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def lines(text: str) -> SafeString:
    """Plain text as paragraphs; lines that begin with `* ` become one list."""
    parts: list[SafeString] = []
    items: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("* "):
            items.append(line[2:])
            continue
        if items:
            inner = format_html_join("", "<li>{}</li>", ((item,) for item in items))
            parts.append(format_html("<ul>{}</ul>", inner))
            items = []
        if line.strip():
            parts.append(format_html("<p>{}</p>", line))
    return format_html_join("", "{}", ((part,) for part in parts))
