"""From a finished course to a badge, a certificate, and back."""

import pytest
from django.core.exceptions import PermissionDenied

from credentials.actions import (
    backfill_program,
    check_text,
    evaluate_again,
    grant_award,
    issue_document,
    publish_program,
    restore_award,
    revoke_award,
    share_award,
    sweep_awards,
)
from credentials.checking.reports import Verdict
from credentials.errors import AwardStands, NoLongerEarned, RuleUndecidable
from credentials.events import AwardGranted
from credentials.models import Achievement, Award, ProgramRule
from lms.core import clock
from lms.core.models import EventRecord
from tests.credentials.conftest import (
    finish,
    make_course,
    make_person,
    make_program,
    rule_of,
)


def badge_of(course):
    return Achievement.objects.get(course=course)


def certificates_of(person):
    return Award.objects.valid().filter(
        recipient=person, achievement__kind="certificate"
    )


def test_finishing_a_course_grants_its_badge_once(learner, course):
    award = finish(learner, course)
    assert award.snapshot["achievement"]["name"] == "Screens and sleep"
    assert award.snapshot["achievement"]["minutes"] == 45
    assert finish(learner, course) == award
    assert learner.awards.count() == 1


def test_an_award_is_signed_after_the_commit_and_passes_every_check(badge):
    document = badge.documents.get()
    report = check_text(document.body)
    assert report.verdict is Verdict.GOOD
    assert badge.recipient.email not in document.body


def test_signing_twice_gives_the_same_bytes(badge):
    first = badge.documents.get()
    assert issue_document(badge) == first
    assert badge.documents.count() == 1


def test_the_last_badge_brings_the_certificate(learner):
    one, two = make_course(), make_course()
    page = make_program(("Both", [badge_of(one), badge_of(two)]))
    finish(learner, one)
    assert not certificates_of(learner)
    finish(learner, two)
    award = certificates_of(learner).get()
    assert award.achievement.program == page
    assert len(award.snapshot["components"]) == 2
    assert award.basis["rule_version"] == 1
    assert award.snapshot["achievement"]["is_not"] == ["A qualification to teach."]


def test_two_of_three_are_enough_when_the_rule_says_so(learner):
    courses = [make_course() for _ in range(3)]
    make_program(("Choose any 2", [badge_of(c) for c in courses], 2))
    finish(learner, courses[2])
    assert not certificates_of(learner)
    finish(learner, courses[0])
    assert certificates_of(learner).count() == 1


def test_a_certificate_counts_toward_the_next(learner, settle):
    one, two = make_course(), make_course()
    inner = make_program(("One", [badge_of(one)]))
    make_program(("Both", [inner.achievement, badge_of(two)]))
    finish(learner, two)
    finish(learner, one)
    settle()
    assert certificates_of(learner).count() == 2
    assert all(a.documents.exists() for a in learner.awards.all())


def test_publishing_a_rule_reaches_whoever_qualifies_already(learner, settle):
    course = make_course()
    finish(learner, course)
    stranger = make_person("Somebody else")
    make_program(("One", [badge_of(course)]))
    settle()
    assert certificates_of(learner).count() == 1
    assert not certificates_of(stranger)
    rule = ProgramRule.objects.get()
    assert backfill_program(rule) == 0
    assert sweep_awards() == 0


def test_publishing_the_same_rule_again_writes_none(course):
    page = make_program(("One", [badge_of(course)]))
    assert publish_program(page, by=None).version == 1
    other = make_course()
    page.rule = rule_of(("Both", [badge_of(course), badge_of(other)]))
    assert publish_program(page, by=None).version == 2
    assert ProgramRule.objects.in_force().get().version == 2


def test_only_the_rule_in_force_decides(learner, course):
    other = make_course()
    page = make_program(("One", [badge_of(course)]))
    page.rule = rule_of(("Both", [badge_of(course), badge_of(other)]))
    publish_program(page, by=None)
    finish(learner, course)
    assert not certificates_of(learner)


def test_a_program_gives_its_courses_one_series_of_cohorts(course):
    other = make_course()
    make_program(("Both", [badge_of(course), badge_of(other)]), title="Two rivers")
    series = {c.series_courses.get().series.name for c in (course, other)}
    assert series == {"Two rivers"}


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (lambda a: [], "at least one group"),
        (lambda a: [("Empty", [])], "is empty: choose what counts"),
        (lambda a: [("Two of one", [a], 2)], "asks for 2 of 1"),
        (lambda a: [("One", [a]), ("The same", [a])], "compete"),
    ],
)
def test_a_rule_that_cannot_be_decided_is_not_published(course, groups, words):
    page = make_program(*groups(badge_of(course)), publish=False)
    with pytest.raises(RuleUndecidable, match=words):
        publish_program(page, by=None)
    assert not ProgramRule.objects.exists()


def test_a_certificate_cannot_require_itself_through_another(course):
    first = make_program(("One", [badge_of(course)]))
    second = make_program(("First", [first.achievement]))
    first.rule = rule_of(("Second", [second.achievement]))
    with pytest.raises(RuleUndecidable, match="requires this certificate"):
        publish_program(first, by=None)


def test_a_revoked_badge_says_so_to_every_verifier(badge, admin, settle):
    body = badge.documents.get().body
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    settle()
    report = check_text(body)
    assert report.verdict is Verdict.REVOKED
    record = EventRecord.objects.get(name="AwardRevoked")
    assert record.actor == admin


def test_revoking_a_badge_frees_it_to_be_earned_again(badge, learner, admin):
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    again = grant_award(badge.achievement, to=learner, by=None)
    assert learner.awards.valid().get() == again
    with pytest.raises(AwardStands):
        restore_award(badge, by=admin, reason="A mistake of ours")


def test_a_restored_badge_is_good_again_and_counts(badge, learner, admin, settle):
    body = badge.documents.get().body
    revoke_award(badge, by=admin, reason="A mistake of ours")
    make_program(("One", [badge.achievement]))
    settle()
    assert not certificates_of(learner)
    restore_award(badge, by=admin, reason="A mistake of ours")
    settle()
    assert check_text(body).verdict is Verdict.GOOD
    assert certificates_of(learner).count() == 1


def test_only_an_administrator_revokes(badge, learner):
    with pytest.raises(PermissionDenied):
        revoke_award(badge, by=learner, reason="I want another one")


def test_only_the_holder_shares(badge, learner, admin):
    with pytest.raises(PermissionDenied):
        share_award(badge, by=admin)
    assert share_award(badge, by=learner).shared_at is not None


def test_nobody_earns_a_retired_badge_and_whoever_holds_it_keeps_it(badge, course):
    achievement = badge.achievement
    achievement.retired_at = clock.now()
    achievement.save()
    newcomer = make_person("Newcomer")
    assert finish(newcomer, course) is None
    assert badge.is_valid
    with pytest.raises(NoLongerEarned):
        grant_award(achievement, to=newcomer, by=None)


def test_evaluating_again_grants_nothing_twice(learner, course):
    make_program(("One", [badge_of(course)]))
    award = finish(learner, course)
    evaluate_again(
        AwardGranted(
            award_id=award.pk,
            achievement_id=award.achievement_id,
            user_id=learner.pk,
        )
    )
    assert certificates_of(learner).count() == 1
