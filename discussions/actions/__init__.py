"""Every write of this app: one public function, one transaction."""

from discussions.actions.flags import remind_of_flags
from discussions.actions.following import finish_missed_steps, prune_live_events
from discussions.actions.images import delete_unsent_images
from discussions.actions.session_running import run_sessions
from discussions.actions.threads import (
    on_cohort_left,
    on_cohort_opened,
    on_user_anonymized,
    open_discussion,
)

__all__ = [
    "delete_unsent_images",
    "finish_missed_steps",
    "on_cohort_left",
    "on_cohort_opened",
    "on_user_anonymized",
    "open_discussion",
    "prune_live_events",
    "remind_of_flags",
    "run_sessions",
]
