"""The shape of what people send who look after a room, or ask them to look."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.models.care import FlagReason, Verb
from discussions.models.rooms import RestrictionKind
from discussions.rules import holding
from discussions.rules.holding import Rules
from discussions.rules.house_rules import HOUSE_RULES
from lms.core import clock
from lms.core.safe_html import check_text

SLOW_CHOICES = (
    (0, _("As often as they like")),
    (30, _("Once in half a minute")),
    (120, _("Once in two minutes")),
    (600, _("Once in ten minutes")),
    (3600, _("Once an hour")),
)


class Words(forms.CharField):
    """A few words that can be stored."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": 500, **more})

    def clean(self, value: Any) -> Any:
        """No characters that cannot be stored."""
        return check_text(super().clean(value) or "")


class FlagForm(forms.Form):
    """Why somebody should look at a post."""

    reason = forms.ChoiceField(choices=FlagReason.choices, widget=forms.RadioSelect)
    note = Words(required=False)


class AppealForm(forms.Form):
    """Why whom a decision met asks for another look."""

    note = Words()


class ReasonForm(forms.Form):
    """A moderator's reason: it stands in the log, and whom it meets is told."""

    reason = Words()


class ResolutionForm(ReasonForm):
    """What becomes of a flag."""

    decision = forms.ChoiceField(choices=[("uphold", ""), ("dismiss", "")])


class AnswerForm(ReasonForm):
    """What becomes of an appeal."""

    decision = forms.ChoiceField(choices=[("grant", ""), ("refuse", "")])


class RestrictionForm(ReasonForm):
    """Whom to mute or remove, for how long, and how far it goes."""

    member = forms.UUIDField()
    kind = forms.ChoiceField(choices=RestrictionKind.choices)
    days = forms.IntegerField(required=False, min_value=1, max_value=365)
    scope = forms.ChoiceField(
        required=False, choices=[("", ""), ("cohort", ""), ("site", "")]
    )

    def until(self) -> dt.datetime | None:
        """When it ends by itself; None: when somebody lifts it."""
        days = self.cleaned_data["days"]
        return clock.now() + dt.timedelta(days=days) if days else None


class SlowForm(ReasonForm):
    """How often one may post."""

    seconds = forms.TypedChoiceField(choices=SLOW_CHOICES, coerce=int)


class RulesForm(ReasonForm):
    """What waits in a room until somebody has read it."""

    links = forms.BooleanField(required=False)
    first_posts = forms.BooleanField(required=False)
    words = Words(required=False, max_length=15_000, strip=False)

    def clean_words(self) -> str:
        """One word a line, at most 200 of them."""
        words = holding.tidy_words(self.cleaned_data["words"])
        if len(words) > holding.WORDS_AT_MOST:
            raise forms.ValidationError(
                _(
                    "That are %(count)s words; a room can look for %(most)s. Leave some out."
                ),
                params={"count": len(words), "most": holding.WORDS_AT_MOST},
            )
        if any(len(word) > holding.WORD_LENGTH for word in words):
            raise forms.ValidationError(
                _("One word a line, please; one of the lines is longer than 60 signs.")
            )
        return "\n".join(words)

    def rules(self) -> Rules:
        """What was chosen."""
        values = self.cleaned_data
        return Rules(values["links"], values["first_posts"], values["words"])


class ReminderForm(forms.Form):
    """A private word to the author of a post."""

    rule = forms.ChoiceField(
        choices=list(HOUSE_RULES.items()), required=False, widget=forms.RadioSelect
    )
    words = Words()


class NudgeForm(forms.Form):
    """A friendly line to a member."""

    to = forms.UUIDField()
    words = Words()


class HandOverForm(forms.Form):
    """What to know about a cohort."""

    note = Words(max_length=4000)


class LogForm(forms.Form):
    """Which lines of a log to show."""

    verb = forms.ChoiceField(
        required=False, label=_("What"), choices=[("", _("Everything")), *Verb.choices]
    )
    since = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        required=False, label=_("To"), widget=forms.DateInput({"type": "date"})
    )


class ExportForm(forms.Form):
    """What of the record of moderation is needed, and what for."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), widget=forms.DateInput({"type": "date"}))
    reason = Words(
        label=_("What it is needed for"),
        help_text=_("It stands in the log, with your name."),
    )

    def clean(self) -> dict[str, Any]:
        """From before to."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("The first day is after the last."))
        return values
