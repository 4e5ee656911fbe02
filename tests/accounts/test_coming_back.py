"""The way back for somebody who has to sign in before a form is taken."""

import pytest

HERE = "http://testserver/catalog/a-course/"


@pytest.mark.parametrize(
    ("came_from", "next_page"),
    [
        (HERE, "/catalog/a-course/"),
        (f"{HERE}?again=1#room", "/catalog/a-course/%3Fagain%3D1"),
        ("https://elsewhere.example/trap/", "/me/"),
        ("", "/me/"),
    ],
)
def test_a_form_leads_back_to_its_page_and_never_elsewhere(
    client, db, came_from, next_page
):
    headers = {"Referer": came_from} if came_from else {}
    response = client.post("/courses/1/enrollment/", headers=headers)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={next_page}"


def test_a_page_leads_back_to_itself(client, db):
    response = client.get("/me/", headers={"Referer": HERE})
    assert response["Location"] == "/accounts/login/?next=/me/"


def test_a_wrong_password_stays_on_the_form(client, db):
    response = client.post(
        "/accounts/login/", {"login": "a@example.org", "password": "x"}
    )
    assert response.status_code == 200
