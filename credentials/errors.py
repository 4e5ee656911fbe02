"""Refusals of this app, each with a sentence for the person."""

from typing import ClassVar

from django.utils.translation import gettext as _

from lms.core.errors import DomainError


class AddressUnfit(DomainError):
    """Credentials would carry an address that nobody else can reach, for good."""

    status: ClassVar[int] = 500

    def __init__(self, address: str) -> None:
        super().__init__(
            _(
                "Credentials name their issuer by an https address that lasts. Set CREDENTIALS_URL; %(address)s will not do."
            )
            % {"address": address}
        )


class RuleUndecidable(DomainError):
    """A program's rule that could never be satisfied, or never decided."""

    status: ClassVar[int] = 422


class NoLongerEarned(DomainError):
    """Nobody earns a retired achievement; whoever holds it keeps it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is retired: nobody can earn it any more.") % {"name": name}
        )


class NobodyToName(DomainError):
    """Nothing is granted to a closed account: nobody would be named in it, for good."""

    def __init__(self) -> None:
        super().__init__(
            _("This person closed their account, so nothing can be granted to them.")
        )


class AwardStands(DomainError):
    """What is not revoked cannot be restored."""

    def __init__(self) -> None:
        super().__init__(_("This award was not revoked, or was earned again since."))


class AwardRevokedAlready(DomainError):
    """A revoked award cannot be revoked again."""

    def __init__(self) -> None:
        super().__init__(_("This award was revoked before."))


class WithdrawnForGood(DomainError):
    """What its holder took back is not given again by others."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Its holder took this award back for good, so it cannot be restored. It can be earned anew."
            )
        )


class NotRenewable(DomainError):
    """An award that cannot be renewed now; the sentence says what is missing, or when."""


class KeyWaitsAlready(DomainError):
    """One next key of a kind is enough."""

    def __init__(self, kid: str) -> None:
        super().__init__(
            _("%(kid)s waits for its turn already. Activate it, or let it wait.")
            % {"kid": kid}
        )


class KeyNotWaiting(DomainError):
    """Only a key that waits for its turn can be activated."""

    def __init__(self, kid: str) -> None:
        super().__init__(
            _("%(kid)s does not wait for its turn: it signed before, or signs now.")
            % {"kid": kid}
        )


class KeyCompromisedAlready(DomainError):
    """A key is compromised once and for all."""

    def __init__(self, kid: str) -> None:
        super().__init__(_("%(kid)s was marked as compromised before.") % {"kid": kid})


class IssuerExists(DomainError):
    """Two issuers cannot have one address."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            _("There is an issuer at /issuers/%(slug)s/ already.") % {"slug": slug}
        )


class IssuerUnnamed(DomainError):
    """An issuer's address and name stand in everything that it issues, for good."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "An issuer needs a name, and a slug of lowercase letters, digits and hyphens."
            )
        )


class TooManyChecks(DomainError):
    """Checking a file costs work, so one address may ask for so many a minute."""

    status: ClassVar[int] = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _(
                "That were many files at once. You can check the next one in %(seconds)s seconds."
            )
            % {"seconds": seconds}
        )
        self.retry_after = seconds


class NotTheirsToApprove(DomainError):
    """Only the two issuers of a joint certificate approve, and only while one waits."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s does not wait for this approval any more.") % {"name": name}
        )


class NoLongerCandidate(DomainError):
    """A badge that counted was revoked or has expired since."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s does not meet the rule any more: something that counted was taken back or has expired. You can approve once it is held again."
            )
            % {"name": name}
        )


class OpenAlready(DomainError):
    """Nobody waits for a program that is open."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is open: begin with any of its courses.") % {"name": name}
        )


class DocumentRefused(RuntimeError):
    """A signed document did not pass its own check, so it was not stored."""


class NotForPaper(DomainError):
    """What is not confirmed today is not printed."""


class LettersMissing(DomainError):
    """A name holds letters that our printing typefaces do not have."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "Our typefaces for print lack letters of a name on this sheet, and a box in its place would be worse than nothing. Open the credential’s page and print that instead: it uses the typefaces of your own device."
            )
        )


class NothingToShow(DomainError):
    """A transcript of nothing says nothing."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "There is nothing to put into a transcript yet. Finish a course, and its badge will be the first line."
            )
        )


class TooManyBundles(DomainError):
    """A bundle draws and prints everything, so one person may ask for so many."""

    status: ClassVar[int] = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _(
                "That were many downloads at once. You can have the next one in %(minutes)s minutes."
            )
            % {"minutes": max(1, seconds // 60)}
        )
        self.retry_after = seconds
