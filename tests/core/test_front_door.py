"""What holds for every address: methods, headers, hosts, redirects, forged forms."""

import re

import pytest
from django.test import Client

from tests.factories.accounts import author, person
from tests.factories.courses import course_with_steps, enroll, steps_of

WRITES = [
    "/courses/{course}/enrollment/",
    "/courses/{course}/enrollment/plan/",
    "/courses/{course}/enrollment/withdrawal/",
    "/steps/{lesson}/completion/",
    "/steps/{quiz}/answers/",
    "/steps/{quiz}/attempts/",
]


@pytest.fixture
def course(db):
    return course_with_steps(1, quiz=True)


@pytest.fixture
def learner(course):
    user = person()
    enroll(user, course)
    return user


@pytest.fixture
def at_work(learner, sign_in):
    return sign_in(learner)


def address(template, course):
    lesson, quiz = steps_of(course)
    return template.format(course=course.pk, lesson=lesson.pk, quiz=quiz.pk)


def written(course):
    """Everything that a learner's deeds could have changed."""
    return [
        *course.enrollments.values(),
        *course.enrollments.get().progress.values(),
        *course.enrollments.get().attempts.values(),
        *course.cohort_courses.values(),
    ]


@pytest.mark.parametrize("template", WRITES)
def test_nothing_is_written_by_get(template, course, at_work):
    before = written(course)
    for method in (at_work.get, at_work.head, at_work.options, at_work.put):
        assert method(address(template, course)).status_code == 405
    assert written(course) == before


def test_pages_are_read_without_a_trace(course, at_work):
    before = written(course)
    for url in [
        "/catalog/",
        course.get_url(),
        *(s.get_url() for s in steps_of(course)),
    ]:
        assert at_work.get(url).status_code == 200
    assert written(course) == before


@pytest.mark.parametrize("template", WRITES)
def test_a_forged_form_is_refused(template, course, learner):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner, "django.contrib.auth.backends.ModelBackend")
    before = written(course)
    answer = browser.post(
        address(template, course), headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert written(course) == before


@pytest.mark.parametrize("template", WRITES)
def test_nobody_awards_themselves_anything(template, course, at_work, learner):
    other = person()
    wish = {
        "progress": 100, "passed": "true", "grade": 100, "score": 2, "points": 2,
        "is_complete": "true", "status": "completed", "completed_at": "2020-01-01",
        "done_required": 2, "user": other.pk, "user_id": other.pk, "by": other.pk,
        "enrollment": 1, "plan": 1, "kind": "quiz", "role": "facilitator",
    }  # fmt: skip
    at_work.post(address(template, course), wish)
    mine = course.enrollments.get()
    assert mine.user == learner
    assert (mine.status == "completed", mine.completed_at) == (False, None)
    assert mine.done_required == mine.progress.count()
    assert {p.kind for p in mine.progress.all()} <= {"viewed"}
    assert not mine.attempts.filter(submitted_at__isnull=False).exists()
    assert not other.enrollments.exists()
    assert not learner.cohort_memberships.filter(role="facilitator").exists()


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil"]
)
def test_another_host_name_is_refused(host, course, client):
    assert client.get("/catalog/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_signing_in_leads_to_no_other_site(target, db, client):
    from tests.factories.accounts import PASSWORD

    user = person()
    answer = client.post(
        "/accounts/login/",
        {"login": user.email, "password": PASSWORD, "next": target},
    )
    assert answer.status_code == 302
    assert answer.url == "/me/"


def test_every_page_says_what_a_browser_may_do(course, client):
    headers = client.get(course.get_url()).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self' 'nonce-[\w+/=]+'", policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_no_shared_cache_keeps_the_pages_of_somebody_signed_in(course, at_work):
    for url in ("/catalog/", course.get_url(), "/accounts/profile/"):
        assert "no-store" in at_work.get(url).headers["Cache-Control"]


def test_the_cms_has_a_policy_of_its_own_and_the_site_does_not_share_it(
    course, sign_in
):
    policies = {
        url: sign_in(author()).get(url).headers["Content-Security-Policy"]
        for url in ("/cms/", course.get_url())
    }
    assert "script-src 'self' 'unsafe-inline'" in policies["/cms/"]
    assert "unsafe-inline" not in policies[course.get_url()]
    for policy in policies.values():
        assert "object-src 'none'" in policy


def test_django_admin_is_not_installed(client, db):
    assert client.get("/admin/").status_code == 404
    assert client.get("/django-admin/").status_code == 404
