"""The shape of a planned session, and of what is done with it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from discussions.actions.sessions import Item, Plan
from discussions.rules import agenda as rules
from discussions.rules.zones import HourTwice, NoSuchHour, moment_in, place
from lms.core.safe_html import check_text, plain_name, shows

PROMPT_LENGTH = 3_000
RECAP_LENGTH = 10_000


def words(value: str) -> str:
    """Text that can be stored, with plain newlines."""
    return check_text(value.replace("\r\n", "\n").replace("\r", "\n")).strip()


class WhenForm(forms.Form):
    """A day and an hour in one time zone; `starts_at` of the cleaned data is the moment."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    which = forms.TypedChoiceField(
        label=_("Which of the two"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("0", _("The first")), ("1", _("The second"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.asks_which = False
        self.fields["hour"].help_text = _("In %(place)s, your own time zone.") % {
            "place": place(zone)
        }

    def clean(self) -> dict[str, Any]:
        """The moment that day and hour mean, or why they mean none."""
        values = super().clean() or self.cleaned_data
        day, hour = values.get("day"), values.get("hour")
        if day is None or hour is None:
            return values
        try:
            values["starts_at"] = moment_in(
                self.zone, day, hour, which=values.get("which")
            )
        except NoSuchHour as gap:
            self.add_error("hour", self.gap(day, hour, gap))
        except HourTwice as twice:
            self.asks_which = True
            self.add_error("hour", self.twice(day, twice))
        except OverflowError:
            self.add_error("day", _("Choose a day of these years."))
        return values

    def gap(self, day: dt.date, hour: dt.time, gap: NoSuchHour) -> ValidationError:
        """Why this hour does not happen."""
        return ValidationError(
            _(
                "On %(day)s the clocks in %(place)s go forward from %(last)s to %(first)s, so %(hour)s does not happen. Choose another time."
            ),
            params={
                "day": date_format(day),
                "place": place(self.zone),
                "hour": time_format(hour, "TIME_FORMAT"),
                "last": time_format(gap.last, "TIME_FORMAT"),
                "first": time_format(gap.first, "TIME_FORMAT"),
            },
        )

    def twice(self, day: dt.date, twice: HourTwice) -> ValidationError:
        """Why this hour has to be told from its double."""
        return ValidationError(
            _(
                "On %(day)s the clocks in %(place)s go back, so %(hour)s comes twice: first as %(first)s, then as %(second)s. Choose which one you mean."
            ),
            params={
                "day": date_format(day),
                "place": place(self.zone),
                "hour": time_format(twice.first.time(), "TIME_FORMAT"),
                "first": twice.first.tzname(),
                "second": twice.second.tzname(),
            },
        )


class SessionForm(WhenForm):
    """What a facilitator announces, without its agenda."""

    title = forms.CharField(label=_("What it is about"), max_length=160)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=10, max_value=240, initial=60
    )
    intro = forms.CharField(
        label=_("Introduction"),
        help_text=_("What members should know before. Markdown works."),
        required=False,
        max_length=PROMPT_LENGTH,
        strip=False,
        widget=forms.Textarea({"rows": 4}),
    )
    public_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    field_order = ("title", "day", "hour", "which", "minutes", "intro")

    def clean_title(self) -> str:
        """One line that somebody can see."""
        title = plain_name(self.cleaned_data["title"])
        if not title:
            raise ValidationError(_("Say in a few words what the session is about."))
        return title

    def clean_intro(self) -> str:
        """What can be stored."""
        return words(self.cleaned_data["intro"])

    def plan(self, items: list[Item]) -> Plan:
        """What to announce; ask after both forms are valid."""
        values = self.cleaned_data
        return Plan(
            title=values["title"],
            starts_at=values["starts_at"],
            timezone=self.zone,
            minutes=values["minutes"],
            intro=values["intro"],
            items=items,
            public_id=values["public_id"],
        )


class ItemForm(forms.Form):
    """One line of the agenda; a line without a title is none."""

    title = forms.CharField(label=_("Item"), max_length=160, required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=120, required=False
    )
    prompt = forms.CharField(
        label=_("Prompt"),
        required=False,
        max_length=PROMPT_LENGTH,
        strip=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean_prompt(self) -> str:
        """What can be stored."""
        return words(self.cleaned_data["prompt"])

    def clean(self) -> dict[str, Any]:
        """A prompt needs a title, a title needs minutes."""
        values = super().clean() or self.cleaned_data
        values["title"] = plain_name(values.get("title") or "")
        if (
            values["title"]
            and values.get("minutes") is None
            and not self.has_error("minutes")
        ):
            self.add_error("minutes", _("Give this item its minutes."))
        if values.get("prompt") and not values["title"]:
            self.add_error(
                "title", _("Give this prompt a title: members see it first.")
            )
        return values


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of an agenda."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_many_forms": _("An agenda has at most %(num)d items."),
    }


ItemForms = forms.formset_factory(
    ItemForm,
    formset=Rows,
    extra=0,
    max_num=rules.ITEMS_AT_MOST,
    absolute_max=rules.ITEMS_AT_MOST + 1,
    validate_max=True,
)


def items_of(forms_: Any) -> list[Item]:
    """The lines of the agenda that have a title, in their order."""
    return [
        Item(
            f.cleaned_data["title"], f.cleaned_data["minutes"], f.cleaned_data["prompt"]
        )
        for f in forms_
        if f.cleaned_data.get("title")
    ]


def sum_in_words(together: int, minutes: int) -> str:
    """How the agenda fits into the session, in a sentence."""
    left = minutes - together
    if left < 0:
        return ngettext(
            "Together %(together)s of %(minutes)s minutes: %(over)s minute too many.",
            "Together %(together)s of %(minutes)s minutes: %(over)s minutes too many.",
            -left,
        ) % {"together": together, "minutes": minutes, "over": -left}
    return ngettext(
        "Together %(together)s of %(minutes)s minutes: %(left)s minute is free.",
        "Together %(together)s of %(minutes)s minutes: %(left)s minutes are free.",
        left,
    ) % {"together": together, "minutes": minutes, "left": left}


class ChangeForm(WhenForm):
    """Another time, and why."""

    reason = forms.CharField(
        label=_("Why it changes"),
        help_text=_("Its members are told."),
        max_length=300,
    )

    def clean_reason(self) -> str:
        """What can be stored."""
        return words(self.cleaned_data["reason"])


class CancelForm(forms.Form):
    """Why a session does not take place."""

    reason = forms.CharField(
        label=_("Why it is cancelled"),
        help_text=_("Its members are told."),
        max_length=300,
    )

    def clean_reason(self) -> str:
        """What can be stored."""
        return words(self.cleaned_data["reason"])


class RecapForm(forms.Form):
    """What came out of a session, in its facilitator's words."""

    body = forms.CharField(
        label=_("The recap"),
        help_text=_("For whoever was not there. Markdown works."),
        max_length=RECAP_LENGTH,
        strip=False,
        widget=forms.Textarea({"rows": 14}),
    )

    def clean_body(self) -> str:
        """What can be stored, and says something."""
        body = words(self.cleaned_data["body"])
        if not shows(body):
            raise ValidationError(
                _("Write at least one sentence for whoever was not there.")
            )
        return body
