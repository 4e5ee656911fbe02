"""Live conversation of a cohort, and its care."""
