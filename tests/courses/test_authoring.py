"""An author edits while people learn: nobody loses a place, progress or a badge."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, QuizPage
from tests.courses.authoring import edit_url, edited, form_of, lesson_text
from tests.factories.accounts import person
from tests.factories.courses import (
    course_with_steps,
    do,
    enroll,
    finish,
    lesson_in,
    question,
    steps_of,
)

pytestmark = pytest.mark.pages


def lesson_page(browser, step):
    return browser.get(step.get_url()).text


@pytest.fixture
def desk(author, sign_in):
    """The author's browser."""
    return sign_in(author)


@pytest.fixture
def at_work(learner, sign_in):
    """The learner's browser."""
    return sign_in(learner)


def test_a_draft_is_seen_in_preview_and_by_no_learner_until_it_is_published(
    desk, at_work, enrollment, steps
):
    lesson = steps[0]
    form = edited(desk, lesson, html="<p>Rewritten with care.</p>")
    assert desk.post(edit_url(lesson), form).status_code == 302
    assert "Rewritten" not in lesson_page(at_work, lesson)

    preview = reverse("wagtailadmin_pages:preview_on_edit", args=(lesson.pk,))
    assert desk.post(preview, form).json()["is_valid"]
    assert "Rewritten with care." in desk.get(preview).text
    assert "Rewritten" not in lesson_page(at_work, lesson)

    desk.post(edit_url(lesson), form | {"action-publish": "1"})
    assert "Rewritten with care." in lesson_page(at_work, lesson)


def test_an_edited_lesson_keeps_the_learners_place_and_progress(
    desk, at_work, enrollment, steps
):
    do(enrollment, steps[0])
    form = edited(
        desk, steps[0], title="Another name", html="<p>New.</p>", slug="another-address"
    )
    desk.post(edit_url(steps[0]), form | {"action-publish": "1"})
    enrollment.refresh_from_db()
    assert enrollment.done_required == 1
    assert enrollment.last_step_id == steps[1].pk
    course = at_work.get(enrollment.course.get_url()).text
    assert "Another name" in course
    assert "1 of 2 done" in course


def test_an_authors_block_keeps_its_id_through_an_edit(desk, steps):
    lesson = steps[0]
    before = lesson.body[0].id
    form = edited(desk, lesson, html="<p>Other words.</p>")
    desk.post(edit_url(lesson), form | {"action-publish": "1"})
    lesson.refresh_from_db()
    assert "Other words" in lesson.body[0].value.source
    assert lesson.body[0].id == before


def test_a_lesson_made_in_the_cms_is_clean_and_open(desk, at_work, course, enrollment):
    module = course.get_children().get()
    url = reverse("wagtailadmin_pages:add", args=("courses", "lessonpage", module.pk))
    form = form_of(desk, url).dict() | lesson_text(
        None, '<p>Safe <a href="https://example.org">link</a></p>'
    )
    form |= {"title": "Made by hand", "slug": "made-by-hand", "action-publish": "1"}
    assert desk.post(url, form).status_code == 302
    made = LessonPage.objects.get(slug="made-by-hand")
    assert made.live
    assert "Made by hand" in at_work.get(course.get_url()).text


def test_a_lesson_taken_away_strands_nobody(desk, at_work, learner, settle):
    course = course_with_steps(3)
    first, second, third = steps_of(course)
    enrollment = do(enroll(learner, course), first)
    assert enrollment.last_step_id == second.pk
    url = reverse("wagtailadmin_pages:unpublish", args=(second.pk,))
    assert desk.post(url).status_code == 302

    assert at_work.get(second.get_url()).status_code in {302, 404}
    answer = at_work.post(f"/courses/{course.pk}/enrollment/")
    assert answer.url == third.get_url()
    assert at_work.get(third.get_url()).status_code == 200

    do(enrollment, third)
    assert enrollment.status == "active", "unpublished for a moment gives no badge away"
    desk.post(reverse("retire_step", args=(second.pk,)))
    settle()
    enrollment.refresh_from_db()
    assert enrollment.status == "completed"


