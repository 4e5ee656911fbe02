"""Refusals become words where the person is looking."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from lms.core.errors import DomainError, require
from lms.urls import urlpatterns as ours


class Wait(DomainError):
    """Too fast."""

    status = 429
    retry_after = 4


REFUSALS = {
    "no": DomainError("The river is too high."),
    "wait": Wait("You can post again in 4 seconds."),
    "xss": DomainError("<script>alert(1)</script>"),
}


def refuse(request, kind):
    raise REFUSALS[kind]


def deny(request):
    require(False, "Only members of Cohort Maple can post here.")
    return HttpResponse("never")


def work(request):
    raise ZeroDivisionError


urlpatterns = [
    path("refuse/<kind>/", refuse),
    path("deny/", deny),
    path("bench/", work),
    *ours,
]


@pytest.fixture
def visitor(db, client):
    with override_settings(ROOT_URLCONF=__name__):
        yield client


def test_a_plain_form_gets_the_sentence_on_the_page_it_came_from(visitor):
    answer = visitor.post(
        "/refuse/no/", headers={"referer": "http://testserver/catalog/"}
    )
    assert (answer.status_code, answer.url) == (302, "http://testserver/catalog/")
    assert [str(m) for m in get_messages(answer.wsgi_request)] == [
        "The river is too high."
    ]


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "http://testserver:99/",
    ],
)
def test_nobody_is_sent_to_another_site(visitor, referer):
    answer = visitor.post("/refuse/no/", headers={"referer": referer})
    assert answer.status_code == 409
    assert "The river is too high." in answer.text


def test_a_get_is_answered_where_it_is(visitor):
    answer = visitor.get("/refuse/no/", headers={"referer": "http://testserver/x/"})
    assert answer.status_code == 409


def test_htmx_gets_the_sentence_alone(visitor):
    answer = visitor.post("/refuse/no/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "The river is too high." in answer.text
    assert "<html" not in answer.text


def test_json_gets_json(visitor):
    answer = visitor.post("/refuse/wait/", headers={"accept": "application/json"})
    assert answer.json() == {"error": "You can post again in 4 seconds."}
    assert (answer.status_code, answer["Retry-After"]) == (429, "4")


def test_a_sentence_is_text_and_not_html(visitor):
    for headers in ({}, {"HX-Request": "true"}):
        assert "<script>alert" not in visitor.post("/refuse/xss/", headers=headers).text


def test_a_missing_right_is_403_in_words(visitor):
    answer = visitor.get("/deny/")
    assert answer.status_code == 403
    assert "Cohort Maple" in answer.text


def test_a_mistake_of_ours_is_not_swallowed(visitor):
    with pytest.raises(ZeroDivisionError):
        visitor.get("/bench/")


def test_require_lets_through_what_is_allowed():
    require(True)
    with pytest.raises(PermissionDenied, match="No"):
        require(False, "No")
