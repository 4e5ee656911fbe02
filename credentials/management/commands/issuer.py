"""`manage.py issuer`: further issuers on this site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials.actions.issuers import create_issuer
from lms.core.errors import DomainError


class Command(BaseCommand):
    """A partner whose keys this site keeps, below the site's own address."""

    help = "Make a further issuer on this site, with keys and a status list of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """One deed so far."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        create = deeds.add_parser("create", help="a further issuer")
        create.add_argument(
            "slug", help="its address: /issuers/SLUG/did.json, for good"
        )
        create.add_argument("--name", required=True, help="as its credentials call it")
        create.add_argument("--url", default="", help="its website")
        create.add_argument("--email", default="", help="published with what it issues")

    def handle(
        self, *args: Any, slug: str, name: str, url: str, email: str, **options: Any
    ) -> None:
        """Make it by the action, and say where it stands."""
        try:
            issuer = create_issuer(slug, name=name, url=url, email=email, by=None)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{issuer.name} issues as {issuer.did}")
        self.stdout.write(f"Its keys: {issuer.document_url}")
