"""The rule of a program as an author builds it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class GroupBlock(blocks.StructBlock):  # type: ignore[misc]
    """Achievements of which enough must be held."""

    label = blocks.CharBlock(
        max_length=80, help_text=_("As learners read it: “Core”, “Choose any 2”.")
    )
    minimum = blocks.IntegerBlock(
        required=False,
        min_value=1,
        help_text=_("How many of them. Empty: all, unless hours are asked for."),
    )
    minimum_minutes = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("Minutes"),
        help_text=_("Instead of a number: how many minutes they must add up to."),
    )
    leaves = blocks.ListBlock(
        SnippetChooserBlock("credentials.Achievement"), label=_("Achievements")
    )

    class Meta:
        icon = "group"
        label_format = "{label}"


class RuleStream(blocks.StreamBlock):  # type: ignore[misc]
    """Every group must be met."""

    group = GroupBlock()


class SentenceStream(blocks.StreamBlock):  # type: ignore[misc]
    """A list of sentences."""

    item = blocks.CharBlock(max_length=400)
