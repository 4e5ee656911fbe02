"""What an achievement says for itself, to people and to programs."""

import pytest

from credentials.actions import ensure_sign_off, grant_award, retire_achievement
from credentials.models import Achievement
from credentials.standards.canonical import OPEN_BADGES
from tests.credentials.conftest import make_course, make_person, make_program
from tests.credentials.test_joint import Pair

pytestmark = pytest.mark.pages


@pytest.fixture
def certificate(course):
    make_program(("Core", [course.achievement]), title="Two rivers", level="Guide")
    return Achievement.objects.get(kind="certificate")


def page(client, achievement):
    return client.get(achievement.get_absolute_url()).content.decode()


def test_a_certificate_says_who_issues_it_how_it_is_decided_and_how_long_it_holds(
    client, certificate
):
    Achievement.objects.filter(pk=certificate.pk).update(valid_months=24)
    html = page(client, certificate)
    for words in (
        "<dt>Issued by</dt><dd>Tributary</dd>",
        "<dt>Level</dt><dd>Guide</dd>",
        "For 24 months. It can be renewed from 90 days before its end",
        "The published rule, version 1, on the day on which it is met.",
        "A qualification to teach.",
    ):
        assert words in html


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("badge", "The server, when every step that the course requires is done."),
        ("sign_off", "A facilitator of the learner’s cohort looks at the work"),
    ],
)
def test_what_decides_is_said_for_every_kind(client, course, kind, words):
    made = course.achievement
    if kind == "sign_off":
        made = ensure_sign_off(
            "capstone",
            name="Portfolio",
            description="One cycle.",
            criteria="All lines met.",
            task="One lesson.",
            minutes=210,
        )
    html = page(client, made)
    assert words in html
    assert "It does not expire." in html


def test_a_joint_certificate_names_both_issuers_and_both_approvals(client, db):
    pair = Pair()
    for achievement in (pair.certificate, pair.certificate.counterpart):
        html = page(client, achievement)
        assert "Tributary and Riverbend University" in html
        assert "Then a signatory of each issuer approves by name." in html


def test_how_many_hold_it_is_told_from_five_on(client, course):
    badge = course.achievement
    for _ in range(4):
        grant_award(badge, to=make_person(), by=None)
    assert "Held today by" not in page(client, badge)
    grant_award(badge, to=make_person(), by=None)
    assert "<dt>Held today by</dt><dd>5 people</dd>" in page(client, badge)


def test_programs_get_the_achievement_whole(client, certificate, course):
    accept = {"accept": "application/json"}
    answer = client.get(certificate.get_absolute_url(), headers=accept).json()
    assert OPEN_BADGES in answer["@context"]
    assert answer["id"] == certificate.url
    assert answer["type"] == ["Achievement"]
    assert answer["achievementType"] == "MicroCredential"
    assert answer["criteria"]["narrative"] == certificate.criteria
    assert answer["creator"]["id"] == certificate.issuer.did
    assert answer["alignment"][0]["targetUrl"] == course.achievement.url
    assert answer["image"]["id"] == f"{certificate.url}.png"


def test_a_page_takes_few_queries(client, certificate, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page(client, certificate)


def test_a_retired_achievement_says_so(client, course):
    retire_achievement(course.achievement, by=None)
    assert "nobody can earn it any more" in page(client, course.achievement)
    assert page(client, make_course().achievement).count("nobody can earn") == 0
