"""Shapes of input about schools; a form never saves."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from credentials.models import ProgramPage
from credentials.models.programs import Opening
from lms.schools.models import License, School
from lms.schools.models.schools import SchoolAudience

CODE_LENGTH = 12


def day_input() -> forms.DateInput:
    """A date picker; what it begins with stands in the one form that browsers read."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class LicenseForm(forms.Form):
    """A license to make."""

    program = forms.ModelChoiceField(
        ProgramPage.objects.none(), label=_("Program"), empty_label=None
    )
    seats_total = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=100_000, initial=20
    )
    audience = forms.ChoiceField(label=_("For"), choices=SchoolAudience.choices)
    starts_on = forms.DateField(label=_("From"), widget=day_input())
    ends_on = forms.DateField(label=_("To"), widget=day_input())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        programs = self.fields["program"]
        assert isinstance(programs, forms.ModelChoiceField)  # noqa: S101
        programs.queryset = (
            ProgramPage.objects.live().filter(opening=Opening.OPEN).order_by("title")
        )

    def clean(self) -> dict[str, object]:
        """The last day comes after the first."""
        data = super().clean() or {}
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", _("The last day must come after the first."))
        return data


class SeatsForm(forms.Form):
    """A new number of seats."""

    seats_total = forms.IntegerField(label=_("Seats"), min_value=1, max_value=100_000)


class LicenseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A license by the words that a school knows it by."""

    def label_from_instance(self, license: License) -> str:  # type: ignore[override]
        """Its program and its last day."""
        return gettext("%(title)s, to %(day)s") % {
            "title": license.program.title,
            "day": date_format(license.ends_on, "j F Y"),
        }


class InvitationForm(forms.Form):
    """A code to make."""

    license = LicenseChoice(
        License.objects.none(),
        label=_("For the license"),
        empty_label=None,
        error_messages={"invalid_choice": _("Choose a license of your own school.")},
    )
    max_uses = forms.IntegerField(
        label=_("How often it may be used"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Leave empty for as often as there are seats."),
    )
    days = forms.IntegerField(
        label=_("Open for (days)"), min_value=1, max_value=365, initial=60
    )

    def __init__(self, school: School, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        licenses = self.fields["license"]
        assert isinstance(licenses, forms.ModelChoiceField)  # noqa: S101
        licenses.queryset = school.licenses.select_related("program").order_by(
            "-ends_on", "-pk"
        )


class CodeForm(forms.Form):
    """A code that somebody was given."""

    code = forms.CharField(
        label=_("Invitation code"),
        max_length=24,
        min_length=CODE_LENGTH,
        help_text=_(
            "Twelve letters and numbers, such as K7QM-2XPD-9RTB. Dashes and case do not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "min_length": _(
                "The code has twelve letters and numbers. Check that none is missing."
            )
        },
    )

    def clean_code(self) -> str:
        """The letters and numbers alone; dashes and spaces are for the eye."""
        letters = "".join(c for c in self.cleaned_data["code"].upper() if c.isalnum())
        if len(letters) < CODE_LENGTH:
            raise forms.ValidationError(
                self.fields["code"].error_messages["min_length"]
            )
        return letters
