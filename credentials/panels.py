"""What the page editor shows beside the fields of a program."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import HelpPanel


class RulePanel(HelpPanel):  # type: ignore[misc]
    """Below the rule: a way to see what its draft would change, for who may publish."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(template="credentials/_cms_rule_panel.html", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """The template is this panel's own."""
        kwargs: dict[str, Any] = super().clone_kwargs()
        del kwargs["template"], kwargs["content"]
        return kwargs

    class BoundPanel(HelpPanel.BoundPanel):  # type: ignore[misc]
        """The panel on one page."""

        def is_shown(self) -> bool:
            """Not before the page was saved, and only for those who may publish it."""
            if not self.instance.pk or self.request is None:
                return False
            tester = self.instance.permissions_for_user(self.request.user)
            return bool(tester.can_publish())
