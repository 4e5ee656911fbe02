"""Staff: publishing a program, revoking, signing off; and who may not."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page

from courses.actions.cohorts import ensure_series, join, open_cohort
from credentials.actions import ensure_sign_off, restore_award, revoke_award
from credentials.actions.revocation import withdraw_award
from credentials.models import Achievement, Award, AwardChange, ProgramRule
from lms.core import clock
from tests.credentials.conftest import (
    finish,
    make_course,
    make_person,
    make_program,
    rule_of,
)


def member(name, *groups):
    person = make_person(name)
    person.groups.set(Group.objects.filter(name__in=groups))
    return person


@pytest.fixture
def people(learner, admin, course):
    maple = open_cohort(ensure_series([course], name="Maple"))
    found = {
        "learner": learner,
        "superuser": admin,
        "administrator": member("Soledad", "Site administrators"),
        "publisher": member("Hamish", "Publishers"),
        "facilitator": member("Miriam", "Facilitators"),
        "other_facilitator": member("Tomasz", "Facilitators"),
    }
    join(maple, user=learner)
    join(maple, user=found["facilitator"], role="facilitator")
    return found


@pytest.fixture
def capstone(db):
    return ensure_sign_off(
        "capstone",
        name="The coaching portfolio",
        description="One cycle.",
        criteria="All lines met.",
        task="The rubric.",
        minutes=210,
    )


EVERYBODY = (
    "learner",
    "facilitator",
    "other_facilitator",
    "publisher",
    "administrator",
    "superuser",
)
ADMINISTRATORS = ("administrator", "superuser")


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_revoke_and_restore(people, badge, sign_in, settle, who):
    client = sign_in(people[who])
    client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": "A wrong person"})
    badge.refresh_from_db()
    assert (badge.revoked_at is not None) == (who in ADMINISTRATORS)
    client.post(f"/cms/awards/{badge.pk}/restoration/", {"reason": "Our mistake"})
    badge.refresh_from_db()
    assert badge.revoked_at is None


def test_revoking_asks_for_a_reason(people, badge, sign_in):
    client = sign_in(people["administrator"])
    client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": ""})
    badge.refresh_from_db()
    assert badge.revoked_at is None


def test_revoking_names_the_certificates_that_rest_on_it(
    people, course, sign_in, settle
):
    make_program(("Core", [course.achievement]), title="Two rivers")
    award = finish(people["learner"], course)
    settle()
    client = sign_in(people["administrator"])
    page = client.get(f"/cms/awards/{award.pk}/revocation/").content.decode()
    assert "Two rivers" in page


@pytest.fixture
def certificate(people, course, settle):
    make_program(("Core", [course.achievement]), title="Two rivers")
    finish(people["learner"], course)
    settle()
    return Award.objects.get(achievement__kind="certificate")


def test_what_rests_on_an_award_is_revoked_along_only_when_it_is_ticked(
    people, certificate, sign_in
):
    client = sign_in(people["administrator"])
    rested = people["learner"].awards.get(achievement__kind="badge")
    address = f"/cms/awards/{rested.pk}/revocation/"
    client.post(address, {"reason": "Somebody else's work"})
    certificate.refresh_from_db()
    assert certificate.stands
    client.post(f"/cms/awards/{rested.pk}/restoration/", {"reason": "It was theirs"})
    client.post(address, {"reason": "After all", "along": [certificate.pk]})
    assert [
        (c.award_id, c.verb, c.reason) for c in AwardChange.objects.order_by("pk")
    ] == [
        (rested.pk, "revoked", "Somebody else's work"),
        (rested.pk, "restored", "It was theirs"),
        (rested.pk, "revoked", "After all"),
        (certificate.pk, "revoked", "After all"),
    ]


def test_what_does_not_rest_on_it_is_not_revoked_along(people, badge, sign_in):
    stranger = finish(make_person("Stranger"), make_course())
    client = sign_in(people["administrator"])
    client.post(
        f"/cms/awards/{badge.pk}/revocation/",
        {"reason": "Wrong", "along": [stranger.pk]},
    )
    stranger.refresh_from_db()
    assert stranger.stands


@pytest.mark.parametrize("deed", ["revocation", "restoration"])
def test_a_deed_without_a_reason_is_not_done(people, badge, sign_in, deed):
    client = sign_in(people["administrator"])
    if deed == "restoration":
        client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": "A mistake"})
    before = AwardChange.objects.count()
    assert client.post(f"/cms/awards/{badge.pk}/{deed}/", {}).status_code == 200
    assert AwardChange.objects.count() == before


def test_an_award_is_inspected_with_reasons_and_actors(people, badge, sign_in):
    client = sign_in(people["administrator"])
    client.post(f"/cms/awards/{badge.pk}/revocation/", {"reason": "A mistake of ours"})
    page = client.get(f"/cms/award/inspect/{badge.pk}/").content.decode()
    assert "A mistake of ours" in page and "Soledad" in page
    assert f"/cms/awards/{badge.pk}/restoration/" in page
    log = client.get("/cms/awardchange/").content.decode()
    assert "A mistake of ours" in log and "Screens and sleep" in log


def test_what_its_holder_took_back_offers_no_restoration(people, badge, sign_in):
    withdraw_award(badge, by=people["learner"])
    client = sign_in(people["administrator"])
    address = f"/cms/awards/{badge.pk}/restoration/"
    assert address not in client.get("/cms/award/").content.decode()
    assert "for good" in client.get(address).content.decode()
    client.post(address, {"reason": "We want it back"})
    badge.refresh_from_db()
    assert badge.revoked_at is not None


@pytest.mark.parametrize(
    ("state", "found"),
    [("valid", 2), ("revoked", 1), ("withdrawn", 1), ("expired", 1), ("superseded", 1)],
)
def test_the_list_is_narrowed_by_state(people, badge, sign_in, state, found):
    others = [finish(make_person(f"Person {n}"), make_course()) for n in range(5)]
    revoke_award(others[0], by=None, reason="A mistake")
    withdraw_award(others[1], by=others[1].recipient)
    begun = clock.now() - dt.timedelta(days=9)
    ended = clock.now() - dt.timedelta(days=1)
    Award.objects.filter(pk=others[2].pk).update(awarded_at=begun, expires_at=ended)
    Award.objects.filter(pk=others[3].pk).update(superseded_at=clock.now())
    client = sign_in(people["administrator"])
    page = client.get("/cms/award/", {"standing": state})
    assert page.context["paginator"].count == found
    assert Award.objects.in_state(state).count() == found


def test_the_export_says_state_and_reasons(people, badge, sign_in):
    revoke_award(badge, by=None, reason="A mistake, of ours")
    restore_award(badge, by=None, reason="=1+1")
    client = sign_in(people["administrator"])
    answer = client.get("/cms/award/", {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["State"] == "Valid"
    assert row["Reasons"] == "Revoked: A mistake, of ours · Restored: =1+1"


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_renew_late(people, certificate, sign_in, who):
    certificate.achievement.valid_months = 12
    certificate.achievement.save()
    ended = clock.now() - dt.timedelta(days=100)
    begun = ended - dt.timedelta(days=365)
    Award.objects.filter(pk=certificate.pk).update(awarded_at=begun, expires_at=ended)
    client = sign_in(people[who])
    client.post(f"/cms/awards/{certificate.pk}/renewal/")
    certificate.refresh_from_db()
    assert (certificate.superseded_at is not None) == (who in ADMINISTRATORS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_sign_off(people, capstone, sign_in, who):
    client = sign_in(people[who])
    address = f"/cms/sign-offs/{capstone.pk}/{people['learner'].pk}/"
    client.post(address, {"note": "Met on 3 November, every line shown."})
    award = Award.objects.filter(achievement=capstone).first()
    assert (award is not None) == (who in (*ADMINISTRATORS, "facilitator"))
    if award:
        assert award.awarded_by == people[who]
        assert award.basis["note"].startswith("Met on")


def test_a_facilitator_sees_the_learners_of_their_own_cohorts(
    people, capstone, sign_in
):
    def page(who):
        return sign_in(people[who]).get("/cms/sign-offs/").content.decode()

    assert f"Sign off for {people['learner'].display_name}" in page("facilitator")
    assert people["learner"].display_name not in page("other_facilitator")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    "place",
    ["award", "awardchange", "snippets/credentials/achievement", "issuer"],
)
def test_who_may_open_the_lists(people, badge, sign_in, who, place):
    response = sign_in(people[who]).get(f"/cms/{place}/")
    assert (response.status_code == 200) == (who in ADMINISTRATORS)


def test_no_private_key_is_shown(people, sign_in):
    page = sign_in(people["superuser"]).get("/cms/issuer/").content.decode()
    assert "z6Mk" in page
    assert "private" not in page.lower().replace("private_", "")


def test_an_administrator_adds_a_sign_off(people, sign_in):
    client = sign_in(people["administrator"])
    client.post(
        "/cms/snippets/credentials/achievement/add/",
        {
            "name": "Portfolio",
            "slug": "portfolio",
            "description": "One cycle.",
            "criteria": "All lines met.",
            "task": "## Rubric",
            "minutes": "60",
            "level": "Trainer",
            "valid_months": "12",
        },
    )
    made = Achievement.objects.get(slug="portfolio")
    assert (made.kind, made.level, made.valid_months) == ("sign_off", "Trainer", 12)
    assert "<h2>Rubric</h2>" in made.task_html


def test_an_administrator_retires_a_badge_whose_words_stay(people, course, sign_in):
    client = sign_in(people["administrator"])
    badge = course.achievement
    client.post(
        f"/cms/snippets/credentials/achievement/edit/{badge.pk}/",
        {"name": "Another name", "is_retired": "on", "valid_months": "6"},
    )
    badge.refresh_from_db()
    assert badge.retired_at is not None
    assert (badge.name, badge.valid_months) == ("Screens and sleep", None)


def test_going_live_brings_the_rule_into_force(people, course):
    page = make_program(("Core", [course.achievement]), publish=False)
    assert not ProgramRule.objects.exists()
    page.save_revision(user=people["publisher"]).publish()
    rule = ProgramRule.objects.in_force().get()
    assert rule.published_by == people["publisher"]


def publish_from_the_editor(client, page, leaves, minimum="", *, publish=True):
    """What the page editor sends when “Publish” is pressed, or “Save draft”."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "group": "teachers",
        "benefits-count": "0",
        "is_not-count": "0",
        "renewal-count": "0",
        "opening": "open",
        "renewal_window_days": "90",
        "grace_days": "30",
        "rule-count": "1",
        "rule-0-type": "group",
        "rule-0-order": "0",
        "rule-0-deleted": "",
        "rule-0-id": "",
        "rule-0-value-label": "Core",
        "rule-0-value-minimum": minimum,
        "rule-0-value-minimum_minutes": "",
        "rule-0-value-leaves-count": str(len(leaves)),
        "action-publish": "action-publish",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    for n, leaf in enumerate(leaves):
        name = f"rule-0-value-leaves-{n}"
        data |= {
            f"{name}-deleted": "",
            f"{name}-order": str(n),
            f"{name}-value": str(leaf.pk),
            f"{name}-type": "item",
            f"{name}-id": "",
        }
    if not publish:
        del data["action-publish"]
    return client.post(f"/cms/pages/{page.pk}/edit/", data)


