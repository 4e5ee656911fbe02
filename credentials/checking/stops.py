"""Where the checks of a credential end early, and in which words. Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from credentials.checking.keys import NoKey
from credentials.checking.reports import (
    Check,
    Verdict,
    no,
    open_question,
    unchecked,
)
from credentials.standards.canonical import TooCostly, Undefined, Unsafe

_WORD = re.compile("[A-Za-z][A-Za-z0-9]{0,39}")


class Stop(Exception):
    """The checks end here with a verdict."""

    def __init__(self, verdict: Verdict, check: Check) -> None:
        super().__init__(verdict)
        self.verdict = verdict
        self.check = check


def not_ours() -> Stop:
    """It names an issuer that is none of ours, and no other was asked for."""
    return Stop(
        Verdict.NOT_OURS,
        no(
            "issuer",
            _("It was not issued here"),
            _(
                "We can only vouch for what we issued. Ask the issuer it names, or use an independent verifier."
            ),
        ),
    )


def no_key(cause: NoKey) -> Stop:
    """No key of the issuer was found; or one that is not its own."""
    if cause.is_foreign:
        return Stop(
            Verdict.NOT_THEIRS,
            no(
                "issuer",
                _("Its key is not one that the issuer publishes"),
                cause.sentence,
            ),
        )
    return Stop(
        Verdict.UNCERTAIN,
        open_question("issuer", _("Whether the key is the issuer's"), cause.sentence),
    )


def other_kind(kinds: str) -> Check:
    """A signature of a kind that we cannot check."""
    return open_question(
        "signature",
        _("Its signature is of a kind that we cannot check"),
        _(
            "It is of the kind “%(kinds)s”. That says nothing against it; use another verifier."
        )
        % {"kinds": kinds},
    )


def not_covered(cause: Unsafe) -> Check:
    """A part of it means nothing, or other things to other software.

    In our words alone: what a library says is for its developers.
    """
    if isinstance(cause, TooCostly):
        detail = _("It is built so that reading it would take years.")
    elif isinstance(cause, Undefined) and _WORD.fullmatch(cause.name):
        detail = _(
            "Its word “%(name)s” has no meaning, and software would leave it out."
        )
        detail %= {"name": cause.name}
    else:
        detail = _(
            "Software would read a part of it in different ways, or leave it out."
        )
    return no("signature", _("No signature can cover all of it"), detail)


def out_of_time() -> Check:
    """Reading it took longer than a check may."""
    return open_question(
        "signature",
        _("Whether it was changed could not be checked"),
        _(
            "Reading it takes longer than one check may. Another verifier may take longer."
        ),
    )


def contradiction(claim: str) -> Check:
    """A token that says something else than the credential in it."""
    return no(
        "signature",
        _("It contradicts itself"),
        _("The token's “%(claim)s” is not what the credential says.")
        % {"claim": claim},
    )


def without_list() -> Check:
    """It names no list of revocations."""
    return unchecked(_("It names no list in which a revocation would stand."))
