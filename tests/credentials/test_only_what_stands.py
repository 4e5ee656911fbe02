"""Ready texts only for what stands; what is taken back together goes together."""

import pytest

from credentials.actions import revoke_award, share_award
from credentials.actions.awards import supersede
from credentials.actions.issuers import create_issuer
from credentials.actions.revocation import revoke_awards, withdraw_award
from credentials.errors import AwardRevokedAlready
from credentials.models import Award, AwardChange, Issuer, ProgramPage
from lms.core.models import EventRecord
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.test_bounds_of_validity import post

READY = ("linkedin.com", "share-signature", "share-embed", "share-link")


@pytest.mark.parametrize("fate", ["stands", "revoked", "withdrawn", "superseded"])
def test_ready_texts_are_for_what_stands(badge, learner, admin, sign_in, fate):
    share_award(badge, by=learner)
    deeds = {
        "stands": lambda: None,
        "revoked": lambda: revoke_award(badge, by=admin, reason="A wrong person"),
        "withdrawn": lambda: withdraw_award(badge, by=learner),
        "superseded": lambda: supersede(badge, by=None, reason="Earned again."),
    }
    deeds[fate]()
    html = sign_in(learner).get(badge.get_absolute_url()).content.decode()
    assert "Close it again" in html
    shown = [word for word in READY if word in html]
    assert shown == (list(READY) if fate == "stands" else ["share-link"])


def test_awards_are_revoked_together_for_one_reason(badge, learner, admin):
    another = finish(make_person(), make_course())
    revoke_awards([another, badge], by=admin, reason="One mistake")
    assert set(AwardChange.objects.values_list("reason", flat=True)) == {"One mistake"}
    assert not Award.objects.standing().exists()


def test_when_one_of_them_was_revoked_before_none_is(badge, learner, admin):
    before = finish(learner, make_course())
    revoke_award(before, by=admin, reason="A mistake")
    with pytest.raises(AwardRevokedAlready):
        revoke_awards([badge, before], by=admin, reason="Both")
    badge.refresh_from_db()
    assert badge.stands
    assert EventRecord.objects.filter(name="AwardRevoked").count() == 1


def test_an_issuer_is_not_its_own_partner(course, sign_in, admin):
    ours = Issuer.objects.get(slug="")
    office, refusal = sign_in(admin), "cannot be its own partner"
    new = make_program(publish=False, opening="announced")
    open_one = make_program(("One", [course.achievement]))
    for program in (new, open_one):
        answer = post(office, program, partner=str(ours.pk)).content.decode()
        assert refusal in answer
        assert ours.name in answer
        assert ProgramPage.objects.get(pk=program.pk).partner is None


def test_another_issuer_is_a_partner(course, sign_in, admin):
    theirs = create_issuer("partner", name="A partner", by=admin)
    new = make_program(publish=False, opening="announced")
    answer = post(sign_in(admin), new, partner=str(theirs.pk))
    assert answer.status_code == 302
    assert ProgramPage.objects.get(pk=new.pk).partner == theirs
