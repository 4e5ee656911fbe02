"""Shapes of input about people."""

import zoneinfo

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.names import mixes_scripts, pretends
from lms.core.safe_html import plain_name

ZONES = [(z, z.replace("_", " ")) for z in sorted(zoneinfo.available_timezones())]


def name_from(text: str, *, of: User | None = None) -> str:
    """A name that can be read and is nobody else's guise.

    Raises ValidationError when nothing of it is left, when a word mixes alphabets, or
    when it reads like a role or like somebody on the staff (`of` themselves excepted).
    """
    if not (name := plain_name(text)):
        raise forms.ValidationError(_("Write a name that others can read."))
    if mixes_scripts(name):
        raise forms.ValidationError(_("Write each word of your name in one alphabet."))
    staff = User.objects.filter(Q(is_staff=True) | Q(groups__isnull=False))
    others = staff.exclude(pk=of.pk) if of else staff
    if pretends(name, others.values_list("display_name", flat=True).distinct()):
        raise forms.ValidationError(
            _(
                "This reads like somebody who works here. Add an initial, or a second name."
            )
        )
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
        return name_from(self.cleaned_data["display_name"], of=self.instance)
