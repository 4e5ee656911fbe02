"""The border to Wagtail: publishing translated, records kept, and the back office."""

from credentials.wagtail_hooks import (
    interest,
    keys,
    office,
    programs,
    revocation,
    rule_lab,
    sign_offs,
    signatories,
)

__all__ = [
    "interest",
    "keys",
    "office",
    "programs",
    "revocation",
    "rule_lab",
    "sign_offs",
    "signatories",
]
