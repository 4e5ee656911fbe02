"""Content (Wagtail pages) and records (plain tables), split by noun."""

from courses.models.cohorts import (
    Cohort,
    CohortCourse,
    CohortMembership,
    CohortSeries,
    SeriesCourse,
)
from courses.models.content import CatalogPage, CoursePage, ModulePage
from courses.models.enrollment import (
    CourseOutline,
    CoursePlan,
    Enrollment,
    Entitlement,
    StepProgress,
    StepRetirement,
)
from courses.models.quizzes import QuizAttempt, QuizResponse
from courses.models.steps import LessonPage, QuizPage, StepPage

__all__ = [
    "CatalogPage",
    "Cohort",
    "CohortCourse",
    "CohortMembership",
    "CohortSeries",
    "CourseOutline",
    "CoursePage",
    "CoursePlan",
    "Enrollment",
    "Entitlement",
    "LessonPage",
    "ModulePage",
    "QuizAttempt",
    "QuizPage",
    "QuizResponse",
    "SeriesCourse",
    "StepPage",
    "StepProgress",
    "StepRetirement",
]
