"""Attempts at quizzes: what was asked that day, and what was answered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from courses.models.enrollment import Enrollment
from lms.core import clock


class QuizAttempt(models.Model):
    """One try at a quiz. `questions` is a snapshot, so later edits change no result."""

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="attempts"
    )
    quiz = models.ForeignKey(
        "courses.QuizPage", on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveIntegerField()
    questions = models.JSONField()
    started_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveIntegerField(null=True, blank=True)
    max_score = models.PositiveIntegerField()
    passed = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "quiz", "number"], name="attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["enrollment", "quiz"],
                condition=Q(submitted_at__isnull=True),
                name="attempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(
                    submitted_at__isnull=True, score__isnull=True, passed__isnull=True
                )
                | Q(
                    submitted_at__isnull=False,
                    score__isnull=False,
                    passed__isnull=False,
                ),
                name="attempt_submitted_iff_scored",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=F("max_score")),
                name="attempt_score_within_max",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.quiz_id} #{self.number}"


class QuizResponse(models.Model):
    """The answer to one question; `question_id` is the question block's stable id."""

    attempt = models.ForeignKey(
        QuizAttempt, on_delete=models.CASCADE, related_name="responses"
    )
    question_id = models.UUIDField()
    answer = models.CharField(max_length=64, help_text="The chosen option's id.")
    points = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "question_id"], name="response_once_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.question_id}"