def test_next_leads_past_a_lesson_that_was_taken_away(desk, at_work, learner):
    course = course_with_steps(3)
    first, second, third = steps_of(course)
    enroll(learner, course)
    desk.post(reverse("wagtailadmin_pages:unpublish", args=(second.pk,)))
    assert at_work.post(f"/steps/{first.pk}/completion/").url == third.get_url()


def test_an_added_lesson_takes_no_completion_away(
    desk, at_work, learner, course, settle
):
    enrollment = finish(learner, course)
    lesson_in(course.get_children().get(), "Added afterwards")
    settle()
    enrollment.refresh_from_db()
    assert enrollment.status == "completed"
    page = at_work.get(course.get_url()).text
    assert "Completed on" in page
    assert "Added afterwards" in page
    assert "Take them in" not in page


def test_an_added_lesson_moves_no_goalposts_until_it_is_taken_in(
    at_work, course, enrollment, steps
):
    do(enrollment, steps[0])
    added = lesson_in(course.get_children().get(), "Added later")
    assert "1 new step" in at_work.get(course.get_url()).text
    assert do(enrollment, steps[1]).status == "completed"

    other = enroll(person(), course)
    assert added.pk in other.plan.step_ids


def test_taking_a_new_step_in_makes_it_part_of_the_course(
    at_work, course, enrollment, steps
):
    added = lesson_in(course.get_children().get(), "Added later")
    at_work.post(f"/courses/{course.pk}/enrollment/plan/")
    enrollment.refresh_from_db()
    assert added.pk in enrollment.plan.step_ids
    assert do(enrollment, *steps).status == "active"
    assert do(enrollment, added).status == "completed"


def test_an_edited_quiz_changes_no_result(desk, learner, sign_in):
    course = course_with_steps(0, quiz=True)
    (quiz,) = steps_of(course)
    finish(learner, course)
    before = sign_in(learner).get(quiz.get_url()).text
    quiz.questions = quiz._meta.get_field("questions").to_python(
        [question(8), question(9)]
    )
    quiz.save_revision().publish()
    after = sign_in(learner).get(quiz.get_url()).text
    assert "2 of 2 right" in before
    assert "2 of 2 right" in after
    assert "Question 1?" in after
    assert "Question 8?" not in after


def quiz_form(title, *, right):
    """A new quiz's form with one question whose first `right` options are marked."""
    form = {"title": title, "slug": "a-quiz", "introduction": ""}
    form |= {"questions-count": "1", "questions-0-type": "question"}
    form |= {"questions-0-id": "", "questions-0-order": "0", "questions-0-deleted": ""}
    body = "questions-0-value"
    form |= {f"{body}-prompt": RICH, f"{body}-options-count": "2"}
    for n in range(2):
        option = f"{body}-options-{n}"
        form |= {f"{option}-order": str(n), f"{option}-deleted": "", f"{option}-id": ""}
        form |= {f"{option}-type": "item"}
        form |= {f"{option}-value-text": RICH, f"{option}-value-feedback": RICH}
        if n < right:
            form[f"{option}-value-is_right"] = "on"
    return form


RICH = '{"blocks":[{"key":"a","text":"Words","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}'


@pytest.mark.parametrize(("right", "made"), [(0, False), (1, True), (2, False)])
def test_a_question_is_published_with_exactly_one_right_answer(
    desk, course, right, made
):
    module = course.get_children().get()
    url = reverse("wagtailadmin_pages:add", args=("courses", "quizpage", module.pk))
    form = form_of(desk, url).dict() | quiz_form("A quiz", right=right)
    answer = desk.post(url, form | {"action-publish": "1"})
    assert QuizPage.objects.filter(title="A quiz").exists() == made
    assert ("exactly one answer" in answer.text) != made


