"""Shapes of input about people."""

import zoneinfo

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.core.safe_html import plain_name

ZONES = [(z, z.replace("_", " ")) for z in sorted(zoneinfo.available_timezones())]


def name_from(text: str) -> str:
    """A name that can be read. Raises ValidationError when nothing of it is left."""
    if not (name := plain_name(text)):
        raise forms.ValidationError(_("Write a name that others can read."))
    return name


class SignupForm(forms.Form):
    """What signing up asks besides address and password: the name that others see."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("As your cohort sees it. A first name and an initial are enough."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ("display_name", "email", "password1")

    def clean_display_name(self) -> str:
        """One line, without control or direction characters."""
        return name_from(self.cleaned_data["display_name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls this once the person exists."""
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])


class ProfileForm(forms.ModelForm[User]):
    """Name and time zone."""

    class Meta:
        model = User
        fields = ["display_name", "timezone"]

    timezone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)

    def clean_display_name(self) -> str:
        """One line, without control or direction characters."""
        return name_from(self.cleaned_data["display_name"])
