"""A site to measure: content through the authors' action, learners as bulk rows."""

from dataclasses import dataclass

from django.test import Client

from courses.actions.content import put_page
from courses.actions.enrollment import current_plan, start
from courses.actions.progress import complete_step
from courses.models import CoursePage, Enrollment, LessonPage, StepPage, StepProgress
from credentials.actions import ensure_badge, grant_award
from credentials.models import Award
from lms.accounts.models import User
from lms.website.models import HomePage, StandardPage
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps, finish, module_in

PARAGRAPHS = 12
# Queries that each page may ask; the same for a site of any size.
BUDGETS = {
    "lesson page": 8,
    "course page": 14,
    "catalog": 14,
    "my learning": 24,
    "award page": 14,
}


@dataclass
class Made:
    """Where to go, and the browser of somebody who studies there."""

    client: Client
    pages: dict[str, str]
    bare: str


def build(name: str, *, lessons: int, learners: int, courses: int) -> Made:
    """A course of so many lessons with so many learners, among so many courses."""
    others = [course_with_steps(1) for _ in range(courses - 1)]
    course = course_of(name, lessons)
    crowd(name, course, learners - 1)
    learner = person(name.title())
    steps = list(StepPage.objects.open_in(course))
    for other in others:
        finish(learner, other)
    enrollment = start(course, by=learner)
    for step in steps[: lessons // 2]:
        complete_step(enrollment, step=step, kind="viewed")
    award = grant_award(ensure_badge(course), to=learner, by=None)
    client = Client()
    client.force_login(learner, "django.contrib.auth.backends.ModelBackend")
    return Made(
        client=client,
        bare=bare_page(name).url,
        pages={
            "lesson page": steps[lessons // 2].url,
            "course page": course.url,
            "catalog": "/catalog/",
            "my learning": "/me/",
            "award page": f"/credentials/{award.public_id}/",
        },
    )


def course_of(name: str, lessons: int) -> CoursePage:
    """One course; its lessons stand in modules of ten, the middle one published last."""
    course = course_with_steps(0, title=f"The {name} course")
    for part in range(lessons // 10):
        module = module_in(course, f"Part {part + 1}")
        for n in range(10):
            title = f"Lesson {n + 1} of part {part + 1}"
            module.add_child(instance=LessonPage(title=title))
    middle = LessonPage.objects.descendant_of(course).order_by("path")[lessons // 2]
    put_page(middle.get_parent(), LessonPage, middle.slug, by=None, body=body())
    course.refresh_from_db()
    return course


def body() -> list[dict]:
    """What a lesson is made of: prose, words to say, a note."""
    prose = "".join(
        f"<p>Paragraph {n}. What happens at the table matters more than the minutes.</p>"
        for n in range(PARAGRAPHS)
    )
    return [
        {"type": "text", "value": prose},
        {"type": "say", "value": {"words": "<p>“Show me.”</p>", "caption": ""}},
        {"type": "note", "value": {"title": "Mind", "text": "<p>Once is enough.</p>"}},
        {"type": "text", "value": prose},
        {"type": "tomorrow", "value": "<p>Ask one question.</p>"},
    ]


def bare_page(name: str) -> StandardPage:
    """A plain page with a lesson's body, one level below home."""
    return put_page(
        HomePage.objects.get(), StandardPage, f"bare-{name}", by=None,
        title="A plain page", body=body(),
    )[0]  # fmt: skip


def crowd(name: str, course: CoursePage, learners: int) -> None:
    """Learners of a course as rows: half of its steps done, one in five has its badge."""
    people = User.objects.bulk_create(
        User(email=f"{name}-{n}@crowd.invalid", display_name=f"{name} {n}")
        for n in range(learners)
    )
    plan = current_plan(course)
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(user=user, course=course, plan=plan, last_step_id=plan.step_ids[0])
        for user in people
    )
    StepProgress.objects.bulk_create(
        (
            StepProgress(enrollment=enrollment, step_id=step, kind="viewed")
            for enrollment in enrollments
            for step in plan.step_ids[:10]
        ),
        batch_size=2_000,
    )
    badge = ensure_badge(course)
    Award.objects.bulk_create(
        Award(achievement=badge, recipient=user, snapshot={}, basis={})
        for user in people[::5]
    )
