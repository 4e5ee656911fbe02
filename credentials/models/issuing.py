"""Who issues, with which keys, and what is published so that anybody can check."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credentials.standards import did as did_web
from credentials.standards.statuslist import SIZE
from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class Issuer(models.Model):
    """Whoever stands behind an achievement. Its DID is fixed when it is made.

    `origin` is the address (scheme and host) below which its keys and status lists
    stand; it is stored, so that a later change of settings breaks no credential.
    """

    did = models.CharField(max_length=255, unique=True, editable=False)
    origin = models.URLField(editable=False)
    slug = models.SlugField(
        blank=True, editable=False, help_text=_("Empty for the site's first issuer.")
    )
    name = models.CharField(max_length=120)
    url = models.URLField(_("website"), blank=True)
    email = models.EmailField(
        _("contact"), blank=True, help_text=_("Published with everything it issues.")
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="issuer_slug_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def document_url(self) -> str:
        """Where its DID document stands."""
        return did_web.document_url(self.did, origin=self.origin)


class Signatory(models.Model):
    """Somebody who may approve in an issuer's name what it awards with a partner."""

    issuer = models.ForeignKey(
        Issuer, on_delete=models.CASCADE, related_name="signatories"
    )
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "user"],
                condition=Q(removed_at__isnull=True),
                name="signatory_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.issuer_id}"


class Algorithm(models.TextChoices):
    """How a key signs."""

    ED25519 = "ed25519", "Ed25519"
    RS256 = "rs256", "RSA, SHA-256"


class KeyState(models.TextChoices):
    """Where a key stands in its life."""

    WAITING = "waiting", _("published, waits for its turn")
    ACTIVE = "active", _("signs now")
    RETIRED = "retired", _("signs no more, still published")
    COMPROMISED = "compromised", _("compromised, published no more")


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Keys, narrowed by what they may do."""

    def active(self) -> Self:
        """Keys that sign now."""
        return self.filter(
            activated_at__isnull=False,
            retired_at__isnull=True,
            compromised_at__isnull=True,
        )

    def waiting(self) -> Self:
        """Keys that are published and have not signed yet."""
        return self.filter(activated_at__isnull=True, compromised_at__isnull=True)

    def published(self) -> Self:
        """Keys whose signatures verify: all but compromised ones, newest first."""
        return self.filter(compromised_at__isnull=True).order_by("-pk")


class SigningKey(models.Model):
    """An issuer's key pair. The private half is wrapped; its key is never in here.

    `key_id` is the verification method that proofs name: the DID, #, and the public key
    (Ed25519) or a name (RSA, whose public half is `public_jwk`). A key is published
    from the moment it is made, signs from `activated_at` until `retired_at`, and stays
    published after that. A compromised one is published no more.
    """

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    key_id = models.CharField(max_length=400, unique=True)
    algorithm = models.CharField(
        max_length=12, choices=Algorithm.choices, default=Algorithm.ED25519
    )
    public_multibase = models.CharField(max_length=100, blank=True)
    public_jwk = models.JSONField(default=dict, blank=True)
    private_encrypted = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=clock.now)
    activated_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = SigningKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "algorithm"],
                condition=Q(
                    activated_at__isnull=False,
                    retired_at__isnull=True,
                    compromised_at__isnull=True,
                ),
                name="key_one_active",
            ),
            models.CheckConstraint(
                condition=Q(algorithm="ed25519", public_jwk={})
                & ~Q(public_multibase="")
                | Q(algorithm="rs256", public_multibase="") & ~Q(public_jwk={}),
                name="key_public_half_fits",
            ),
            known("algorithm", Algorithm, "key_algorithm_known"),
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def kid(self) -> str:
        """Its name below its issuer: what stands after the #."""
        return self.key_id.rpartition("#")[2]

    @property
    def state(self) -> KeyState:
        """Where it stands in its life."""
        if self.compromised_at is not None:
            return KeyState.COMPROMISED
        if self.retired_at is not None:
            return KeyState.RETIRED
        return KeyState.ACTIVE if self.activated_at else KeyState.WAITING


class PublishedDocumentManager(models.Manager["PublishedDocument"]):
    """Stores documents exactly as they are served."""

    def put(self, url: str, body: str) -> PublishedDocument:
        """Publish `body` at `url`; what stood there is replaced."""
        made, _created = self.update_or_create(
            url=url,
            defaults={
                "body": body,
                "sha256": hashlib.sha256(body.encode()).hexdigest(),
                "published_at": clock.now(),
            },
        )
        return made

    def body_at(self, url: str) -> str | None:
        """What is published at an address, or None."""
        return self.filter(url=url).values_list("body", flat=True).first()


class PublishedDocument(models.Model):
    """A DID document or status list, exactly as served.

    The view and the verifier read the same row; our own DIDs are never fetched over the
    network.
    """

    url = models.URLField(max_length=400, unique=True)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[PublishedDocumentManager] = PublishedDocumentManager()

    def __str__(self) -> str:
        return self.url


class Purpose(models.TextChoices):
    """What a bit in a status list means."""

    REVOCATION = "revocation", _("Revocation")


class Holds(models.TextChoices):
    """What the entries of a status list stand for."""

    AWARDS = "awards", _("Awards")
    TRANSCRIPTS = "transcripts", _("Transcripts")


class StatusList(models.Model):
    """A list of bits, one for each award; filled at random, so it tells no order."""

    issuer = models.ForeignKey(
        Issuer, on_delete=models.PROTECT, related_name="status_lists"
    )
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField(default=SIZE)
    purpose = models.CharField(
        max_length=12, choices=Purpose.choices, default=Purpose.REVOCATION
    )
    holds = models.CharField(max_length=12, choices=Holds.choices, default=Holds.AWARDS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "purpose", "number"], name="status_list_number_once"
            ),
            models.CheckConstraint(
                condition=Q(size__gte=SIZE), name="status_list_large_enough"
            ),
            known("purpose", Purpose, "status_list_purpose_known"),
            known("holds", Holds, "status_list_holds_known"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def url(self) -> str:
        """Where the list stands. One series of numbers for all issuers of a host."""
        folder = f"{self.issuer.slug}-" if self.issuer.slug else ""
        return f"{self.issuer.origin}/status/{self.purpose}/{folder}{self.number}"
