"""The shape of what people send about threads."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.actions.pins import TITLE_LENGTH, good_title
from discussions.rules import text
from lms.core.safe_html import check_text, plain_name


class ThreadForm(forms.Form):
    """A title and first words; from a facilitator also a prompt."""

    title = forms.CharField(
        max_length=TITLE_LENGTH,
        error_messages={
            "required": _("Give the thread a title: a few words are enough.")
        },
    )
    body = forms.CharField(required=False, strip=False, max_length=text.POST_LENGTH * 4)
    prompt = forms.CharField(
        required=False, strip=False, max_length=text.POST_LENGTH * 4
    )
    client_id = forms.UUIDField()

    def clean_title(self) -> str:
        """One line that can be seen."""
        if title := plain_name(self.cleaned_data["title"]):
            return title
        raise forms.ValidationError(
            _("Give the thread a title: a few words are enough.")
        )


class PinForm(forms.Form):
    """Whether a thread stands first."""

    state = forms.ChoiceField(choices=[("pinned", ""), ("unpinned", "")])


class TitleForm(forms.Form):
    """Another title for a thread, and why."""

    title = forms.CharField(max_length=TITLE_LENGTH)
    reason = forms.CharField(
        max_length=500,
        error_messages={"required": _("Write the reason: it stands in the log.")},
    )

    def clean_title(self) -> str:
        """One line that can be seen."""
        return good_title(self.cleaned_data["title"])

    def clean_reason(self) -> str:
        """No characters that cannot be stored."""
        return check_text(self.cleaned_data["reason"])


class LockForm(forms.Form):
    """Whether a thread is closed for writing, and why."""

    state = forms.ChoiceField(choices=[("locked", ""), ("open", "")])
    reason = forms.CharField(max_length=500)

    def clean_reason(self) -> str:
        """No characters that cannot be stored."""
        return check_text(self.cleaned_data["reason"])
