"""Quiet cohorts go on together in a new one."""

import pytest
from django.core.exceptions import PermissionDenied

from courses.actions import cohorts as actions
from courses.actions.merging import merge
from courses.errors import CohortOver, NotToMerge
from courses.models import Cohort, CohortMembership
from lms.accounts.actions import anonymize_user
from lms.core.models import EventRecord
from tests.factories.accounts import person, superuser
from tests.factories.courses import cohort_of, course_with_steps


@pytest.fixture
def maple(course):
    return cohort_of([course], name="Maple")


@pytest.fixture
def alder(maple):
    return actions.open_cohort(maple.series, name="Alder")


def joined(cohort, *people, role="learner"):
    for one in people:
        actions.join(cohort, user=one, role=role)


def members(cohort):
    rows = cohort.memberships.filter(left_at=None).values_list("user", "role")
    return dict(rows)


def test_everybody_goes_on_in_a_new_cohort_and_the_old_ones_stay_theirs(maple, alder):
    ana, ben, hanne, gone = (person() for _ in range(4))
    joined(maple, ana, gone)
    joined(alder, ben)
    joined(maple, hanne, role="facilitator")
    actions.leave(maple, user=gone)
    made = merge([maple, alder], by=None)
    assert members(made) == {
        ana.pk: "learner", ben.pk: "learner", hanne.pk: "facilitator"
    }  # fmt: skip
    maple.refresh_from_db()
    assert maple.archived_at is not None
    assert set(members(maple)) == {ana.pk, hanne.pk}
    assert set(members(alder)) == {ben.pk}


def test_the_new_cohort_is_where_its_people_talk_and_newcomers_come(
    maple, alder, course
):
    ana = person()
    joined(maple, ana)
    made = merge([maple, alder], by=None)
    assert actions.membership_for(ana, course).cohort == made
    assert actions.place_in_cohort(person(), course).cohort == made


def test_whoever_is_in_both_is_once_in_the_new_one_and_stays_facilitator(maple, alder):
    hanne = person()
    joined(maple, hanne)
    joined(alder, hanne, role="facilitator")
    assert members(merge([maple, alder], by=None)) == {hanne.pk: "facilitator"}


@pytest.mark.parametrize(("wanted", "capacity"), [(0, 4), (9, 9)])
def test_there_is_room_for_all_who_come_and_for_as_many_as_asked_for(
    maple, wanted, capacity
):
    maple.series.target_size = 3
    maple.series.save()
    alder = actions.open_cohort(maple.series)
    joined(maple, person(), person())
    joined(alder, person(), person())
    assert merge([maple, alder], by=None, capacity=wanted).capacity == capacity


def test_a_merge_is_on_record(maple, alder):
    root = superuser()
    made = merge([alder, maple], by=root)
    record = EventRecord.objects.get(name="CohortsMerged")
    assert record.actor == root
    assert record.payload["from_cohort_ids"] == [maple.pk, alder.pk]
    assert record.payload["cohort_id"] == made.pk


def test_each_cohort_needs_the_word_of_somebody_who_looks_after_it(maple, alder):
    hanne, greta, ana = person(), person(), person()
    joined(maple, hanne, role="facilitator")
    joined(alder, greta, role="facilitator")
    joined(alder, ana)
    for by, agreed in ((hanne, ()), (hanne, (ana,)), (ana, (hanne,))):
        with pytest.raises(PermissionDenied):
            merge([maple, alder], by=by, agreed=agreed)
    assert merge([maple, alder], by=hanne, agreed=(greta,)).pk


def test_only_learning_cohorts_of_one_series_are_merged(maple, alder):
    lounge = actions.open_cohort(maple.series)
    lounge.kind = "lounge"
    lounge.save()
    alone = Cohort.objects.create(name="Alone", starts_on=maple.starts_on)
    elsewhere = cohort_of([course_with_steps(1)])
    for odd in ([], [maple], [maple, maple], [maple, elsewhere], [maple, lounge],
                [maple, alone], [alone, lounge], [maple, alder, elsewhere]):  # fmt: skip
        with pytest.raises(NotToMerge):
            merge(odd, by=None)
    assert not Cohort.objects.filter(archived_at__isnull=False).exists()


def test_a_cohort_is_merged_once(maple, alder):
    merge([maple, alder], by=None)
    with pytest.raises(CohortOver):
        merge([maple, alder], by=None)
    assert Cohort.objects.filter(archived_at=None).count() == 1


def test_nobody_joins_an_archived_cohort_or_is_moved_out_of_it(maple, alder):
    ana, birch = person(), actions.open_cohort(maple.series)
    joined(maple, ana)
    held = CohortMembership.objects.get(cohort=maple)
    merge([maple, alder], by=None)
    for deed in (
        lambda: actions.join(maple, user=person()),
        lambda: actions.join(maple, user=person(), role="facilitator"),
        lambda: actions.move(held, to=birch),
        lambda: actions.move(actions.join(birch, user=person()), to=alder),
    ):
        with pytest.raises(CohortOver):
            deed()
    assert set(members(maple)) == {ana.pk}


def test_a_membership_is_moved_once(maple, alder):
    held = actions.join(maple, user=person())
    stale = CohortMembership.objects.get(pk=held.pk)
    actions.move(held, to=alder)
    birch = actions.open_cohort(maple.series)
    with pytest.raises(CohortOver):
        actions.move(stale, to=birch)
    assert members(birch) == {}


def test_whoever_closes_the_account_leaves_the_old_and_the_new_cohort(maple, alder):
    ana = person()
    joined(maple, ana)
    made = merge([maple, alder], by=None)
    anonymize_user(ana, by=None, keeps_credentials=True)
    assert members(made) == {}
    assert members(maple) == {}
