"""Every write of this app: one public function, one transaction."""

from discussions.actions.threads import (
    on_cohort_left,
    on_cohort_opened,
    open_discussion,
)

__all__ = ["on_cohort_left", "on_cohort_opened", "open_discussion"]
