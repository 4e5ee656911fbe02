"""Whoever is refused in the back office reads why there, and nothing was half done."""

import pytest
from django.contrib.messages import get_messages
from django.test import override_settings
from django.urls import path
from wagtail.models import Page

from credentials.actions import revoke_award
from credentials.models import Award, AwardChange, ProgramPage
from lms.core.errors import DomainError
from lms.urls import urlpatterns as ours
from tests.credentials.conftest import make_program

HOME = "/cms/"


def refuse(request):
    raise DomainError("The river is too high.")


urlpatterns = [path("cms/river/", refuse), path("cms/", refuse), *ours]


@pytest.fixture
def office(sign_in, admin):
    return sign_in(admin)


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def revoked(badge, admin):
    return revoke_award(badge, by=admin, reason="Issued to the wrong person")


@pytest.mark.parametrize(
    ("referer", "target"),
    [
        ("http://testserver/cms/awards/1/revocation/", "as it was"),
        ("http://testserver/cms/award/?p=2", "as it was"),
        ("", HOME),
        ("http://testserver/me/", HOME),
        ("https://evil.example/cms/", HOME),
        ("//evil.example/cms/", HOME),
    ],
)
def test_revoking_twice_is_said_on_a_page_of_the_back_office(
    office, revoked, referer, target
):
    answer = office.post(
        f"/cms/awards/{revoked.pk}/revocation/",
        {"reason": "Once more"},
        headers={"referer": referer},
    )
    assert answer.status_code == 302
    assert answer.url == (referer if target == "as it was" else target)
    assert said(answer) == ["This award was revoked before."]
    assert "This award was revoked before." in office.get(HOME).content.decode()
    assert AwardChange.objects.filter(award=revoked).count() == 1


def test_programs_that_ask_for_json_get_the_sentence_with_its_status(office, revoked):
    answer = office.post(
        f"/cms/awards/{revoked.pk}/revocation/",
        {"reason": "Once more"},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 409
    assert answer.json() == {"error": "This award was revoked before."}


def test_publishing_many_at_once_with_a_faulty_one_publishes_none_and_says_why(
    office, course
):
    good = make_program(("One", [course.achievement]), publish=False)
    faulty = make_program(("None", []), publish=False)
    for page in (good, faulty):
        page.save_revision()
        Page.objects.filter(pk=page.pk).update(live=False)
    address = f"/cms/bulk/wagtailcore/page/publish/?id={good.pk}&id={faulty.pk}"
    answer = office.post(address, headers={"referer": f"http://testserver{address}"})
    assert (answer.status_code, answer.url) == (302, f"http://testserver{address}")
    assert len(said(answer)) == 1
    shown = office.get(address).content.decode()
    assert said(answer)[0][:20] in shown
    assert not ProgramPage.objects.filter(live=True).exists()
    assert not Award.objects.exists()


@pytest.mark.parametrize(
    ("address", "referer", "target"),
    [
        ("/cms/river/", "/cms/award/", "/cms/award/"),
        ("/cms/river/", "/cms/river/", HOME),
        ("/cms/river/", "/catalog/", HOME),
        (HOME, "/cms/award/", None),
    ],
)
def test_a_page_that_refuses_to_be_shown_leads_to_another_and_never_in_a_circle(
    office, address, referer, target
):
    with override_settings(ROOT_URLCONF=__name__):
        answer = office.get(address, headers={"referer": f"http://testserver{referer}"})
    assert answer.status_code == (302 if target else 409)
    assert answer.headers.get("Location", "").removeprefix("http://testserver") == (
        target or ""
    )
