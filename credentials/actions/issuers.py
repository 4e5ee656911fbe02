"""Who issues: the site, and further issuers on it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from credentials.actions.keys import ensure_keys
from credentials.actions.status import open_status_list
from credentials.errors import AddressUnfit, IssuerExists, IssuerUnnamed
from credentials.events import IssuerMade
from credentials.models import Issuer
from credentials.permissions import can_manage_awards
from credentials.standards import did
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.events import publish
from lms.core.safe_html import plain_name

SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


@transaction.atomic
def ensure_issuer(*, slug: str = "", name: str = "Tributary") -> Issuer:
    """The site's issuer (or a further one, by slug), with its keys and a status list.

    Made once; its DID is derived from CREDENTIALS_URL then and never again. Publishes
    KeyMade and KeyActivated. Raises AddressUnfit where the address would not last.
    """
    if found := Issuer.objects.filter(slug=slug).first():
        return found
    address = urlsplit(settings.CREDENTIALS_URL)
    if not settings.DEMO_ALLOWED and (
        address.scheme != "https" or address.hostname in ("localhost", "127.0.0.1")
    ):
        raise AddressUnfit(settings.CREDENTIALS_URL)
    origin = f"{address.scheme}://{address.netloc}"
    issuer = Issuer.objects.create(
        did=did.did_for(origin, slug=slug),
        origin=origin,
        slug=slug,
        name=name,
        url=origin,
    )
    ensure_keys(issuer)
    open_status_list(issuer)
    return issuer


@transaction.atomic
def create_issuer(
    slug: str, *, name: str, by: User | None, url: str = "", email: str = ""
) -> Issuer:
    """A further issuer on this site, at `did:web:HOST:issuers:SLUG`, with keys of its own.

    Its website is the site's own unless it has one. Publishes IssuerMade, KeyMade and
    KeyActivated.

    Raises:
        PermissionDenied: `by` is not a site administrator.
        IssuerUnnamed: no name, or a slug that is none.
        IssuerExists: the slug is taken.
        AddressUnfit: the site's address would not last.
    """
    require(can_manage_awards(by), _("Only a site administrator can make an issuer."))
    if not SLUG.fullmatch(slug) or not plain_name(name):
        raise IssuerUnnamed
    if Issuer.objects.filter(slug=slug).exists():
        raise IssuerExists(slug)
    issuer = ensure_issuer(slug=slug, name=plain_name(name))
    issuer.url, issuer.email = url or issuer.url, email
    issuer.save(update_fields=["url", "email"])
    publish(IssuerMade(issuer_id=issuer.pk, actor_id=by.pk if by else None))
    return issuer


@transaction.atomic
def rename_issuer(
    issuer: Issuer, *, name: str, url: str, by: User | None, email: str | None = None
) -> Issuer:
    """Change what later credentials call the issuer. Its DID never changes.

    Without `email` its contact stays. Raises PermissionDenied.
    """
    require(can_manage_awards(by), _("Only a site administrator can change it."))
    issuer.name, issuer.url = name, url
    issuer.email = issuer.email if email is None else email
    issuer.save(update_fields=["name", "url", "email"])
    return issuer
