"""A certificate of two issuers: both approve, then both halves are granted at once."""

import datetime as dt
import json

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from credentials.actions import ensure_issuer, revoke_award
from credentials.actions.joint import approve, ensure_counterpart, open_candidacy
from credentials.actions.replay import replay
from credentials.actions.sharing import share_award, unshare_award
from credentials.actions.signatories import add_signatory, remove_signatory
from credentials.errors import NoLongerCandidate, NotTheirsToApprove
from credentials.models import Achievement, Award, Candidacy
from lms.core import clock
from lms.notifications.models import Notification
from tests.credentials.conftest import finish, make_course, make_person, make_program


class Pair:
    """A joint certificate of two courses, and a signatory of each issuer."""

    def __init__(self):
        self.ours = ensure_issuer()
        self.partner = ensure_issuer(slug="riverbend", name="Riverbend University")
        self.courses = [make_course("Soil"), make_course("Water")]
        self.page = make_program(
            ("Both", [course.achievement for course in self.courses]),
            title="Ground Truth",
            partner=self.partner,
        )
        self.certificate = Achievement.objects.get(program=self.page)
        self.rule = self.certificate.rules.get()
        self.ana, self.ben = make_person("Ana S."), make_person("Ben R.")
        add_signatory(self.ours, self.ana, by=None)
        add_signatory(self.partner, self.ben, by=None)

    def candidate(self, person):
        """Somebody who has met the rule."""
        for course in self.courses:
            finish(person, course)
        return Candidacy.objects.get(person=person)

    def approve_both(self, candidacy):
        approve(candidacy, for_issuer=self.ours, by=self.ana)
        approve(candidacy, for_issuer=self.partner, by=self.ben)


@pytest.fixture
def pair(db):
    return Pair()


def halves(award):
    return award, award.other_half


def certificates_of(person):
    return Award.objects.filter(recipient=person, achievement__kind="certificate")


def test_meeting_the_rule_opens_one_candidacy_and_grants_nothing(pair, learner):
    candidacy = pair.candidate(learner)
    assert open_candidacy(pair.rule, learner) == candidacy
    assert candidacy.rule == pair.rule
    assert not certificates_of(learner).exists()


def test_one_approval_grants_nothing_and_the_second_grants_both(pair, learner, settle):
    candidacy = pair.candidate(learner)
    approve(candidacy, for_issuer=pair.partner, by=pair.ben, note="Well observed")
    assert not certificates_of(learner).exists()
    approve(candidacy, for_issuer=pair.ours, by=pair.ana)
    settle()
    ours, theirs = halves(certificates_of(learner).get(achievement=pair.certificate))
    assert theirs.achievement == pair.certificate.counterpart
    assert theirs.other_half == ours
    assert ours.snapshot["issuer"]["did"] == pair.ours.did
    assert theirs.snapshot["issuer"]["did"] == pair.partner.did
    assert ours.snapshot["components"] == theirs.snapshot["components"]
    candidacy.refresh_from_db()
    assert candidacy.award == ours
    assert candidacy.settled_at


def test_each_half_is_signed_by_its_own_issuer_and_endorsed_by_the_other(
    pair, learner, settle
):
    pair.approve_both(pair.candidate(learner))
    settle()
    for award in certificates_of(learner).select_related("achievement__issuer"):
        document = award.documents.get(format="open_badge")
        issuer = award.achievement.issuer
        assert document.key.issuer == issuer
        other = {pair.ours: pair.partner, pair.partner: pair.ours}[issuer]
        assert other.did in endorsers(json.loads(document.body))


def endorsers(document):
    """Whose endorsements a credential carries."""
    found = document.get("endorsement", [])
    found += document["credentialSubject"]["achievement"].get("endorsement", [])
    return [endorsement["issuer"]["id"] for endorsement in found]


def test_both_halves_say_who_approved_and_when(pair, learner):
    candidacy = pair.candidate(learner)
    pair.approve_both(candidacy)
    one, two = certificates_of(learner)
    assert one.basis == two.basis
    assert [(said["issuer"], said["signatory"]) for said in one.basis["approvals"]] == [
        (pair.ours.pk, pair.ana.pk),
        (pair.partner.pk, pair.ben.pk),
    ]
    assert all(said["when"] for said in one.basis["approvals"])
    assert replay(one).holds
    assert replay(two).holds
    assert len(one.basis["awards"]) == 2


def test_an_issuer_approves_once(pair, learner):
    candidacy = pair.candidate(learner)
    first = approve(candidacy, for_issuer=pair.ours, by=pair.ana)
    second = make_person()
    add_signatory(pair.ours, second, by=None)
    assert approve(candidacy, for_issuer=pair.ours, by=second) == first
    pair.approve_both(candidacy)
    pair.approve_both(candidacy)
    assert certificates_of(learner).count() == 2


@pytest.mark.parametrize("who", ["stranger", "other issuer", "removed", "candidate"])
def test_nobody_else_approves(pair, learner, who):
    candidacy = pair.candidate(learner)
    add_signatory(pair.ours, learner, by=None)
    gone = make_person()
    add_signatory(pair.ours, gone, by=None)
    remove_signatory(pair.ours, gone, by=None)
    people = {
        "stranger": make_person(is_superuser=True),
        "other issuer": pair.ben,
        "removed": gone,
        "candidate": learner,
    }
    with pytest.raises(PermissionDenied):
        approve(candidacy, for_issuer=pair.ours, by=people[who])
    assert not candidacy.approvals.exists()


