"""A new rule reaches everybody who meets it already, in batches that a kill cannot lose."""

import pytest
from django.db import connection

from credentials import tasks
from credentials.actions import backfill_program, backfills, publish_program
from credentials.models import Award, Backfill, ProgramPage, ProgramRule
from lms.accounts.models import User
from tests.credentials.conftest import make_course, make_program, rule_of

BATCH = 20


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """So that two batches need no hundreds of people."""
    monkeypatch.setattr(backfills, "BATCH", BATCH)


def crowd(badge, size, start=0):
    """People who hold a badge, as rows."""
    people = User.objects.bulk_create(
        User(email=f"crowd-{start + n}@example.org", display_name=f"Person {start + n}")
        for n in range(size)
    )
    snapshot = {
        "id": "x",
        "achievement": {
            "name": badge.name,
            "slug": badge.slug,
            "id": "y",
            "minutes": 45,
        },
    }
    Award.objects.bulk_create(
        Award(achievement=badge, recipient=person, snapshot=snapshot)
        for person in people
    )
    return people


@pytest.fixture
def two(db):
    """Two badges; of the second every holder also holds the first."""
    return make_course().achievement, make_course().achievement


def test_publishing_says_how_many_people_will_be_looked_at(two):
    crowd(two[0], 3)
    make_program(("Core", [two[0]]))
    row = Backfill.objects.get()
    assert (row.total, row.done, row.granted, row.finished_at) == (3, 0, 0, None)


def test_everybody_who_meets_it_is_granted_once_batch_by_batch(two):
    crowd(two[0], BATCH + 5)
    last = crowd(two[1], 3, start=500)[-1]
    make_program(("Core", [two[0], two[1]], 1))
    rule = ProgramRule.objects.get()
    assert backfill_program(rule) == BATCH
    after = Award.objects.filter(rule=rule).order_by("-recipient").first().recipient_id
    assert after < last.pk
    assert backfill_program(rule, after=after, done=BATCH) == 8
    row = Backfill.objects.get()
    assert row.done == row.total == row.granted == BATCH + 8
    assert row.finished_at is not None
    assert Award.objects.filter(rule=rule).count() == BATCH + 8


def test_a_task_looks_at_no_more_than_a_batch(two):
    crowd(two[0], BATCH + 5)
    make_program(("Core", [two[0]]))
    assert backfill_program(ProgramRule.objects.get()) == BATCH
    row = Backfill.objects.get()
    assert (row.done, row.granted, row.finished_at) == (BATCH, BATCH, None)


def test_a_batch_that_was_killed_half_way_is_run_again_and_counts_once(two, settle):
    people = crowd(two[0], 10)
    make_program(("Core", [two[0]]))
    rule = ProgramRule.objects.get()
    backfill_program(rule)
    Backfill.objects.update(done=0, granted=0, finished_at=None)
    late = [person.pk for person in people[5:]]
    Award.objects.filter(rule=rule, recipient__in=late).delete()
    backfill_program(rule)
    row = Backfill.objects.get()
    assert Award.objects.filter(rule=rule).count() == 10
    assert row.done == row.total == 5
    assert row.granted == 5


def test_the_same_batch_twice_moves_progress_once(two):
    crowd(two[0], BATCH + 5)
    make_program(("Core", [two[0]]))
    rule = ProgramRule.objects.get()
    backfill_program(rule)
    last = Award.objects.filter(rule=rule).order_by("-recipient").first().recipient_id
    backfill_program(rule, after=last, done=BATCH)
    backfill_program(rule, after=last, done=BATCH)
    row = Backfill.objects.get()
    assert row.done == row.total == BATCH + 5


def test_a_newer_rule_ends_the_back_fill_of_the_one_before(two):
    crowd(two[0], 2)
    page = make_program(("Core", [two[0]]))
    rule = ProgramRule.objects.get()
    page = ProgramPage.objects.get(pk=page.pk)
    page.rule = rule_of(("Core", [two[0], two[1]]))
    publish_program(page, by=None)
    assert backfill_program(rule) == 0
    assert Backfill.objects.get(rule=rule).finished_at is not None
    assert not Award.objects.filter(rule=rule).exists()


def test_the_task_carries_on_where_the_last_one_ended(two, settle):
    people = crowd(two[0], 4)
    make_program(("Core", [two[0]]))
    rule = ProgramRule.objects.get()
    Backfill.objects.update(done=2)
    tasks.backfill_program.enqueue(rule.pk, after=people[1].pk, done=2)
    _, run, _ = connection.run_on_commit[-1]
    run()
    got = set(Award.objects.filter(rule=rule).values_list("recipient", flat=True))
    assert got == {people[2].pk, people[3].pk}
    assert Backfill.objects.get().finished_at is not None


def test_an_announced_program_compiles_nothing(two):
    page = make_program(("Core", [two[0]]), publish=False, opening="announced")
    assert publish_program(page, by=None) is None
    assert not ProgramRule.objects.exists()
    assert not Backfill.objects.exists()


def test_the_certificate_takes_over_level_and_validity_without_a_new_rule(two):
    page = make_program(("Core", [two[0]]))
    rule = ProgramRule.objects.get()
    version = rule.achievement.version
    page = ProgramPage.objects.get(pk=page.pk)
    page.level, page.valid_months = "Trainer", 24
    page.renewal_window_days, page.grace_days = 60, 10
    assert publish_program(page, by=None) == rule
    certificate = ProgramRule.objects.get().achievement
    assert certificate.version == version + 1
    assert (certificate.level, certificate.valid_months) == ("Trainer", 24)
    assert (certificate.renewal_window_days, certificate.grace_days) == (60, 10)


def test_the_page_shows_how_far_it_is_and_refreshes_until_it_is_done(
    two, admin, sign_in, settle
):
    crowd(two[0], 3)
    page = make_program(("Core", [two[0]]))
    client = sign_in(admin)
    html = client.get(f"/cms/programs/{page.pk}/backfill/").content.decode()
    assert 'http-equiv="refresh"' in html
    assert "0 of 3 people looked at." in html
    settle()
    html = client.get(f"/cms/programs/{page.pk}/backfill/").content.decode()
    assert 'http-equiv="refresh"' not in html
    assert "3 of 3 people looked at." in html
    assert "3 were awarded." in html
    assert "Person 2" in html


def test_a_program_that_was_never_published_says_so(admin, sign_in, two):
    page = make_program(("Core", [two[0]]), publish=False)
    html = sign_in(admin).get(f"/cms/programs/{page.pk}/backfill/").content.decode()
    assert "No rule of this program has been published" in html


def test_nobody_is_looked_at_twice_who_holds_it(two, settle):
    make_program(("Core", [two[0]]))
    crowd(two[0], 2)
    rule = ProgramRule.objects.get()
    assert backfill_program(rule) == 2
    assert backfill_program(rule) == 0
