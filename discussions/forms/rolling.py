"""The shape of what people send about merges, moving, voices and recaps."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.rules import text
from lms.core.safe_html import check_text


class OfferForm(forms.Form):
    """What becomes of an offer to merge."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("decline", "")])


class MoveForm(forms.Form):
    """The room to which somebody was shown that they would move."""

    to = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class AskForm(forms.Form):
    """Why a post would speak to later cohorts; its author reads this."""

    why = forms.CharField(required=False, max_length=300)

    def clean_why(self) -> str:
        """No characters that cannot be stored."""
        return check_text(self.cleaned_data["why"])


class ConsentForm(forms.Form):
    """What an author says to being read by later cohorts."""

    consent = forms.ChoiceField(
        choices=[
            ("named", _("Yes, with my name")),
            ("unnamed", _("Yes, without my name")),
            ("no", _("No")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )


class RecapForm(forms.Form):
    """A facilitator's words about a room."""

    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        widget=forms.TextInput({"class": "input"}),
        error_messages={"required": _("Give it a title, such as “Our first month”.")},
    )
    body = forms.CharField(
        label=_("What was talked about"),
        strip=False,
        widget=forms.Textarea({"class": "input", "rows": 8, "maxlength": 4000}),
        error_messages={"required": _("Write a few lines first.")},
    )

    def clean_title(self) -> str:
        """No characters that cannot be stored."""
        return check_text(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """What can be stored."""
        return text.tidy(self.cleaned_data["body"])