def test_an_issuer_that_is_not_one_of_the_two_approves_nothing(pair, learner):
    third = ensure_issuer(slug="third", name="Third")
    add_signatory(third, pair.ana, by=None)
    candidacy = pair.candidate(learner)
    with pytest.raises(NotTheirsToApprove):
        approve(candidacy, for_issuer=third, by=pair.ana)


def test_a_badge_revoked_meanwhile_is_a_refusal_and_the_candidacy_stays(
    pair, learner, admin
):
    candidacy = pair.candidate(learner)
    approve(candidacy, for_issuer=pair.ours, by=pair.ana)
    badge = Award.objects.get(recipient=learner, achievement__course=pair.courses[0])
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    with pytest.raises(NoLongerCandidate, match="does not meet the rule any more"):
        approve(candidacy, for_issuer=pair.partner, by=pair.ben)
    assert not certificates_of(learner).exists()
    assert candidacy.approvals.count() == 1
    finish_again(learner, pair.courses[0])
    approve(candidacy, for_issuer=pair.partner, by=pair.ben)
    assert certificates_of(learner).count() == 2


def finish_again(person, course):
    """The badge once more, as somebody who corrects a mistake grants it."""
    from credentials.actions import grant_award

    grant_award(course.achievement, to=person, by=None)


def test_nothing_is_granted_twice_while_one_waits_or_holds_it(pair, learner, settle):
    from credentials.actions import backfill_program, sweep_awards

    candidacy = pair.candidate(learner)
    settle()
    assert (backfill_program(pair.rule), sweep_awards()) == (0, 0)
    assert Candidacy.objects.get() == candidacy
    pair.approve_both(candidacy)
    settle()
    assert (backfill_program(pair.rule), sweep_awards()) == (0, 0)
    assert certificates_of(learner).count() == 2
    assert Candidacy.objects.count() == 1


def test_the_learner_is_told_once_and_by_one_mail(pair, learner, settle):
    candidacy = pair.candidate(learner)
    settle()
    mail.outbox.clear()
    pair.approve_both(candidacy)
    settle()
    told = Notification.objects.filter(recipient=learner, kind="award")
    assert told.filter(data__title="Ground Truth").count() == 1
    assert [message.to for message in mail.outbox] == [[learner.email]]


def test_signatories_are_told_in_the_inbox_and_by_no_mail(pair, learner, settle):
    candidacy = pair.candidate(learner)
    settle()
    assert not any(pair.ben.email in message.to for message in mail.outbox)
    assert inbox(pair.ana) == inbox(pair.ben)
    assert inbox(pair.ana) == ["Somebody waits for your approval: “Ground Truth”."]
    approve(candidacy, for_issuer=pair.ours, by=pair.ana)
    settle()
    assert len(inbox(pair.ana)) == 1
    assert "Tributary has approved, you have not yet: “Ground Truth”." in inbox(
        pair.ben
    )


def inbox(person):
    return list(
        Notification.objects.filter(recipient=person, kind="approval").values_list(
            "data__title", flat=True
        )
    )


def test_the_partners_words_follow_ours_as_a_new_version(pair):
    counterpart = pair.certificate.counterpart
    assert (counterpart.name, counterpart.issuer) == ("Ground Truth", pair.partner)
    pair.certificate.valid_months = 24
    assert ensure_counterpart(pair.certificate, pair.partner) == counterpart
    counterpart.refresh_from_db()
    assert (counterpart.valid_months, counterpart.version) == (24, 2)
    ensure_counterpart(pair.certificate, pair.partner)
    counterpart.refresh_from_db()
    assert counterpart.version == 2


def test_a_partner_taken_off_keeps_what_it_awarded_and_frees_who_waits(
    pair, learner, settle
):
    holder, waits = make_person(), learner
    pair.approve_both(pair.candidate(holder))
    candidacy = pair.candidate(waits)
    counterpart = pair.certificate.counterpart
    ensure_counterpart(pair.certificate, None)
    settle()
    assert certificates_of(holder).valid().count() == 2
    assert certificates_of(waits).get().achievement == pair.certificate
    candidacy.refresh_from_db()
    assert candidacy.settled_at
    assert ensure_counterpart(pair.certificate, pair.partner) == counterpart


def test_a_pair_that_was_revoked_is_approved_anew_once_something_is_earned(
    pair, learner, admin
):
    pair.approve_both(pair.candidate(learner))
    first = certificates_of(learner).get(achievement=pair.certificate)
    revoke_award(first, by=admin, reason="Wrong name")
    assert not certificates_of(learner).valid().exists()
    assert open_candidacy(pair.rule, learner) is None
    badge = Award.objects.get(recipient=learner, achievement__course=pair.courses[0])
    revoke_award(badge, by=admin, reason="Wrong name")
    with clock.at(clock.now() + dt.timedelta(days=1)):
        finish_again(learner, pair.courses[0])
        candidacy = Candidacy.objects.get(person=learner, settled_at=None)
        pair.approve_both(candidacy)
    ours, theirs = halves(
        certificates_of(learner).valid().get(achievement=pair.certificate)
    )
    assert ours != first
    assert theirs.is_valid


def test_both_halves_are_shared_and_closed_together(pair, learner, client, settle):
    pair.approve_both(pair.candidate(learner))
    settle()
    ours, theirs = halves(certificates_of(learner).get(achievement=pair.certificate))
    files = [f"/credentials/{half.public_id}.json" for half in (ours, theirs)]
    share_award(ours, by=learner)
    assert [client.get(file).status_code for file in files] == [200, 200]
    unshare_award(theirs, by=learner)
    assert [client.get(file).status_code for file in files] == [404, 404]
