"""The rule of a program as an author builds it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

# Which field of a group a problem is shown at.
PLACES = {
    "empty_group": "leaves",
    "twice_in_group": "leaves",
    "both_demands": "minimum_minutes",
    "minimum_out_of_range": "minimum",
    "hours_out_of_range": "minimum_minutes",
}


class GroupBlock(blocks.StructBlock):  # type: ignore[misc]
    """Achievements of which enough must be held."""

    label = blocks.CharBlock(
        max_length=80,
        required=False,
        help_text=_(
            "As learners read it: “Core”, “Electives”. Left empty, it says what it asks for: “Choose any 2”."
        ),
    )
    minimum = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("How many"),
        help_text=_("How many of them. Empty: all, unless minutes are asked for."),
    )
    minimum_minutes = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("Minutes"),
        help_text=_(
            "Instead of a number: how many minutes they must add up to; 600 are ten hours."
        ),
    )
    leaves = blocks.ListBlock(
        SnippetChooserBlock("credentials.Achievement"),
        label=_("Achievements"),
        help_text=_("Badges of courses, sign-offs, or other certificates."),
    )

    def clean(self, value: Any) -> Any:
        """What a group alone can get wrong, said at the field; a draft may say anything."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        from credentials.rules.faults import problems_of_group

        found = {
            PLACES[problem]: ValidationError(sentence)
            for problem, sentence in problems_of_group(cleaned)
            if problem in PLACES
        }
        if found:
            raise blocks.StructBlockValidationError(block_errors=found)
        return cleaned

    class Meta:
        icon = "group"
        label_format = "{label}"


class RuleStream(blocks.StreamBlock):  # type: ignore[misc]
    """Every group must be met."""

    group = GroupBlock()


class SentenceStream(blocks.StreamBlock):  # type: ignore[misc]
    """A list of sentences."""

    item = blocks.CharBlock(max_length=400)
