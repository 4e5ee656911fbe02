"""Each constraint refuses the row it is there for."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from credentials.actions import ensure_issuer
from credentials.models import (
    Achievement,
    Award,
    AwardChange,
    Issuer,
    ProgramPage,
    ProgramRule,
    StatusList,
)
from lms.core import clock
from tests.credentials.conftest import make_course, make_program
from tests.factories.refusals import refuses


def refused(write):
    """Whether the database refuses a write."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def again(award, **changes):
    """Another row like an award's, with changes."""
    fields = {
        f.attname: getattr(award, f.attname)
        for f in Award._meta.concrete_fields
        if f.attname not in ("id", "public_id", "status_list_id", "status_index")
    }
    return Award.objects.create(**{**fields, **changes})


AWARDS = {
    "award_one_valid": {},
    "award_status_list_iff_index": {"status_index": 7},
    "award_cycle_at_least_1": {"cycle": 0},
    "award_renews_iff_later_cycle": {"cycle": 2},
    "award_revoked_iff_reason": {"revocation_reason": "No moment"},
    "award_expires_after_awarded": {
        "expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    },
}


@pytest.mark.parametrize("name", AWARDS)
def test_an_award_row_that_must_not_be(badge, name):
    changes = AWARDS[name]
    if name != "award_one_valid":
        changes = {"superseded_at": clock.now(), **changes}
    assert refused(lambda: again(badge, **changes))


def test_the_same_row_without_the_fault_is_accepted(badge):
    assert again(badge, superseded_at=clock.now()).pk


def test_a_status_entry_is_used_once(badge):
    assert refused(
        lambda: again(
            badge,
            superseded_at=clock.now(),
            status_list_id=badge.status_list_id,
            status_index=badge.status_index,
        )
    )


def test_a_badge_belongs_to_no_program_and_a_certificate_to_no_course(course):
    page = make_program(("One", [course.achievement]))
    badge, certificate = course.achievement, page.achievement
    other = make_course()
    other.achievement.delete()
    assert refused(
        lambda: Achievement.objects.filter(pk=badge.pk).update(program_id=page.pk)
    )
    assert refused(
        lambda: Achievement.objects.filter(pk=certificate.pk).update(course_id=other.pk)
    )
    assert refused(lambda: Achievement.objects.filter(pk=badge.pk).update(kind="medal"))


def test_a_sign_off_is_found_by_its_slug(db):
    def write():
        Achievement.objects.create(
            issuer=ensure_issuer(), kind="sign_off", slug="capstone", name="Capstone"
        )

    write()
    assert refused(write)


def test_a_rule_version_is_written_once(course):
    page = make_program(("One", [course.achievement]))
    rule = page.achievement.rules.get()
    assert refused(
        lambda: ProgramRule.objects.create(
            achievement=page.achievement, version=rule.version, tree=rule.tree
        )
    )
    assert refused(lambda: rule.leaves.create(achievement=course.achievement))


def test_an_issuer_has_one_active_key_and_one_list_of_a_number(db):
    issuer = ensure_issuer()
    key = issuer.keys.get(algorithm="ed25519")
    assert refused(
        lambda: issuer.keys.create(
            key_id="another",
            public_multibase="z6MkOther",
            private_encrypted=b"",
            activated_at=clock.now(),
        )
    )
    assert refused(
        lambda: issuer.keys.create(key_id=key.key_id, public_multibase="z6MkOther")
    )
    assert refused(lambda: issuer.keys.create(key_id="b", algorithm="rot13"))
    assert refused(lambda: StatusList.objects.create(issuer=issuer, number=1))
    assert refused(lambda: StatusList.objects.create(issuer=issuer, number=2, size=8))
    assert refused(
        lambda: StatusList.objects.create(issuer=issuer, number=3, purpose="gossip")
    )
    assert refused(lambda: Issuer.objects.create(did=issuer.did, slug="x"))
    assert refused(lambda: Issuer.objects.create(did="did:web:y", slug=""))


def test_an_award_is_signed_once_by_a_key(badge):
    document = badge.documents.get()
    assert refused(lambda: badge.documents.create(key=document.key, body="another"))
    assert refused(
        lambda: badge.documents.create(
            key=document.key, body="another", format="parchment"
        )
    )


def test_a_purged_course_leaves_its_badge_standing(course):
    achievement = course.achievement
    with transaction.atomic():
        course.delete()
    achievement.refresh_from_db()
    assert achievement.course is None
    assert achievement.name == "Screens and sleep"


def test_what_expires_is_valid_for_a_month_at_least(course):
    page = make_program(("One", [course.achievement]))
    for model, name, pk in [
        (Achievement, "achievement_valid_for_a_while", page.achievement.pk),
        (ProgramPage, "program_valid_for_a_while", page.pk),
    ]:
        rows = model.objects.filter(pk=pk)
        with refuses(name):
            rows.update(valid_months=0)
        assert rows.update(valid_months=1) == rows.update(valid_months=None) == 1


def test_a_program_is_open_or_announced(course):
    page = make_program(("One", [course.achievement]))
    rows = ProgramPage.objects.filter(pk=page.pk)
    with refuses("program_opening_known"):
        rows.update(opening="soon")
    assert rows.update(opening="announced") == 1


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("award_change_has_reason", {"reason": ""}),
        ("award_change_verb_known", {"verb": "forgotten"}),
    ],
)
def test_a_deed_about_an_award_has_a_known_verb_and_a_reason(badge, name, changes):
    fields = {"award": badge, "verb": "revoked", "reason": "A mistake"}
    assert AwardChange.objects.create(**fields).pk
    with refuses(name):
        AwardChange.objects.create(**fields | changes)


def test_an_award_has_one_other_half(badge):
    other = make_course().achievement
    half = again(badge, achievement_id=other.pk, joint_with_id=badge.pk)
    assert half.other_half == badge
    assert refused(
        lambda: again(
            badge, achievement_id=make_course().achievement.pk, joint_with_id=badge.pk
        )
    )


def test_an_achievement_is_the_counterpart_of_one(course):
    theirs, ours, another = (make_course().achievement for _ in range(3))
    assert Achievement.objects.filter(pk=ours.pk).update(counterpart=theirs) == 1
    rows = Achievement.objects.filter(pk=another.pk)
    assert refused(lambda: rows.update(counterpart=theirs))
