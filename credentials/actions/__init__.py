"""Every write of this app, split by noun."""

from credentials.actions.achievements import (
    ensure_badge,
    ensure_sign_off,
    on_course_published,
    retire_achievement,
)
from credentials.actions.awards import award_badge, grant_award
from credentials.actions.backfills import backfill_program
from credentials.actions.compromise import continue_signing_again
from credentials.actions.documents import check_text, issue_document
from credentials.actions.evaluating import award_certificates, evaluate_again
from credentials.actions.issuers import ensure_issuer, rename_issuer
from credentials.actions.keys import activate_waiting_keys, ensure_keys, make_key
from credentials.actions.programs import publish_program
from credentials.actions.revocation import restore_award, revoke_award
from credentials.actions.sharing import on_user_anonymized, share_award, unshare_award
from credentials.actions.status import publish_status_list, publish_status_lists
from credentials.actions.sweeping import sweep_awards

__all__ = [
    "activate_waiting_keys",
    "award_badge",
    "award_certificates",
    "backfill_program",
    "check_text",
    "continue_signing_again",
    "ensure_badge",
    "ensure_issuer",
    "ensure_keys",
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
