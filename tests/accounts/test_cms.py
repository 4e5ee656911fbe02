"""People in the back office."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from lms.core.models import EventRecord
from tests.factories.accounts import PASSWORD, author, person

pytestmark = pytest.mark.pages

PEOPLE = "/cms/users/"


def edit(user):
    return reverse("wagtailusers_users:edit", args=(user.pk,))


def filled(user, **changed):
    return {
        "display_name": user.display_name,
        "timezone": user.timezone,
        "is_active": "on",
        "groups": [],
        **changed,
    }


def test_the_back_office_bears_our_name_and_greets(superuser, sign_in):
    page = sign_in(superuser).get("/cms/").text
    assert "Good to see you, Robin Root" in page
    assert "lms/css/cms.css" in page
    assert "lms/img/mark.svg" in page
    assert "- Tributary</title>" in page
    assert "gravatar" not in page


def test_the_first_page_offers_only_what_one_may_do(administrator, sign_in):
    assert "Write a course" in sign_in(author()).get("/cms/").text
    assert "Write a course" not in sign_in(administrator).get("/cms/").text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("learner", 302),
        ("author", 302),
        ("administrator", 200),
        ("superuser", 200),
    ],
)
def test_who_may_list_people(
    who, status, learner, administrator, superuser, sign_in, client
):
    users = {
        "learner": learner,
        "administrator": administrator,
        "superuser": superuser,
    }
    if who == "author":
        users["author"] = author()
    browser = sign_in(users[who]) if who in users else client
    response = browser.get(PEOPLE)
    assert response.status_code == status
    assert ("Lou Learner" in response.text) == (status == 200)


def test_people_are_found_by_name_and_by_address(administrator, sign_in, learner):
    person("Somebody Else", email="else@example.org")
    browser = sign_in(administrator)
    for words in ("Lou", learner.email):
        found = browser.get(PEOPLE, {"q": words}).text
        assert "Lou Learner" in found
        assert "Somebody Else" not in found


def test_an_administrator_changes_name_zone_and_groups(administrator, sign_in, learner):
    authors = Group.objects.get(name="Authors")
    response = sign_in(administrator).post(
        edit(learner),
        filled(
            learner,
            display_name="Lou \u202eL.",
            timezone="America/Chicago",
            groups=[authors.pk],
        ),
    )
    assert response.status_code == 302
    learner.refresh_from_db()
    assert (learner.display_name, learner.timezone) == ("Lou L.", "America/Chicago")
    assert [g.name for g in learner.groups.all()] == ["Authors"]
    record = EventRecord.objects.get(name="PersonChanged")
    assert (record.actor, record.subject_user) == (administrator, learner)


def test_what_the_form_does_not_offer_is_not_changed(administrator, sign_in, learner):
    before = (learner.email, learner.password, learner.public_id)
    page = sign_in(administrator).get(edit(learner)).text
    assert 'type="password"' not in page
    sign_in(administrator).post(
        edit(learner),
        filled(
            learner,
            email="taken@example.org",
            password="x",
            password1=PASSWORD + "x",
            is_superuser="on",
            is_staff="on",
            public_id="0" * 32,
        ),
    )
    learner.refresh_from_db()
    assert (learner.email, learner.password, learner.public_id) == before
    assert not learner.is_superuser
    assert not learner.is_staff


def test_somebody_made_inactive_is_signed_out_at_once(administrator, sign_in, learner):
    browser = sign_in(learner)
    assert browser.get("/accounts/profile/").status_code == 200
    values = filled(learner)
    del values["is_active"]
    sign_in(administrator).post(edit(learner), values)
    assert browser.get("/accounts/profile/").status_code == 302


def test_only_a_superuser_changes_a_superuser(administrator, superuser, sign_in):
    values = filled(superuser, display_name="Changed")
    assert sign_in(administrator).post(edit(superuser), values).status_code == 302
    superuser.refresh_from_db()
    assert superuser.display_name == "Robin Root"
    sign_in(superuser).post(edit(superuser), values)
    superuser.refresh_from_db()
    assert superuser.display_name == "Changed"


def test_nobody_locks_themselves_out(administrator, sign_in):
    values = filled(administrator)
    del values["is_active"]
    response = sign_in(administrator).post(edit(administrator), values, follow=True)
    assert "cannot" in " ".join(map(str, response.context["messages"]))
    administrator.refresh_from_db()
    assert administrator.is_active


@pytest.mark.parametrize("way", ["new/", "delete/{pk}/"])
def test_people_are_neither_made_nor_deleted_here(way, superuser, sign_in, learner):
    url = PEOPLE + way.format(pk=learner.pk)
    for answer in (sign_in(superuser).get(url), sign_in(superuser).post(url, {})):
        assert answer.status_code in {302, 403, 404}
    learner.refresh_from_db()
    assert learner.is_active


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
def test_people_are_not_changed_in_bulk(action, superuser, sign_in, learner):
    url = reverse("wagtail_bulk_action", args=("accounts", "user", action))
    role = Group.objects.get(name="Publishers").pk
    sign_in(superuser).post(
        f"{url}?id={learner.pk}", {"mark_as_active": False, "role": role}
    )
    learner.refresh_from_db()
    assert learner.is_active
    assert not learner.groups.exists()


def test_the_account_page_asks_for_no_name_and_no_password(administrator, sign_in):
    browser = sign_in(administrator)
    page = browser.get("/cms/account/")
    assert page.status_code == 200
    assert 'type="password"' not in page.text
    assert "first_name" not in page.text
    form = querydict_from_html(page.text, form_index=0).dict()
    answer = browser.post("/cms/account/", form | {"theme-theme": "dark"})
    assert answer.status_code == 302
    administrator.refresh_from_db()
    assert administrator.wagtail_userprofile.theme == "dark"


def test_the_list_of_people_costs_the_same_for_many(
    administrator, sign_in, django_assert_max_num_queries
):
    browser = sign_in(administrator)
    for _ in range(15):
        person()
    browser.get(PEOPLE)
    with django_assert_max_num_queries(18):
        browser.get(PEOPLE)