def test_an_author_publishes_a_rule_in_the_editor(people, course, sign_in):
    page = make_program(title="Two rivers", publish=False)
    client = sign_in(people["publisher"])
    response = publish_from_the_editor(client, page, [course.achievement])
    assert response.status_code == 302
    assert ProgramRule.objects.in_force().get().groups[0].leaves == (
        course.achievement.pk,
    )


def test_the_editor_refuses_a_rule_that_nobody_could_satisfy(people, course, sign_in):
    page = make_program(title="Two rivers", publish=False)
    client = sign_in(people["publisher"])
    response = publish_from_the_editor(client, page, [course.achievement], "5")
    assert "asks for 5 of 1." in response.content.decode()
    assert not ProgramRule.objects.exists()


def test_a_draft_may_say_anything(people, course, sign_in):
    page = make_program(title="Two rivers", publish=False)
    client = sign_in(people["publisher"])
    response = publish_from_the_editor(
        client, page, [course.achievement], "5", publish=False
    )
    assert response.status_code == 302
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert draft.rule[0].value["minimum"] == 5
    assert not ProgramRule.objects.exists()


def test_a_publisher_can_choose_achievements_for_a_rule(people, course, sign_in):
    client = sign_in(people["publisher"])
    found = client.get("/cms/snippets/choose/credentials/achievement/")
    assert found.status_code == 200
    assert "Screens and sleep" in found.content.decode()


def test_a_program_that_somebody_completed_is_not_deleted(
    people, course, sign_in, settle
):
    page = make_program(("Core", [course.achievement]))
    finish(people["learner"], course)
    settle()
    client = sign_in(people["superuser"])
    client.post(f"/cms/pages/{page.pk}/delete/")
    assert Page.objects.filter(pk=page.pk).exists()
    other = make_program(("Core", [make_course().achievement]))
    client.post(f"/cms/pages/{other.pk}/delete/")
    assert not Page.objects.filter(pk=other.pk).exists()
    assert Achievement.objects.filter(name=other.title, program=None).exists()


def test_a_draft_may_hold_any_rule(people, course):
    page = make_program(("Core", [course.achievement]))
    page.rule = rule_of()
    page.save_revision(user=people["publisher"])
    assert ProgramRule.objects.in_force().get().groups[0].label == "Core"
