"""The shape of what people choose; a form never saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from discussions.models.talk import ReadLevel
from lms.notifications.models import DigestEvery

TIME = forms.TimeInput({"type": "time"}, format="%H:%M")


class DeliveryForm(forms.Form):
    """When somebody is mailed."""

    digest = forms.ChoiceField(label=_("A digest"), choices=DigestEvery.choices)
    digest_on = forms.TypedChoiceField(
        label=_("On"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        help_text=_("For a weekly digest."),
    )
    digest_at = forms.TimeField(label=_("At"), widget=TIME)
    quiet_from = forms.TimeField(label=_("No mail from"), widget=TIME, required=False)
    quiet_until = forms.TimeField(label=_("until"), widget=TIME, required=False)

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end."""
        given = super().clean() or self.cleaned_data
        start, end = given.get("quiet_from"), given.get("quiet_until")
        if (start is None) != (end is None):
            missing = "quiet_until" if end is None else "quiet_from"
            if missing not in self.errors:
                self.add_error(
                    missing,
                    _("Give both times, or leave both empty for no quiet hours."),
                )
        elif start is not None and start == end:
            self.add_error(
                "quiet_until",
                _("That would be no quiet hours at all. Choose another end."),
            )
        return given


class RoomLevelForm(forms.Form):
    """What somebody wants to hear of a room."""

    level = forms.ChoiceField(choices=ReadLevel.choices)


class ThreadLevelForm(forms.Form):
    """What somebody wants to hear of a thread; empty: as of its room."""

    level = forms.ChoiceField(choices=[("", ""), *ReadLevel.choices], required=False)
