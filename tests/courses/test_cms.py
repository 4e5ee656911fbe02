"""Cohorts, members, enrollments and entitlements in the back office."""

import pytest
from django.urls import reverse

from courses.actions import cohorts as actions
from courses.actions.enrollment import grant_entitlement
from courses.models import Cohort, CohortMembership, Enrollment
from tests.factories.accounts import administrator, author, person
from tests.factories.courses import cohort_of, do, enroll

pytestmark = pytest.mark.pages

LISTS = ["cohort", "cohortmembership", "enrollment", "entitlement"]


@pytest.fixture
def staff(db, sign_in):
    """A site administrator's browser."""
    return sign_in(administrator())


@pytest.fixture
def maple(course):
    return cohort_of([course], name="Maple")


@pytest.fixture
def alder(course):
    return cohort_of([course], name="Alder", size=2)


@pytest.fixture
def membership(maple, learner):
    return actions.join(maple, user=learner)


def membership_url(verb, membership):
    return reverse(f"cohortmembership:{verb}", args=(membership.pk,))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("who", "status"), [("learner", 302), ("author", 302), ("administrator", 200)]
)
def test_who_reads_learners_records(name, who, status, membership, sign_in):
    makers = {"learner": person, "author": author, "administrator": administrator}
    browser = sign_in(makers[who]())
    assert browser.get(reverse(f"{name}:index")).status_code == status


def test_the_menu_names_them_for_administrators_alone(staff, sign_in):
    words = '"name": "learning"'
    assert words in staff.get("/cms/").text
    assert words not in sign_in(author()).get("/cms/").text


def test_a_member_is_moved_and_appointed(staff, membership, alder, learner):
    url = membership_url("edit", membership)
    staff.post(url, {"cohort": alder.pk, "role": "facilitator"})
    membership.refresh_from_db()
    assert membership.left_at
    now = CohortMembership.objects.get(left_at=None)
    assert (now.user, now.cohort, now.role) == (learner, alder, "facilitator")


def test_a_move_into_a_full_cohort_is_refused_in_words(staff, membership, alder):
    for _ in range(2):
        actions.join(alder, user=person())
    url = membership_url("edit", membership)
    answer = staff.post(
        url,
        {"cohort": alder.pk, "role": "learner"},
        headers={"referer": f"http://testserver{url}"},
        follow=True,
    )
    assert "Cohort Alder is full" in answer.text
    membership.refresh_from_db()
    assert membership.left_at is None


def test_somebody_is_made_a_member(staff, maple, learner):
    url = reverse("cohortmembership:add")
    values = {"cohort": maple.pk, "user": learner.pk, "role": "facilitator"}
    assert staff.post(url, values).status_code == 302
    assert maple.memberships.get().role == "facilitator"


def test_ending_a_membership_deletes_nothing(staff, membership):
    url = membership_url("delete", membership)
    assert "What they wrote stays" in staff.get(url).text
    staff.post(url)
    membership.refresh_from_db()
    assert membership.left_at


def test_a_cohort_is_opened_with_its_series_courses(staff, maple):
    url = reverse("cohort:add")
    assert staff.post(url, {"series": maple.series_id, "name": ""}).status_code == 302
    opened = Cohort.objects.exclude(pk=maple.pk).get()
    assert opened.name == "Alder"
    assert opened.cohort_courses.count() == maple.cohort_courses.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ends_on": "2000-01-01"}, "ends after it starts"),
        ({"capacity": "1"}, "at least two"),
    ],
)
def test_dates_and_size_that_cannot_be_are_refused_in_words(
    staff, maple, values, words
):
    url = reverse("cohort:edit", args=(maple.pk,))
    form = {"name": "Maple", "starts_on": "2030-01-01", "capacity": "9"}
    assert words in staff.post(url, form | values).text
    staff.post(url, form)
    maple.refresh_from_db()
    assert (maple.capacity, maple.ends_on) == (9, None)


def test_a_cohort_is_not_deleted(staff, maple):
    staff.post(reverse("cohort:delete", args=(maple.pk,)))
    assert Cohort.objects.filter(pk=maple.pk).exists()


def test_enrollments_show_how_far_somebody_is(staff, enrollment, steps):
    do(enrollment, steps[0])
    page = staff.get(reverse("enrollment:index")).text
    assert "1 of 2 (50%)" in page
    assert "Lou Learner" in page


def test_a_list_for_spreadsheets_holds_no_formula(staff, enrollment, learner):
    learner.display_name = '=HYPERLINK("http://example.org")'
    learner.save()
    url = reverse("enrollment:index")
    answer = staff.get(url, {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("email,name,course,Done required,Percent,Status")
    assert f"{learner.email},\"'=HYPERLINK(" in text


@pytest.mark.parametrize("verb", ["edit", "delete"])
@pytest.mark.parametrize("name", ["enrollment", "entitlement"])
def test_records_are_for_reading_only(name, verb, superuser, enrollment, learner):
    right = grant_entitlement(learner, enrollment.course, source="gift")
    row = {"enrollment": enrollment, "entitlement": right}[name]
    superuser.post(reverse(f"{name}:{verb}", args=(row.pk,)), {"status": "completed"})
    superuser.post(reverse(f"{name}:add"), {"user": learner.pk})
    assert type(row).objects.get() == row
    assert Enrollment.objects.get().status == "active"


@pytest.mark.parametrize("name", ["enrollment", "cohortmembership"])
def test_a_long_list_costs_as_much_as_a_short_one(
    name, staff, course, django_assert_max_num_queries
):
    maple = cohort_of([course])
    for _ in range(12):
        user = person()
        enroll(user, course)
        actions.join(maple, user=user)
    url = reverse(f"{name}:index")
    staff.get(url)
    with django_assert_max_num_queries(18):
        staff.get(url)
