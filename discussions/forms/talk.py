"""The shape of what people send; a form never saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.rules import text


class PostForm(forms.Form):
    """Something to say, from a composer or from the outbox."""

    body = forms.CharField(
        widget=forms.Textarea,
        strip=False,
        required=False,
        # Far above what a post may hold: the sentence about length is text.tidy's.
        max_length=text.POST_LENGTH * 4,
    )
    client_id = forms.UUIDField()
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    step = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def clean_body(self) -> str:
        """What can be stored."""
        return text.tidy(self.cleaned_data["body"])


class EditForm(forms.Form):
    """One's own words, mended."""

    body = forms.CharField(
        label=_("Your post"),
        widget=forms.Textarea({"class": "input", "rows": 6, "maxlength": 4000}),
        strip=False,
    )

    def clean_body(self) -> str:
        """What can be stored."""
        return text.tidy(self.cleaned_data["body"])


def first_error(form: forms.Form) -> str:
    """The first thing that is wrong with a form, in words."""
    errors: list[Any] = [m for messages in form.errors.values() for m in messages]
    return str(errors[0]) if errors else ""
