"""Steps: every activity of a course is a page below a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.blocks import LessonBody, QuestionStream
from courses.models import gate
from courses.models.content import CoursePage, ModulePage
from courses.models.tree import above
from lms.core.presenting import Presented

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User


class StepQuerySet(PageQuerySet):  # type: ignore[misc]
    """Steps, narrowed by where they stand and who may read them."""

    def placed(self) -> Self:
        """With `course_id`, and only where step, module and course are live.

        (`descendant_of(course).live()` leaks: a live step of an unpublished module is
        still live.)
        """
        module_path, course_path = above("path", 1), above("path", 2)
        module = ModulePage.objects.filter(
            path=models.OuterRef("module_path"), live=True
        )
        course = CoursePage.objects.filter(
            path=models.OuterRef("course_path"), live=True
        )
        return (
            self.annotate(module_path=module_path, course_path=course_path)
            .annotate(course_id=models.Subquery(course.values("pk")[:1]))
            .filter(models.Exists(module), live=True, course_id__isnull=False)
        )

    def open_in(self, course: CoursePage) -> Self:
        """The steps of a course that a reader meets today, in order."""
        return self.placed().filter(path__startswith=course.path).order_by("path")

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """The steps that `user` may read now: the gate in its set form."""
        return gate.readable(self, self.model.objects.all(), user)

    def at(self, url_path: str) -> StepPage | None:
        """The live step at an address, as its own class, in one query; body deferred."""
        kinds = [r.name for r in StepPage._meta.related_objects if r.parent_link]
        slug = url_path.rstrip("/").rpartition("/")[
            2
        ]  # has an index; url_path has none
        found = (
            self.placed()
            .filter(slug=slug, url_path=url_path)
            .select_related(*kinds)
            .defer(*StepPage.heavy_fields())
            .first()
        )
        return found.as_its_kind(kinds) if found else None


class StepPage(Presented, Page):  # type: ignore[misc]
    """What every kind of step shares. Authors create lessons, quizzes and the like.

    `completed_by` says what finishes a step: "viewed" (the Next button), "quiz" (passed)
    or "posted" (in the discussion). Progress follows `pk`, which edits never change.
    """

    is_required = models.BooleanField(
        default=True, help_text=_("Counts toward finishing the course.")
    )
    estimated_minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    objects = PageManager.from_queryset(StepQuerySet)()
    is_creatable = False
    completed_by: ClassVar[str] = "viewed"
    kind_label: ClassVar[Any] = _("Step")
    heavy: ClassVar[tuple[str, ...]] = ()
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    settings_panels = [*Page.settings_panels, "is_required", "estimated_minutes"]
    search_fields = [*Page.search_fields, index.FilterField("id")]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(estimated_minutes__range=(1, 600)),
                name="step_minutes_1_to_600",
            )
        ]

    @classmethod
    def heavy_fields(cls) -> list[str]:
        """Bodies of all kinds of step, as paths from this model: read only on a miss."""
        return [
            f"{relation.name}__{field}"
            for relation in cls._meta.related_objects
            if relation.parent_link
            for field in relation.related_model.heavy
        ]

    def as_its_kind(self, kinds: list[str]) -> StepPage:
        """The same step as LessonPage, QuizPage …; annotations come along."""
        for kind in kinds:
            if (step := getattr(self, kind, None)) is not None:
                step.course_id = self.course_id
                step.module_path = self.module_path
                step.__dict__["specific"] = step
                return step  # type: ignore[no-any-return]
        return self


class LessonPage(StepPage):
    """Something to read; the Next button finishes it."""

    body = StreamField(LessonBody(), blank=True)

    heavy: ClassVar[tuple[str, ...]] = ("body",)
    kind_label = _("Lesson")
    template = "courses/lesson_page.html"
    content_panels = [*Page.content_panels, "body"]
    search_fields = [*StepPage.search_fields, index.SearchField("body")]


class QuizPage(StepPage):
    """Questions, each a situation; passing finishes it."""

    introduction = models.TextField(blank=True)
    questions = StreamField(QuestionStream(), blank=True)
    pass_percent = models.PositiveSmallIntegerField(
        default=75, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    max_attempts = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Empty: as many as one likes.")
    )

    heavy: ClassVar[tuple[str, ...]] = ("questions",)
    completed_by = "quiz"
    kind_label = _("Quiz")
    template = "courses/quiz_page.html"
    content_panels = [
        *Page.content_panels,
        "introduction",
        "questions",
        "pass_percent",
        "max_attempts",
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_percent__range=(1, 100)),
                name="quiz_percent_1_to_100",
            ),
            models.CheckConstraint(
                condition=models.Q(max_attempts__isnull=True)
                | models.Q(max_attempts__gte=1),
                name="quiz_attempts_at_least_1",
            ),
        ]
