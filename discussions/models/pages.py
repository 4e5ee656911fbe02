"""Steps that are finished by talking: a question to the cohort, and Try–Reflect–Share."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import LESSON_FEATURES
from courses.fields import CleanTextField
from courses.models import Enrollment, StepPage
from lms.core import clock


class DiscussionPage(StepPage):
    """A question to the cohort. Done when one has answered it and replied to others."""

    prompt = CleanTextField(
        features=LESSON_FEATURES,
        help_text=_("The question that the cohort talks over."),
    )
    replies_required: models.PositiveSmallIntegerField[int, int] = (
        models.PositiveSmallIntegerField(
            default=1,
            validators=[MaxValueValidator(10)],
            help_text=_(
                "How many posts of others one answers before the step is done."
            ),
        )
    )

    completed_by: ClassVar[str] = "posted"
    kind_label = _("Discussion")
    template = "discussions/discussion_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels = [*Page.content_panels, "prompt", "replies_required"]
    search_fields = [*StepPage.search_fields, index.SearchField("prompt")]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(replies_required__lte=10),
                name="discussion_page_replies_at_most_10",
            )
        ]


class PracticePage(StepPage):
    """Try it in class or at home, write down what happened, share it with the cohort."""

    try_text = CleanTextField(
        _("try"),
        features=LESSON_FEATURES,
        help_text=_("What to do, in a few sentences."),
    )
    questions = StreamField(
        [("question", blocks.CharBlock(max_length=300))],
        blank=True,
        help_text=_("What to think about while writing."),
    )
    share_text = CleanTextField(
        _("share"),
        blank=True,
        features=LESSON_FEATURES,
        help_text=_("What to show the cohort."),
    )
    done_when: models.CharField[str, str] = models.CharField(
        max_length=300, blank=True, help_text=_("In one sentence: done when …")
    )
    replies_required: models.PositiveSmallIntegerField[int, int] = (
        models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(10)])
    )

    completed_by: ClassVar[str] = "posted"
    kind_label = _("Try, reflect, share")
    template = "discussions/practice_page.html"
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels = [
        *Page.content_panels,
        "try_text",
        "questions",
        "share_text",
        "done_when",
        "replies_required",
    ]
    search_fields = [
        *StepPage.search_fields,
        index.SearchField("try_text"),
        index.SearchField("share_text"),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(replies_required__lte=10),
                name="practice_page_replies_at_most_10",
            )
        ]


class Reflection(models.Model):
    """What a learner wrote for themselves on a Try–Reflect–Share step. Nobody else's."""

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="reflections"
    )
    page = models.ForeignKey(
        PracticePage, on_delete=models.PROTECT, related_name="reflections"
    )
    text = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "page"], name="reflection_once_per_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} on {self.page_id}"
