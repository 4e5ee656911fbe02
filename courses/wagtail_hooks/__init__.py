"""The border to Wagtail: its gate, its signals as our events, the back office."""

from courses.wagtail_hooks import cohorts, content, gate, learning, retirement

__all__ = ["cohorts", "content", "gate", "learning", "retirement"]
