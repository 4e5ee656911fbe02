"""Shapes of input about people."""

import zoneinfo
from typing import Any

from django import forms
from django.db import models
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


class Credentials(models.TextChoices):
    """What becomes of badges and certificates when an account is closed."""

    KEEP = (
        "keep",
        _("Keep them checkable: the name stays in them, and shared pages stay open."),
    )
    WITHDRAW = (
        "withdraw",
        _(
            "Withdraw them: the name is deleted from them, and copies that were given out are refused."
        ),
    )


class CredentialsForm(forms.Form):
    """What becomes of what somebody earned."""

    credentials = forms.ChoiceField(
        label=_("Badges and certificates"),
        choices=Credentials.choices,
        widget=forms.RadioSelect,
    )

    @property
    def keeps_credentials(self) -> bool:
        """Whether what was earned stays checkable."""
        return bool(self.cleaned_data["credentials"] == Credentials.KEEP)


class ClosingForm(CredentialsForm):
    """The choice, and a proof that it is oneself who asks."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    email = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Type it once more, so that nothing is closed by mistake."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        del self.fields["email" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        """The present password."""
        given: str = self.cleaned_data["password"]
        if not self.user.check_password(given):
            raise forms.ValidationError(
                _("This is not your password. Nothing was closed.")
            )
        return given

    def clean_email(self) -> str:
        """The address of this account."""
        given: str = self.cleaned_data["email"]
        if given.strip().lower() != self.user.email:
            raise forms.ValidationError(
                _("This account has another address. Nothing was closed.")
            )
        return given
