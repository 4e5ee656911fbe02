"""Refusals of this app, each with a sentence for the person."""

from typing import ClassVar

from django.utils.translation import gettext as _

from lms.core.errors import DomainError


class CourseClosed(DomainError):
    """The course takes no new learners."""

    def __init__(self) -> None:
        super().__init__(_("This course takes no new learners at the moment."))


class NotEntitled(DomainError):
    """The course opens through a license that the person has no seat of."""

    status: ClassVar[int] = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "This course opens through a school's license. Ask your school for its invitation, or open the link it sent you."
            )
        )


class CourseEmpty(DomainError):
    """Nothing to study yet: a course without a live step cannot be begun."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This course has no open step yet. Come back when its author has published one."
            )
        )


class StepElsewhere(DomainError):
    """The step does not belong to the enrollment's course."""

    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(_("That step is not part of this course."))


class StepNeedsMore(DomainError):
    """A step that reading alone does not finish."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class NoAttemptLeft(DomainError):
    """All attempts at a quiz are used."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You have used all attempts at this quiz. Ask your facilitator for another one."
            )
        )


class AnswersMissing(DomainError):
    """A quiz was handed in with questions left open."""

    status: ClassVar[int] = 422

    def __init__(self, count: int) -> None:
        super().__init__(
            _(
                "%(count)s of the questions still wait for an answer. What you chose is kept."
            )
            % {"count": count}
        )


class CohortFull(DomainError):
    """No place is left in this cohort."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Cohort %(name)s is full. You will be placed in the next one.")
            % {"name": name}
        )


class CohortOver(DomainError):
    """The cohort is archived: nobody joins it, and nobody is moved out of it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Cohort %(name)s is over. What was said there stays readable to those who were in it."
            )
            % {"name": name}
        )


class NotToMerge(DomainError):
    """These cohorts cannot become one: they are not of one series, or not for learning."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only two or more learning cohorts of the same series can go on together."
            )
        )


class StepsTakenElsewhere(DomainError):
    """A course cannot be deleted while another course's learners stand on its steps."""

    def __init__(self, course: str) -> None:
        super().__init__(
            _(
                "Learners of “%(course)s” did a step that was moved here since. Move the step back first; nothing was deleted."
            )
            % {"course": course}
        )
