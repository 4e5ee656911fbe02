"""Every write of this app: one public function, one transaction."""

from discussions.actions.following import finish_missed_steps, prune_live_events
from discussions.actions.threads import (
    on_cohort_left,
    on_cohort_opened,
    on_user_anonymized,
    open_discussion,
)

__all__ = [
    "finish_missed_steps",
    "on_cohort_left",
    "on_cohort_opened",
    "on_user_anonymized",
    "open_discussion",
    "prune_live_events",
]
