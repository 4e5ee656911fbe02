"""What a purge says, what it deletes, and that nothing earned is lost."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import ReferenceIndex, Revision

from courses.actions.cohorts import ensure_series, join, open_cohort
from courses.actions.enrollment import start
from courses.actions.purging import delete
from courses.models import Cohort, CoursePage, Enrollment, Entitlement
from credentials.actions import share_award
from credentials.models import (
    Achievement,
    Award,
    AwardDocument,
    ProgramPage,
    ProgramRule,
    PublishedDocument,
)
from discussions.models import Discussion, Post, Reflection, Thread
from lms.core import clock
from lms.core.models import EventRecord
from lms.management.purging import carry_out
from lms.schools.models import License, School, SchoolMembership, Seat
from tests.credentials.test_joint import Pair
from tests.factories.accounts import person, superuser
from tests.factories.courses import (
    course_with_steps,
    do,
    enroll,
    finish,
    module_in,
    steps_of,
)
from tests.factories.discussions import practice_step, room_for, say, say_beside
from tests.factories.schools import (
    administrator_of,
    code_for,
    license_for,
    program,
    school,
    seat_for,
)

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=90)


def purge(noun, which, *options):
    """What the command says."""
    said = io.StringIO()
    call_command(f"purge_{noun}", str(which), *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def earned(settle):
    """A badge and a certificate, shared, from a course that was studied in company."""
    course = course_with_steps(2, quiz=True)
    practice = practice_step(module_in(course, "Practice"))
    page = program(course)
    learner = person("Noor Adeyemi-Holt")
    room = room_for(course, learner)
    Reflection.objects.create(
        enrollment=enroll(learner, course), page=practice, text="Mine alone."
    )
    say_beside(room, practice, learner, "We tried it.")
    say(room, person("Robin", is_superuser=True), "Welcome.")
    do(enroll(learner, course), *[s for s in steps_of(course) if s.pk != practice.pk])
    settle()
    awards = list(Award.objects.filter(recipient=learner).order_by("pk"))
    for award in awards:
        share_award(award, by=learner)
    assert len(awards) == 2
    return learner, course, page, awards


def kept():
    """Everything that no purge may touch, as it stands."""
    return [
        list(model.objects.order_by("pk").values(*fields))
        for model, *fields in (
            (Award, "pk", "snapshot", "basis", "shared_at", "status_index"),
            (AwardDocument, "pk", "body"),
            (ProgramRule, "pk", "tree"),
            (PublishedDocument, "pk", "body"),
            (Achievement, "pk", "name", "slug"),
        )
    ]


def pages_of(learner, awards, sign_in):
    """Every page on which somebody could meet what was earned: address and answer."""
    own, anybody = sign_in(learner), Client()
    for award in awards:
        achievement = award.achievement.public_id
        for address in (
            f"/credentials/{award.public_id}/",
            f"/credentials/{award.public_id}.json",
            f"/credentials/{award.public_id}.png",
            f"/achievements/{achievement}/",
            f"/achievements/{achievement}.svg",
            f"/verify/?credential=/credentials/{award.public_id}",
        ):
            yield address, anybody.get(address).status_code
        yield "own page", own.get(f"/credentials/{award.public_id}/").status_code
    for address in ("/me/", "/programs/", "/catalog/", "/", "/accounts/profile/"):
        yield address, own.get(address).status_code


def test_a_purge_says_what_goes_and_deletes_nothing_without_yes(earned):
    _learner, course, _page, _awards = earned
    said = purge("course", course.slug)
    assert "1  enrollment" in said
    assert "2  posts" in said
    assert "Nothing was deleted." in said
    assert CoursePage.objects.filter(pk=course.pk).exists()
    assert Enrollment.objects.filter(course=course).exists()
    assert not EventRecord.objects.filter(name="CoursePurged").exists()


def test_what_is_said_to_go_is_what_goes(earned):
    _learner, course, _page, _awards = earned
    before = purge("course", course.pk).splitlines()
    assert purge("course", course.pk, "--yes").splitlines()[:-1] == before[:-1]


def test_a_purged_course_takes_its_records_and_leaves_what_was_earned(earned, sign_in):
    learner, course, _page, awards = earned
    before = kept()
    purge("course", course.slug, "--yes")
    assert not CoursePage.objects.filter(pk=course.pk).exists()
    assert not Enrollment.objects.exists()
    assert not Discussion.objects.exists()
    assert not Post.objects.exists()
    assert kept() == before
    badge = Achievement.objects.get(pk=awards[0].achievement_id)
    assert badge.course is None
    assert badge.retired_at is not None
    assert {s for _, s in pages_of(learner, awards, sign_in)} == {200}
    record = EventRecord.objects.get(name="CoursePurged")
    assert record.payload["deleted"]["courses.Enrollment"] == 1


def test_after_all_three_purges_every_page_still_answers(earned, sign_in):
    learner, course, page, awards = earned
    licensed = license_for(school("Harbor School"), page=page)
    seat_for(licensed, learner)
    code_for(licensed)
    before = kept()
    purge("course", course.slug, "--yes")
    with clock.at(clock.now() + LATER):
        purge("program", page.slug, "--yes")
        purge("school", licensed.school.slug, "--yes")
    assert not ProgramPage.objects.filter(pk=page.pk).exists()
    assert not School.objects.exists()
    assert kept() == before
    assert [(a, s) for a, s in pages_of(learner, awards, sign_in) if s != 200] == []


def test_a_program_and_a_school_live_on_without_a_purged_course(earned, sign_in):
    learner, course, page, _awards = earned
    licensed = license_for(school(), page=page)
    desk = administrator_of(licensed.school)
    seat_for(licensed, learner)
    purge("course", course.slug, "--yes")
    seat_for(licensed)
    answers = {
        (who.display_name, address): sign_in(who).get(address).status_code
        for who, address in (
            (learner, page.url),
            (person(), page.url),
            (learner, "/me/"),
            (learner, "/me/inbox/"),
            (desk, f"/schools/{licensed.school.slug}/"),
            (superuser(), f"/cms/pages/{page.pk}/edit/"),
            (superuser(), "/cms/"),
        )
    }
    assert set(answers.values()) == {200}, answers


def test_a_cohort_of_several_courses_stays_with_its_talk(earned):
    learner, course, _page, _awards = earned
    other = course_with_steps(1)
    cohort = open_cohort(ensure_series([course, other], name="Both"), name="Rowan")
    join(cohort, user=learner)
    step = steps_of(course)[-1]
    say_beside(cohort.discussion, step, learner, "Said beside a step.")
    purge("course", course.slug, "--yes")
    assert list(Cohort.objects.all()) == [cohort]
    assert list(cohort.cohort_courses.values_list("course", flat=True)) == [other.pk]
    thread = Thread.objects.get(title=step.title)
    assert thread.step is None
    assert thread.posts.get().body == "Said beside a step."


def test_a_step_that_moved_here_keeps_its_learners_course_from_losing_it(earned):
    learner, course, _page, _awards = earned
    elsewhere = course_with_steps(2, title="The other course")
    moved = steps_of(elsewhere)[0]
    finish(learner, elsewhere)
    moved.move(module_in(course), pos="last-child")
    with pytest.raises(CommandError, match="The other course"):
        purge("course", course.slug, "--yes")
    assert CoursePage.objects.filter(pk=course.pk).exists()


@pytest.mark.parametrize("noun", ["program", "school"])
def test_a_license_in_force_or_in_grace_is_not_purged(noun):
    licensed = license_for(school("Harbor School"), ends=1)
    seat_for(licensed)
    which = licensed.program.slug if noun == "program" else licensed.school.slug
    for days in (0, 20):
        with (
            clock.at(clock.now() + dt.timedelta(days=days)),
            pytest.raises(CommandError, match="Harbor School has a license"),
        ):
            purge(noun, which, "--yes")
    assert Seat.objects.exists()


def test_an_ended_license_goes_with_its_seats_codes_and_rights(earned):
    learner, course, page, _awards = earned
    licensed = license_for(school(), page=page)
    seat_for(licensed, learner)
    code_for(licensed)
    with clock.at(clock.now() + LATER):
        said = purge("program", page.slug, "--yes")
    assert "1  seat" in said
    assert not License.objects.exists()
    assert not Entitlement.objects.filter(source__startswith="seat:").exists()
    assert Enrollment.objects.filter(course=course).exists()
    certificate = Achievement.objects.get(kind="certificate")
    assert certificate.program is None
    assert certificate.retired_at is not None


def test_a_purged_school_takes_its_own_cohorts_and_leaves_the_courses(earned):
    learner, course, page, _awards = earned
    licensed = license_for(school(), page=page)
    member = person()
    seat_for(licensed, member)
    start(course, by=member)
    own = Cohort.objects.get(series__audience=f"school:{licensed.school_id}")
    with clock.at(clock.now() + LATER):
        purge("school", licensed.school.slug, "--yes")
    assert not Cohort.objects.filter(pk=own.pk).exists()
    assert not Discussion.objects.filter(cohort=own.pk).exists()
    assert not SchoolMembership.objects.exists()
    assert Enrollment.objects.filter(user=member).exists()
    assert Discussion.objects.filter(cohort__memberships__user=learner).exists()


def test_who_waits_for_a_partner_is_no_obstacle_and_breaks_no_page(sign_in):
    pair, candidate = Pair(), person()
    pair.candidate(candidate)
    purge("program", pair.page.slug, "--yes")
    assert sign_in(pair.ben).get("/me/approvals/").status_code == 200
    assert sign_in(candidate).get("/me/").status_code == 200
    both = Achievement.objects.filter(kind="certificate")
    assert both.count() == 2
    assert not both.filter(retired_at__isnull=True).exists()


def test_a_district_is_not_purged_before_its_schools():
    below = school("Harbor School")
    district = school("Harbor District")
    below.parent = district
    below.save()
    with pytest.raises(CommandError, match="Schools belong to Harbor District"):
        purge("school", district.slug, "--yes")


def test_nobody_is_found_by_a_wrong_name():
    with pytest.raises(CommandError, match="There is no course “nowhere”"):
        purge("course", "nowhere")


def test_a_purge_that_would_touch_what_was_earned_is_taken_back(earned):
    before = kept()
    with pytest.raises(CommandError, match=r"credentials\.AwardDocument"):
        carry_out(lambda: delete(AwardDocument.objects.all()), for_good=True)
    assert kept() == before


def test_drafts_and_references_go_with_a_page(earned):
    _learner, course, page, _awards = earned
    below = course.get_descendants(inclusive=True).values_list("pk", flat=True)
    ids = [str(pk) for pk in (page.pk, *below)]
    assert Revision.objects.filter(object_id__in=ids).exists()
    purge("course", course.slug, "--yes")
    purge("program", page.slug, "--yes")
    assert not Revision.objects.filter(object_id__in=ids).exists()
    pages = ReferenceIndex.objects.filter(base_content_type__app_label="wagtailcore")
    assert not pages.filter(object_id__in=ids).exists()
