"""`manage.py issuer_key`: see, change and withdraw the keys that sign credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials.actions.compromise import mark_compromised, to_sign_again
from credentials.actions.keys import activate_key, create_key
from credentials.models import Issuer, SigningKey
from credentials.models.issuing import Algorithm, KeyState
from lms.core.errors import DomainError


class Command(BaseCommand):
    """Whoever runs it has the server, so it acts as the system."""

    help = "List an issuer's keys, make the next one, activate it, or withdraw a stolen one."

    def add_arguments(self, parser: CommandParser) -> None:
        """One deed with its own arguments."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("list", help="every key, and what is still to be signed anew")
        create = deeds.add_parser("create", help="the next key, signing a day later")
        create.add_argument(
            "algorithm", choices=Algorithm.values, nargs="?", default=Algorithm.ED25519
        )
        create.add_argument("--issuer", default="", help="slug of a further issuer")
        create.add_argument(
            "--at-once",
            action="store_true",
            help="sign with it now; some verifiers may refuse that for up to a day",
        )
        activate = deeds.add_parser("activate", help="let a waiting key sign now")
        activate.add_argument("key", help="what `list` shows, or its beginning")
        stolen = deeds.add_parser("compromised", help="withdraw a key for good")
        stolen.add_argument("key", help="what `list` shows, or its beginning")
        stolen.add_argument("--reason", required=True, help="kept in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it by the action, and say what came of it."""
        deeds: dict[str, Callable[..., None]] = {
            "list": self.tell,
            "create": self.create,
            "activate": self.activate,
            "compromised": self.withdraw,
        }
        try:
            deeds[options["deed"]](**options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def tell(self, **options: Any) -> None:
        """Every issuer with its keys, newest first."""
        for issuer in Issuer.objects.order_by("pk"):
            self.stdout.write(f"{issuer.name}  {issuer.did}")
            for key in issuer.keys.order_by("algorithm", "-pk"):
                self.stdout.write(f"  {key.kid}  {key.algorithm}  {described(key)}")

    def create(
        self, *, algorithm: str, issuer: str, at_once: bool, **options: Any
    ) -> None:
        """The next key."""
        found = Issuer.objects.filter(slug=issuer).first()
        if found is None:
            raise CommandError(f"There is no issuer “{issuer}”. See: issuer_key list")
        key = create_key(found, algorithm=algorithm, by=None, at_once=at_once)
        self.stdout.write(f"{key.kid}  {described(key)}")

    def activate(self, *, key: str, **options: Any) -> None:
        """Give a waiting key its turn."""
        changed = activate_key(key_named(key), by=None)
        self.stdout.write(f"{changed.kid}  {described(changed)}")

    def withdraw(self, *, key: str, reason: str, **options: Any) -> None:
        """Withdraw a key."""
        changed = mark_compromised(key_named(key), by=None, reason=reason)
        self.stdout.write(f"{changed.kid}  {described(changed)}")
        self.stdout.write(
            "The worker signs them anew; `issuer_key list` tells how far."
        )


def key_named(text: str) -> SigningKey:
    """The one key whose name begins so. Raises CommandError."""
    found = [key for key in SigningKey.objects.all() if key.kid.startswith(text)]
    if len(found) != 1:
        raise CommandError(f"{len(found)} keys begin with {text}. See: issuer_key list")
    return found[0]


def described(key: SigningKey) -> str:
    """Where a key stands, with its dates."""
    words = [str(key.state.label)]
    if key.state == KeyState.WAITING:
        words.append(f"since {key.created_at:%Y-%m-%d %H:%M} UTC")
    if key.state == KeyState.ACTIVE and key.activated_at:
        words.append(f"since {key.activated_at:%Y-%m-%d}")
    if key.state == KeyState.RETIRED and key.retired_at:
        words.append(f"since {key.retired_at:%Y-%m-%d}")
    if key.state == KeyState.COMPROMISED and key.compromised_at:
        words.append(f"since {key.compromised_at:%Y-%m-%d %H:%M} UTC;")
        words.append(f"{to_sign_again(key).count()} still to be signed anew")
    return " ".join(words)