def test_an_unfinished_question_can_be_kept_as_a_draft(desk, course):
    module = course.get_children().get()
    url = reverse("wagtailadmin_pages:add", args=("courses", "quizpage", module.pk))
    desk.post(url, form_of(desk, url).dict() | quiz_form("A draft", right=0))
    assert not QuizPage.objects.get(title="A draft").live


@pytest.mark.parametrize("kind", ["step", "module", "course"])
def test_a_page_with_records_is_never_deleted(kind, desk, superuser, enrollment, steps):
    page = {
        "step": steps[1],
        "module": steps[1].get_parent(),
        "course": enrollment.course,
    }[kind]
    url = reverse("wagtailadmin_pages:delete", args=(page.pk,))
    desk.post(url)
    answer = superuser.post(url, {"confirm_site_name": "Tributary"}, follow=True)
    assert "People have records here" in answer.text
    assert Page.objects.filter(pk=page.pk).exists()
    assert steps_of(enrollment.course) == steps


def test_a_page_with_records_is_never_deleted_in_bulk(superuser, enrollment, steps):
    free = lesson_in(steps[0].get_parent().specific, "Nobody was here")
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    query = f"?id={free.pk}&id={steps[0].pk}"
    answer = superuser.post(url + query, {"confirm": "Tributary"}, follow=True)
    assert "nothing was deleted" in answer.text
    assert Page.objects.filter(pk__in=(free.pk, steps[0].pk)).count() == 2


def test_a_page_without_records_is_deleted_alone_and_in_bulk(superuser, course):
    module = course.get_children().get().specific
    one, two = lesson_in(module, "One"), lesson_in(module, "Two")
    superuser.post(reverse("wagtailadmin_pages:delete", args=(one.pk,)))
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    superuser.post(f"{url}?id={two.pk}")
    assert not Page.objects.filter(pk__in=(one.pk, two.pk)).exists()
    assert "Two" not in superuser.get(course.get_url()).text


def test_an_attempt_protects_a_quiz_that_is_in_nobodys_plan(
    superuser, course, enrollment
):
    from courses.actions.quizzes import open_attempt
    from tests.factories.courses import quiz_in

    quiz = quiz_in(course.get_children().get().specific, "Added later")
    open_attempt(enrollment, quiz=quiz)
    superuser.post(reverse("wagtailadmin_pages:delete", args=(quiz.pk,)))
    assert Page.objects.filter(pk=quiz.pk).exists()


def test_a_module_moved_up_changes_the_outline_at_once(desk, at_work, learner):
    course = course_with_steps(1, modules=2)
    enroll(learner, course)
    before = [s.title for s in steps_of(course)]
    at_work.get(course.get_url())
    modules = list(course.get_children())
    url = reverse("wagtailadmin_pages:set_page_position", args=(modules[1].pk,))
    desk.post(f"{url}?position=0")
    assert [s.title for s in steps_of(course)] == before[::-1]
    page = at_work.get(course.get_url()).text.partition("outline-part")[2]
    assert page.index(before[1]) < page.index(before[0])


def test_authors_may_not_publish_but_publishers_may(sign_in, course, steps):
    writer = sign_in(person(groups=("Authors",)))
    form = edited(writer, steps[0], html="<p>Not yet.</p>")
    writer.post(edit_url(steps[0]), form | {"action-publish": "1"})
    steps[0].refresh_from_db()
    assert "Not yet" not in steps[0].body[0].value.source
    assert steps[0].get_latest_revision().content["title"] == steps[0].title


def test_learners_do_not_enter_the_cms(at_work, steps):
    for url in ("/cms/", edit_url(steps[0])):
        assert at_work.get(url).status_code == 302
        assert at_work.post(url).status_code == 302


def test_publishing_a_course_is_recorded_with_the_one_who_did_it(author, course):
    from lms.core.models import EventRecord

    CoursePage.objects.get(pk=course.pk).save_revision(user=author).publish(user=author)
    record = EventRecord.objects.filter(name="CoursePublished").latest("pk")
    assert (record.actor, record.payload["course_id"]) == (author, course.pk)
