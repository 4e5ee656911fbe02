"""Writing on a step: finish it, answer its quiz."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.actions.enrollment import start
from courses.actions.progress import complete_step
from courses.actions.quizzes import open_attempt, save_answers, submit_attempt
from courses.errors import AnswersMissing
from courses.models import CoursePage, Enrollment, QuizAttempt, QuizPage, StepPage
from courses.models.enrollment import ProgressKind
from courses.outline import outline_of, stamp_of
from lms.accounts.requests import MemberRequest
from lms.core import clock


def step_and_enrollment(
    request: MemberRequest, step_id: int
) -> tuple[StepPage, Enrollment]:
    """A step that the person may read, and their enrollment; begun on first activity."""
    step = get_object_or_404(
        StepPage.objects.readable_by(request.user).placed(), pk=step_id
    ).specific
    course = step.get_parent().get_parent().specific
    return step, start(course, by=request.user)


@require_POST
@login_required
def completion(request: MemberRequest, step_id: int) -> HttpResponse:
    """The Next button: this step is read; go on to the next."""
    step, enrollment = step_and_enrollment(request, step_id)
    was_done = enrollment.completed_at
    after = complete_step(enrollment, step=step, kind=ProgressKind.VIEWED)
    if after.completed_at and not was_done:
        messages.success(
            request, _("You finished this course. Your badge is on its way below.")
        )
        return redirect("/me/#badges")
    return redirect(next_url(step, after.course, request))


def next_url(step: StepPage, course: CoursePage, request: HttpRequest) -> str:
    """The address of the step after `step`; after the last one, the course."""
    lines = outline_of(course, stamp_of(course.pk)).lines
    ids = [line.id for line in lines]
    after = ids.index(step.pk) + 1 if step.pk in ids else len(lines)
    if after < len(lines):
        return lines[after].url
    return str(course.get_url(request))


@require_POST
@login_required
def answers(request: MemberRequest, step_id: int) -> HttpResponse:
    """Keep what was chosen so far; says when."""
    step, enrollment = step_and_enrollment(request, step_id)
    quiz = get_object_or_404(QuizPage, pk=step.pk)
    save_answers(attempt_of(request, enrollment, quiz), answers=chosen(request))
    return render(request, "courses/_saved.html", {"moment": clock.now()})


@require_POST
@login_required
def attempts(request: MemberRequest, step_id: int) -> HttpResponse:
    """Hand in a quiz; the page then explains each answer."""
    step, enrollment = step_and_enrollment(request, step_id)
    quiz = get_object_or_404(QuizPage, pk=step.pk)
    attempt = save_answers(
        attempt_of(request, enrollment, quiz), answers=chosen(request)
    )
    try:
        done = submit_attempt(attempt, answers={})
    except AnswersMissing as missing:
        messages.warning(request, str(missing))
        return redirect(f"{quiz.get_url(request)}?again=1")
    enrollment.refresh_from_db()
    if done.passed and enrollment.completed_at:
        messages.success(
            request, _("You finished this course. Your badge is on My learning.")
        )
    return redirect(quiz.get_url(request))


def attempt_of(
    request: HttpRequest, enrollment: Enrollment, quiz: QuizPage
) -> QuizAttempt:
    """The attempt that the form was for; a form sent twice begins no second one."""
    asked = request.POST.get("attempt", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 6
    return open_attempt(enrollment, quiz=quiz, number=int(asked) if is_number else None)


def chosen(request: HttpRequest) -> dict[str, str]:
    """Question id -> option id, from fields named `q-<question id>`."""
    return {
        key[2:]: str(value)[:64]
        for key, value in request.POST.items()
        if key.startswith("q-")
    }


@require_GET
def go(request: HttpRequest, translation_key: str) -> HttpResponse:
    """A permanent address of a course or step, for mails and credentials."""
    from wagtail.models import Page

    page = get_object_or_404(Page.objects.live(), translation_key=translation_key)
    return redirect(page.get_url(request))
