"""The pages of programs, and who waits for one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.models.content import Audience
from credentials.blocks import RuleStream, SentenceStream
from credentials.forms import ProgramPageForm
from credentials.models.issuing import Issuer
from credentials.models.rules import ProgramRule
from credentials.models.spans import (
    DAY_BOUNDS,
    MONTH_BOUNDS,
    renewable_for_a_while,
    valid_for_a_while,
)
from credentials.panels import RulePanel
from lms.core import clock
from lms.core.constraints import known
from lms.core.presenting import Presented

PERSON = settings.AUTH_USER_MODEL


class Opening(models.TextChoices):
    """Whether a program's certificate can be earned."""

    OPEN = "open", _("Open")
    ANNOUNCED = "announced", _("Announced: people can ask to be told when it opens")


class ProgramIndexPage(Presented, Page):  # type: ignore[misc]
    """All programs. One per site."""

    introduction = models.TextField(blank=True)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = ["credentials.ProgramPage"]
    content_panels = [*Page.content_panels, "introduction"]
    template = "credentials/program_index_page.html"


class ProgramPage(Presented, Page):  # type: ignore[misc]
    """A program: whom it serves, what it asks for, and the certificate at its end.

    Publishing it compiles `rule` to a ProgramRule, which alone decides.
    """

    summary = models.CharField(
        max_length=300, blank=True, help_text=_("The promise, in one or two sentences.")
    )
    audience = models.TextField(blank=True, help_text=_("Who it is for, in words."))
    purpose = models.TextField(blank=True)
    group = models.CharField(
        max_length=12, choices=Audience.choices, default=Audience.TEACHERS
    )
    benefits = StreamField(SentenceStream(), blank=True)
    is_not = StreamField(
        SentenceStream(), blank=True, help_text=_("What the certificate does not say.")
    )
    rule = StreamField(
        RuleStream(), blank=True, help_text=_("Every group must be met.")
    )
    is_shared = models.BooleanField(
        _("shared"),
        default=False,
        help_text=_("An achievement that stands in two groups counts in both."),
    )
    opening = models.CharField(
        max_length=12, choices=Opening.choices, default=Opening.OPEN
    )
    level = models.CharField(
        max_length=40, blank=True, help_text=_("A word, as “Trainer”, or nothing.")
    )
    partner = models.ForeignKey(
        Issuer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Another issuer that approves, signs and endorses with ours."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for months"),
        null=True,
        blank=True,
        validators=MONTH_BOUNDS,
        help_text=_("Empty: it does not expire."),
    )
    renewal_window_days = models.PositiveSmallIntegerField(
        default=90,
        validators=DAY_BOUNDS,
        help_text=_("How many days before its end it can be renewed."),
    )
    grace_days = models.PositiveSmallIntegerField(
        default=30,
        validators=DAY_BOUNDS,
        help_text=_("How many days after its end it can be renewed."),
    )
    renewal = StreamField(
        RuleStream(),
        blank=True,
        help_text=_(
            "What must be earned anew in each cycle. Empty: the rule must still be met."
        ),
    )

    base_form_class = ProgramPageForm
    parent_page_types: ClassVar[list[str]] = ["credentials.ProgramIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "credentials/program_page.html"
    content_panels = [
        *Page.content_panels,
        "summary",
        "audience",
        "purpose",
        "group",
        "benefits",
        "is_not",
        "rule",
        "is_shared",
        RulePanel(heading=_("What would this change?")),
        "opening",
        "level",
        "partner",
        "valid_months",
        "renewal_window_days",
        "grace_days",
        "renewal",
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("audience"),
    ]

    @property
    def certificate_id(self) -> int | None:
        """The certificate at its end, once the program was open."""
        certificate = getattr(self, "achievement", None)
        return certificate.pk if certificate else None

    def leads_back(self, achievement_id: int) -> bool:
        """Whether an achievement requires, through others, this very certificate."""
        if self.certificate_id is None:
            return False
        found: bool = ProgramRule.objects.leads_back(
            achievement_id, to=self.certificate_id
        )
        return found

    class Meta:
        constraints = [
            known("group", Audience, "program_group_known"),
            known("opening", Opening, "program_opening_known"),
            valid_for_a_while("program_valid_for_a_while"),
            renewable_for_a_while("program_renewable_for_a_while"),
        ]


class ProgramInterest(models.Model):
    """Somebody asked to be told when an announced program opens."""

    page = models.ForeignKey(
        ProgramPage, on_delete=models.CASCADE, related_name="interests"
    )
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "user"], name="interest_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.page_id}"
