"""The border to Wagtail: publishing translated, records kept, and the back office."""

from credentials.wagtail_hooks import office, programs, revocation, sign_offs

__all__ = ["office", "programs", "revocation", "sign_offs"]
