"""An award decided again, from what it carries alone."""

import pytest
from django.core.management import CommandError, call_command

from courses.models import CoursePage
from credentials.actions import grant_award, publish_program
from credentials.actions.replay import replay
from credentials.models import Achievement, Award, ProgramPage
from credentials.models.achievements import Kind
from credentials.rules.facts import completion_facts
from tests.credentials.conftest import finish, make_course, make_program


@pytest.fixture
def certificate(learner):
    """Earned by two badges, of which one stands in both groups of the rule."""
    first, second = make_course("Screens and sleep"), make_course("Asking well")
    make_program(
        ("Core", [first.achievement, second.achievement], 1),
        ("Electives", [second.achievement]),
        title="Two rivers",
    )
    finish(learner, first)
    finish(learner, second)
    return Award.objects.get(achievement__kind=Kind.CERTIFICATE)


def test_a_certificate_carries_its_facts(certificate, learner):
    badges = Award.objects.filter(recipient=learner, achievement__kind=Kind.BADGE)
    basis = certificate.basis
    assert basis["rule_version"] == 1
    assert set(basis["awards"]) == {badge.pk for badge in badges}
    facts = {fact["award"]: fact for fact in basis["counted"]}
    for badge in badges:
        fact = facts[badge.pk]
        assert fact["public_id"] == str(badge.public_id)
        assert fact["achievement_public_id"] == str(badge.achievement.public_id)
        assert fact["minutes"] == 45
        assert fact["awarded_at"] == badge.snapshot["awarded_at"]
    first, second = (
        Achievement.objects.get(name=n) for n in ("Screens and sleep", "Asking well")
    )
    assert basis["assignment"] == [
        {"group": "Core", "achievements": [first.pk]},
        {"group": "Electives", "achievements": [second.pk]},
    ]


def test_a_certificate_is_replayed_in_sentences(certificate):
    found = replay(certificate)
    assert found.holds
    assert found.lines[0].startswith("Rule, version 1: Core: 1 of 2.")
    assert "In “Electives”: “Asking well”." in found.lines
    assert found.lines[-1] == "Together they meet the rule."


def test_a_certificate_is_replayed_when_courses_and_program_are_gone(certificate):
    Achievement.objects.update(course=None, program=None)
    ProgramPage.objects.get().delete()
    assert not ProgramPage.objects.exists()
    assert not CoursePage.objects.filter(achievement__isnull=False).exists()
    assert replay(Award.objects.get(pk=certificate.pk)).holds


def test_a_certificate_is_replayed_by_the_version_it_was_granted_by(certificate):
    page = ProgramPage.objects.get()
    page.rule = [
        (
            "group",
            {**block.value, "leaves": [make_course().achievement], "minimum": None},
        )
        for block in page.rule
    ][:1]
    assert publish_program(page, by=None).version == 2
    assert replay(Award.objects.get(pk=certificate.pk)).holds


@pytest.mark.parametrize("missing", [0, 1])
def test_a_certificate_without_one_of_its_facts_does_not_hold(certificate, missing):
    del certificate.basis["counted"][missing]
    assert not replay(certificate).holds


def test_what_was_earned_later_cannot_have_counted(certificate):
    certificate.basis["counted"][0]["awarded_at"] = "2099-01-01T00:00:00Z"
    found = replay(certificate)
    assert not found.holds
    assert "was earned only after this award." in " ".join(found.lines)


@pytest.mark.parametrize(
    ("earned", "holds"), [("2020-02-01", True), ("2019-12-31", False)]
)
def test_a_renewal_holds_by_what_was_earned_anew(certificate, earned, holds):
    core = certificate.rule.tree["groups"][1]
    certificate.rule.tree["renewal"] = [core]
    fact = certificate.basis["counted"][1]
    certificate.basis |= {
        "renews": 1,
        "since": "2020-01-01T00:00:00Z",
        "renewal": [{**fact, "awarded_at": f"{earned}T00:00:00Z"}],
    }
    assert replay(certificate).holds is holds


def test_an_award_of_before_says_so_and_names_what_still_stands(certificate):
    basis = certificate.basis
    certificate.basis = {k: basis[k] for k in ("rule_version", "awards")}
    found = replay(certificate)
    assert found.holds
    assert any(
        line.startswith(
            "Granted before facts were kept; its counted awards still stand:"
        )
        for line in found.lines
    )


def test_a_badge_is_replayed_over_the_steps_of_its_plan(learner):
    badge = finish(learner, make_course(steps=2))
    enrollment = learner.enrollments.get()
    facts = completion_facts(enrollment)
    assert facts["plan_version"] == 1
    assert facts["plan_digest"] == enrollment.plan.digest
    assert [row["step"] for row in facts["done"]] == facts["required"]
    badge.basis = {**badge.basis, "completion": facts}
    assert replay(badge).holds
    facts["done"].pop()
    assert not replay(badge).holds
    facts["retired"].append(facts["required"][-1])
    assert replay(badge).holds


def test_a_sign_off_is_replayed_by_who_and_note(learner, admin):
    task = Achievement.objects.create(
        issuer=make_course().achievement.issuer,
        kind=Kind.SIGN_OFF,
        slug="seen",
        name="Seen in class",
        description="Seen.",
        criteria="Be seen.",
    )
    award = grant_award(task, to=learner, by=admin, basis={"note": "Room 4, Monday."})
    found = replay(award)
    assert found.holds
    assert "by Soledad V." in found.lines[0]
    assert "Room 4, Monday." in found.lines[1]
    award.awarded_by = None
    assert not replay(award).holds


def test_the_command_tells_of_one_award(certificate, capsys):
    call_command("replay_award", str(certificate.public_id))
    assert capsys.readouterr().out.endswith("It holds.\n")


def test_the_command_ends_with_1_when_one_does_not_hold(certificate, capsys):
    call_command("replay_award", "--all")
    assert "3 awards replayed; 0 do not hold." in capsys.readouterr().out
    certificate.basis["counted"] = []
    certificate.save()
    with pytest.raises(SystemExit) as stop:
        call_command("replay_award", "--all")
    assert stop.value.code == 1
    assert f"{certificate.public_id} does not hold." in capsys.readouterr().out


def test_the_command_says_when_there_is_no_such_award(db):
    with pytest.raises(CommandError, match="There is no award"):
        call_command("replay_award", "00000000-0000-4000-8000-000000000000")


def test_a_replay_writes_nothing(certificate, django_assert_num_queries):
    award = Award.objects.select_related("achievement", "rule", "awarded_by").get(
        pk=certificate.pk
    )
    with django_assert_num_queries(0):
        replay(award)
