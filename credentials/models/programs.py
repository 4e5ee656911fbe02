"""What can be earned, and the rules that say when."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.models.content import Audience
from credentials.blocks import RuleStream, SentenceStream
from credentials.forms import ProgramPageForm
from credentials.models.issuing import Issuer
from credentials.rules.requirements import Group
from lms.core import clock
from lms.core.constraints import known
from lms.core.presenting import Presented

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """How an achievement is earned."""

    BADGE = "badge", _("Badge: for one course")
    CERTIFICATE = "certificate", _("Certificate: for a program")
    EVIDENCE = "evidence", _("Evidence: accepted by assessors")
    SIGN_OFF = "sign_off", _("Sign-off: by a facilitator")


class Achievement(models.Model):
    """Something that can be earned. All its words are its own.

    It outlives the course or program that it came from: awards and rules point here.
    `slug` draws its stone. `version` rises when its words change.
    """

    Kind = Kind

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    issuer = models.ForeignKey(
        Issuer, on_delete=models.PROTECT, related_name="achievements"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    course = models.OneToOneField(
        "courses.CoursePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="achievement",
    )
    program = models.OneToOneField(
        "credentials.ProgramPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="achievement",
    )
    slug = models.SlugField(max_length=255, help_text=_("Draws the stone."))
    name = models.CharField(max_length=255)
    description = models.TextField(help_text=_("One or two plain sentences."))
    criteria = models.TextField(help_text=_("What must be done, in plain sentences."))
    task = models.TextField(
        blank=True,
        help_text=_("For a sign-off: the task and its rubric, in Markdown. Public."),
    )
    task_html = models.TextField(blank=True, editable=False)
    is_not = models.JSONField(
        default=list,
        blank=True,
        help_text=_("What it does not say: a list of sentences."),
    )
    minutes = models.PositiveIntegerField(
        default=0, help_text=_("Planned time of study, in minutes.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="badge") | Q(program__isnull=True),
                name="achievement_badge_has_no_program",
            ),
            models.CheckConstraint(
                condition=~Q(kind="certificate") | Q(course__isnull=True),
                name="achievement_certificate_has_no_course",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(kind="sign_off"),
                name="achievement_sign_off_slug_once",
            ),
            known("kind", Kind, "achievement_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page on this site."""
        return f"/achievements/{self.public_id}/"

    @property
    def url(self) -> str:
        """Its permanent address, as credentials name it."""
        return f"{self.issuer.origin}/achievements/{self.public_id}"


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
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("audience"),
    ]

    class Meta:
        constraints = [known("group", Audience, "program_group_known")]


class ProgramRuleQuerySet(models.QuerySet["ProgramRule"]):
    """Rules, narrowed by time."""

    def in_force(self) -> Self:
        """The newest of each certificate that is not retired."""
        newest = (
            ProgramRule.objects.filter(achievement=OuterRef("achievement"))
            .order_by("-version")
            .values("version")[:1]
        )
        return self.filter(version=Subquery(newest), achievement__retired_at=None)

    def naming(self, achievement_id: int) -> Self:
        """Rules in force that name an achievement."""
        return self.in_force().filter(leaves__achievement=achievement_id)


class ProgramRule(models.Model):
    """When a certificate is earned. Written once, never edited; the newest is in force.

    `tree` is {"shared": bool, "groups": [{label, minimum, minimum_minutes, leaves:
    [{id, public_id, slug, name, kind, minutes}]}]}: ids and labels as published.
    """

    achievement = models.ForeignKey(
        Achievement, on_delete=models.CASCADE, related_name="rules"
    )
    version = models.PositiveIntegerField()
    tree = models.JSONField()
    published_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = ProgramRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "version"], name="rule_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement_id} v{self.version}"

    @property
    def is_shared(self) -> bool:
        """Whether an achievement in two groups counts in both."""
        return bool(self.tree["shared"])

    @property
    def groups(self) -> list[Group]:
        """The rule as the pure rule reads it."""
        return groups_of(self.tree)


def groups_of(tree: dict[str, Any]) -> list[Group]:
    """The groups of a rule's tree."""
    return [
        Group(
            label=group["label"],
            leaves=tuple(leaf["id"] for leaf in group["leaves"]),
            minimum=group["minimum"],
            minimum_minutes=group["minimum_minutes"],
            minutes=tuple(leaf["minutes"] for leaf in group["leaves"]),
        )
        for group in tree["groups"]
    ]


class RuleLeaf(models.Model):
    """The index by which an award finds the few rules that name its achievement."""

    rule = models.ForeignKey(
        ProgramRule, on_delete=models.CASCADE, related_name="leaves"
    )
    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, related_name="rule_leaves"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "achievement"], name="rule_leaf_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.achievement_id}"
