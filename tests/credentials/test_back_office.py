"""Staff: publishing a program, signing off, retiring; and who may not."""

import pytest
from wagtail.models import Page

from credentials.actions import ensure_sign_off
from credentials.models import Achievement, Award, ProgramRule
from tests.credentials.conftest import (
    ADMINISTRATORS,
    EVERYBODY,
    finish,
    make_course,
    make_program,
    rule_of,
)

pytestmark = pytest.mark.pages


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
