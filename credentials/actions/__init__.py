"""Every write of this app, split by noun."""

from credentials.actions.achievements import (
    ensure_badge,
    ensure_sign_off,
    on_course_published,
    retire_achievement,
)
from credentials.actions.awards import (
    award_badge,
    award_certificates,
    evaluate_again,
    grant_award,
    on_user_anonymized,
    restore_award,
    revoke_award,
    share_award,
    unshare_award,
)
from credentials.actions.issuing import (
    check_text,
    ensure_issuer,
    issue_document,
    make_key,
    publish_status_list,
    publish_status_lists,
    rename_issuer,
)
from credentials.actions.programs import (
    backfill_program,
    publish_program,
    sweep_awards,
)

__all__ = [
    "award_badge",
    "award_certificates",
    "backfill_program",
    "check_text",
    "ensure_badge",
    "ensure_issuer",
    "ensure_sign_off",
    "evaluate_again",
    "grant_award",
    "issue_document",
    "make_key",
    "on_course_published",
    "on_user_anonymized",
    "publish_program",
    "publish_status_list",
    "publish_status_lists",
    "rename_issuer",
    "restore_award",
    "retire_achievement",
    "revoke_award",
    "share_award",
    "sweep_awards",
    "unshare_award",
]
