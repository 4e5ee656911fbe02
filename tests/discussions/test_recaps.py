"""A room so far: a facilitator's words, and what stands out, for whoever comes late."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from courses.actions.cohorts import ensure_series, join, open_cohort
from courses.actions.merging import merge
from discussions.actions.hiding import hide_post
from discussions.actions.recaps import delete_recap, edit_recap, write_recap
from discussions.errors_rolling import RoomIsOver
from discussions.models import FacilitatedSession, Recap, ThreadReader
from discussions.pages.recaps import comes_late, so_far
from lms.core import clock
from tests.factories.accounts import person, superuser
from tests.factories.courses import enroll
from tests.factories.discussions import discussion_step, hello, say, say_beside

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
DAY = dt.timedelta(days=1)


@pytest.fixture
def old(course, ana, ben, hanne):
    """A room that began 20 days ago."""
    series = ensure_series([course], name="A series")
    with clock.at(clock.now() - 20 * DAY):
        cohort = open_cohort(series, name="Maple")
        for one in (ana, ben):
            join(cohort, user=one)
        join(cohort, user=hanne, role="facilitator")
    return cohort.discussion


@pytest.fixture
def late(old):
    someone = person("Lou")
    join(old.cohort, user=someone)
    return someone


def test_a_facilitator_writes_for_whoever_comes_late(old, hanne, late, sign_in):
    recaps = reverse("discussions:recaps", args=[old.pk])
    browser = sign_in(hanne)
    assert browser.post(recaps, {"title": "A month", "body": " "}).status_code == 422
    words = {"title": "A month", "body": "We *tried* the evening ending."}
    assert browser.post(recaps, words).status_code == 303
    recap = Recap.objects.get()
    assert recap.until_seq == old.last_seq
    assert "A month" in browser.get(recaps).content.decode()
    html = (
        sign_in(late).get(reverse("discussions:recap", args=[old.pk])).content.decode()
    )
    assert "We <em>tried</em> the evening ending." in html
    assert "Hanne" in html


def test_a_recap_is_mended_and_taken_away(old, hanne, sign_in):
    recap = write_recap(old, by=hanne, title="A month", body="One")
    browser = sign_in(hanne)
    url = reverse("discussions:recap_edit", args=[recap.pk])
    assert "One" in browser.get(url).content.decode()
    browser.post(url, {"title": "Two months", "body": "Two"})
    recap.refresh_from_db()
    assert (recap.title, recap.body) == ("Two months", "Two")
    assert recap.edited_at is not None
    browser.post(reverse("discussions:recap_deletion", args=[recap.pk]))
    assert not Recap.objects.exists()


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("hanne", 200, 200),
        ("root", 200, 200),
        ("ana", 200, 404),
        ("stranger", 404, 404),
    ],
)
def test_who_reads_and_who_writes_recaps(old, hanne, ana, sign_in, who, reads, writes):
    recap = write_recap(old, by=hanne, title="A month", body="One")
    people = {"hanne": hanne, "root": superuser(), "ana": ana, "stranger": person()}
    browser = sign_in(people[who])
    status = browser.get(reverse("discussions:recap", args=[old.pk])).status_code
    assert status == reads
    for name, key in (("recaps", old.pk), ("recap_edit", recap.pk)):
        assert (
            browser.get(reverse(f"discussions:{name}", args=[key])).status_code
            == writes
        )
    if writes == 404:
        gone = reverse("discussions:recap_deletion", args=[recap.pk])
        assert browser.post(gone).status_code == 404
        for deed in (
            lambda: write_recap(old, by=people[who], title="x", body="x"),
            lambda: edit_recap(recap, by=people[who], title="x", body="x"),
            lambda: delete_recap(recap, by=people[who]),
        ):
            with pytest.raises(PermissionDenied):
                deed()


def test_nothing_empty_is_kept_and_no_recap_of_a_room_that_is_over(old, hanne):
    with pytest.raises(ValidationError):
        write_recap(old, by=hanne, title="x", body="  ")
    merge([old.cohort, open_cohort(old.cohort.series)], by=None)
    old.refresh_from_db()
    with pytest.raises(RoomIsOver):
        write_recap(old, by=hanne, title="x", body="x")


def test_what_stands_out_is_found_by_itself_and_only_what_may_be_read(
    old, course, ana, ben, hanne
):
    enroll(ana, course)
    enroll(ben, course)
    module = course.get_first_child().specific
    step, other = discussion_step(module), discussion_step(module)
    helped = say_beside(old, step, ana, "An answer")
    hidden = say_beside(old, other, ben, "Another")
    for post in (helped, hidden):
        post.helpful_at, post.helpful_by = clock.now(), hanne
        post.save()
    hide_post(hidden, by=hanne, reason="x")
    thread = hello(old)
    thread.pinned_at = clock.now()
    thread.save()
    assert so_far(old).pinned == []  # nothing to read in it
    say(thread, ana)
    session = FacilitatedSession.objects.create(
        discussion=old, thread=thread, title="Our evening", timezone="UTC",
        starts_at=clock.now(), created_by=hanne, began_at=clock.now(),
        ended_at=clock.now(),
    )  # fmt: skip
    found = so_far(old)
    assert found.pinned == [thread]
    assert found.helpful == [helped]
    assert [(t.step_id, t.answers) for t in found.prompts] == [(step.pk, 1)]
    assert found.sessions == [session]
    assert found.facilitators == [hanne]
    assert found.posts == 2


def test_a_latecomer_is_pointed_to_it_until_they_have_read(old, ana, late, sign_in):
    posts = [say(hello(old), ana, f"Post {n}") for n in range(4)]
    browser, link = sign_in(late), reverse("discussions:recap", args=[old.pk])
    room = reverse("discussions:room", args=[old.pk])
    assert link in browser.get(room).content.decode()
    ThreadReader.objects.update_or_create(
        thread=hello(old), user=late, defaults={"last_read_seq": posts[0].seq}
    )
    assert comes_late(old, late)
    ThreadReader.objects.filter(user=late).update(last_read_seq=posts[1].seq)
    assert not comes_late(old, late)
    assert link not in browser.get(room).content.decode()


def test_who_was_there_from_the_start_or_for_a_month_needs_none(old, ana, late, hanne):
    for number in range(4):
        say(hello(old), ana, f"Post {number}")
    ben = old.cohort.memberships.get(user__display_name="Ben").user
    assert not comes_late(old, ben)
    assert not comes_late(old, hanne)
    assert comes_late(old, late)
    with clock.at(clock.now() + 31 * DAY):
        assert not comes_late(old, late)


def test_nobody_comes_late_to_a_room_of_a_few_days_or_an_empty_one(
    room, old, late, ana
):
    assert not comes_late(old, late)
    say(hello(room), ana)
    join(room.cohort, user=late)
    assert not comes_late(room, late)
