"""One credential on the table: its key, its signature, its dates, its status. Pure.

A check that could not be made is listed as not made, and nothing is called good that was
not checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from credentials.checking import lists, parts, signatures, stops, tokens
from credentials.checking.dates import check_dates
from credentials.checking.keys import Key, NoKey, find, host_of
from credentials.checking.reach import Reach
from credentials.checking.reports import (
    Check,
    Outcome,
    Report,
    Verdict,
    no,
    open_question,
    yes,
)
from credentials.checking.stops import Stop
from credentials.checking.texts import Kind, Unreadable, issuer_of
from credentials.standards import proofs
from credentials.standards.canonical import (
    CLR,
    CREDENTIALS_V2,
    OPEN_BADGES,
    Json,
    OutOfTime,
    Unsafe,
)
from credentials.standards.openbadges import CONTEXT

OUR_CONTEXTS = {Kind.TRANSCRIPT: [CREDENTIALS_V2, CLR, OPEN_BADGES]}
SIGNED = (Verdict.GOOD, Verdict.GOOD_ELSEWHERE, Verdict.NO_LIST)


@dataclass
class Examination:
    """One credential on the table, and the lines written about it so far."""

    document: Json
    kind: Kind
    token: tokens.Token | None
    reach: Reach
    checks: list[Check] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        """Who it says issued it."""
        return issuer_of(self.document)

    @property
    def is_ours(self) -> bool:
        """Whether it says that one of our issuers made it."""
        return self.issuer in self.reach.ours

    def insist(self) -> None:
        """Ours are of exactly one shape. Raises Unreadable for any other."""
        if self.document.get("@context") != OUR_CONTEXTS.get(self.kind, CONTEXT):
            raise Unreadable(
                _(
                    "It names other contexts than Open Badges 3.0.3, so its words could mean anything."
                )
            )
        if self.token is None and proofs.proof_of(self.document) is None:
            raise Unreadable(
                _("It carries no signature of the kind that we make (eddsa-rdfc-2022).")
            )

    def report(self, *, only_ours: bool, look: parts.Look | None) -> Report:
        """Make every check that can be made; `look` checks what it carries inside."""
        self.checks.append(
            yes("structure", KINDS[self.kind](), _("All of it could be read."))
        )
        try:
            if only_ours and not self.is_ours:
                raise stops.not_ours()
            proof = None
            if self.token:
                self.check_token(self.token)
            else:
                proof = self.check_proof()
            verdict = self.check_today(proof)
        except Stop as stop:
            self.checks.append(stop.check)
            verdict = stop.verdict
        else:
            if look is not None:
                verdict = self.check_parts(verdict, look)
        signer = "" if self.is_ours else host_of(self.issuer) or self.issuer
        return Report(
            tuple(self.checks), self.reach.now, self.document, verdict, signer
        ).completed()

    def check_proof(self) -> Json:
        """The embedded proof of the issuer, once it fits. Raises Stop."""
        listed = signatures.proofs_of(self.document)
        if not listed:
            raise Stop(
                Verdict.UNREADABLE,
                no(
                    "signature",
                    _("It is not signed"),
                    _("Anybody can write such a file."),
                ),
            )
        usable = [
            p for p in listed[: signatures.MAX_PROOFS] if signatures.is_checkable(p)
        ]
        if not usable:
            kinds = ", ".join(signatures.kind_of(p) for p in listed[:3])
            raise Stop(Verdict.UNCERTAIN, stops.other_kind(kinds))
        proof, key = self.find_key(usable)
        try:
            is_fit = signatures.holds(
                self.document,
                proof,
                key,
                strictly=self.is_ours,
                is_spent=self.reach.is_spent,
            )
        except OutOfTime as cause:
            raise Stop(Verdict.UNCERTAIN, stops.out_of_time()) from cause
        except Unsafe as cause:
            raise Stop(Verdict.UNREADABLE, stops.not_covered(cause)) from cause
        self.say_signature(is_fit, signatures.NAMES[key.public.key_type])
        return proof

    def find_key(self, usable: list[Json]) -> tuple[Json, Key]:
        """The first proof whose key is the issuer's own. Raises Stop."""
        refused: list[NoKey] = []
        for proof in usable:
            try:
                key = find(proof["verificationMethod"], self.issuer, self.reach)
            except NoKey as cause:
                refused.append(cause)
                continue
            self.say_key(key)
            return proof, key
        raise stops.no_key(refused[0])

    def check_token(self, token: tokens.Token) -> None:
        """The signature of a token, which repeats the credential. Raises Stop."""
        if refusal := tokens.refusal(token):
            raise Stop(
                Verdict.UNREADABLE, no("signature", _("It is not signed"), refusal)
            )
        if token.algorithm not in tokens.ALGORITHMS:
            raise Stop(Verdict.UNCERTAIN, stops.other_kind(f"JWT, {token.algorithm}"))
        if not token.method:
            raise Stop(
                Verdict.UNCERTAIN,
                open_question(
                    "issuer",
                    _("Who signed it"),
                    _(
                        "It names no published key. A key that a credential brings along proves nothing about who signed."
                    ),
                ),
            )
        try:
            key = find(token.method, self.issuer, self.reach)
        except NoKey as cause:
            raise stops.no_key(cause) from cause
        self.say_key(key)
        self.say_signature(tokens.holds(token, key), token.algorithm)
        if claim := tokens.contradiction(token):
            raise Stop(Verdict.CHANGED, stops.contradiction(claim))

    def say_key(self, key: Key) -> None:
        """The issuer's key was found."""
        if key.source.startswith("did:key:"):
            line = yes(
                "issuer",
                _("The key is the issuer's whole name"),
                _("Whoever holds this key signed. It says nothing about who that is."),
            )
        else:
            line = yes(
                "issuer",
                _("The key belongs to the issuer"),
                _("Published at %(url)s") % {"url": key.source[:200]},
            )
        self.checks.append(line)

    def say_signature(self, is_fit: bool, name: str) -> None:
        """The signature fits, or the checks end here."""
        if is_fit:
            self.checks.append(
                yes(
                    "signature",
                    _("The signature fits the content"),
                    _("%(name)s. Not one letter has changed since it was signed.")
                    % {"name": name},
                )
            )
            return
        raise Stop(
            Verdict.CHANGED,
            no(
                "signature",
                _("The signature does not fit the content"),
                _(
                    "Something was changed after it was signed, or somebody else signed it. Ask the holder for the original link or file."
                ),
            ),
        )

    def check_today(self, proof: Json | None) -> Verdict:
        """Its dates and its status."""
        dates, out_of_time = check_dates(self.document, self.reach.now, proof)
        status = lists.check_status(self.document, self.reach)
        names_none = status is None
        if status is None:
            status = stops.without_list()
        self.checks += [dates, status]
        if status.outcome is Outcome.FAILED:
            return Verdict.REVOKED
        if out_of_time is not None:
            return out_of_time
        if names_none and not self.is_ours:
            return Verdict.NO_LIST
        if not status.passed:
            return Verdict.UNCERTAIN
        return Verdict.GOOD if self.is_ours else Verdict.GOOD_ELSEWHERE

    def check_parts(self, verdict: Verdict, look: parts.Look) -> Verdict:
        """What it carries, each alone; what does not hold is said in the verdict too."""
        found = parts.check(self.document, self.kind, look, self.reach.is_spent)
        self.checks += found
        if verdict in SIGNED and parts.spoils(found, verdict):
            return Verdict.PARTLY
        return verdict


KINDS = {
    Kind.BADGE: lambda: _("It is an Open Badges 3.0 credential"),
    Kind.TRANSCRIPT: lambda: _("It is a learner record of the CLR standard"),
    Kind.ENDORSEMENT: lambda: _("It is an endorsement of the Open Badges standard"),
}
