"""The border to Wagtail: publishing translated, records kept, and the back office."""

from credentials.wagtail_hooks import (
    interest,
    office,
    programs,
    revocation,
    sign_offs,
    signatories,
)

__all__ = [
    "interest",
    "office",
    "programs",
    "revocation",
    "sign_offs",
    "signatories",
]
