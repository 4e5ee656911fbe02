"""The CMS's page for taking a step out of a course."""

import pytest
from django.urls import reverse

from courses.models import StepRetirement
from tests.courses.authoring import edit_url
from tests.factories.accounts import author as make_author
from tests.factories.accounts import person
from tests.factories.courses import do, enroll


def retire_url(step):
    return reverse("retire_step", args=(step.pk,))


def test_the_button_stands_on_a_step_until_it_is_used(superuser, course, steps):
    assert retire_url(steps[1]) in superuser.get(edit_url(steps[1])).text
    assert "/retirement/" not in superuser.get(edit_url(course)).text
    superuser.post(retire_url(steps[1]))
    assert retire_url(steps[1]) not in superuser.get(edit_url(steps[1])).text


def test_it_says_first_how_many_people_it_completes(superuser, course, steps):
    for _ in range(2):
        do(enroll(person(), course), steps[0])
    page = superuser.get(retire_url(steps[1])).text
    assert "completes the course for 2 people" in page
    assert not StepRetirement.objects.exists()


@pytest.mark.parametrize(
    ("who", "retires"),
    [
        ("anonymous", False),
        ("learner", False),
        ("writer", False),
        ("publisher", True),
    ],
)
def test_who_may_retire_a_step(who, retires, client, sign_in, steps, db):
    makers = {
        "learner": person,
        "writer": lambda: person(groups=("Authors",)),
        "publisher": make_author,
    }
    browser = sign_in(makers[who]()) if who in makers else client
    answer = browser.post(retire_url(steps[1]))
    assert answer.status_code == 302
    assert (answer.url == edit_url(steps[1])) == retires
    assert StepRetirement.objects.exists() == retires
