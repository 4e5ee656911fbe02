"""The pages of signing in and of one's account: ours in words and looks, whole without scripts."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.pages

OPEN = [
    ("account_login", "Sign in"),
    ("account_signup", "Make an account"),
    ("account_reset_password", "A new password"),
    ("account_reset_password_done", "Look into your mail"),
    ("account_reset_password_from_key_done", "Your new password is set"),
    ("account_email_verification_sent", "Look into your mail"),
    ("account_inactive", "This account is closed"),
    ("socialaccount_login_cancelled", "You came back without signing in"),
]
OWN = [
    ("account_email", "E-mail addresses"),
    ("account_change_password", "Change your password"),
    ("account_logout", "Sign out of this device?"),
    ("account_reauthenticate", "Is it still you?"),
    ("mfa_index", "Passkeys and sign-in"),
    ("mfa_activate_totp", "Turn on codes from an app"),
    ("mfa_add_webauthn", "Add a passkey"),
    ("mfa_list_webauthn", "Your keys"),
    ("usersessions_list", "Where you are signed in"),
]


@pytest.fixture
def at_home(client, learner):
    """Somebody who has just typed the password, as the pages about safety ask."""
    client.post(
        reverse("account_login"), {"login": learner.email, "password": PASSWORD}
    )
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def assert_ours(page, heading, status=200):
    text = page.content.decode()
    assert page.status_code == status
    assert f"<h1>{heading}" in text or heading in text
    assert "lms/css/tokens.css" in text
    assert text.count("<h1") == 1
    assert " style=" not in text
    assert "onclick=" not in text
    for tag in re.findall(r"<script[^>]*>", text):
        assert "nonce=" in tag or 'type="application/json"' in tag, tag
    for box in re.findall(r"<(?:input|textarea)[^>]*>", text):
        if 'type="hidden"' not in box and "choice" not in box:
            ident = re.search(r'id="([^"]+)"', box)
            assert (ident and f'for="{ident[1]}"' in text) or "<label" in text, box


@pytest.mark.parametrize(("name", "heading"), OPEN)
def test_a_page_that_anybody_may_open(db, client, name, heading):
    assert_ours(client.get(reverse(name)), heading)


@pytest.mark.parametrize(("name", "heading"), OWN)
def test_a_page_of_ones_own_account(at_home, name, heading):
    assert_ours(at_home.get(reverse(name)), heading)


def test_a_school_that_does_not_answer_is_named_as_the_reason(db, client):
    assert_ours(
        client.get(reverse("socialaccount_login_error")),
        "did not answer as it should",
        401,
    )


def test_a_wrong_password_keeps_the_address_and_says_so(db, client, learner):
    page = client.post(
        reverse("account_login"), {"login": learner.email, "password": "no"}
    )
    text = page.content.decode()
    assert f'value="{learner.email}"' in text
    assert 'role="alert"' in text


def test_an_error_is_tied_to_its_field(db, client):
    text = client.post(reverse("account_signup"), {"email": "nobody"}).content.decode()
    box = re.search(r'<input[^>]*name="email"[^>]*>', text)[0]
    assert 'aria-invalid="true"' in box
    assert "id_email_error" in box
    assert 'id="id_email_error"' in text


def test_addresses_show_what_is_confirmed(at_home, learner):
    EmailAddress.objects.create(user=learner, email="new@example.org", verified=False)
    text = at_home.get(reverse("account_email")).content.decode()
    assert "waiting for you to open the link" in text
    assert "where we write to" in text


def test_a_link_of_confirmation_that_has_ended_says_so(db, client):
    assert_ours(
        client.get(reverse("account_confirm_email", args=["x"])), "This link has ended"
    )


def test_a_used_link_for_a_new_password_offers_another(db, client):
    page = client.get(reverse("account_reset_password_from_key", args=["x", "y-z"]))
    assert_ours(page, "This link has been used")


def test_recovery_codes_are_shown_and_can_be_made_again(at_home, learner):
    RecoveryCodes.activate(learner)
    assert_ours(at_home.get(reverse("mfa_view_recovery_codes")), "Recovery codes")
    assert_ours(
        at_home.get(reverse("mfa_generate_recovery_codes")), "Make recovery codes"
    )


@pytest.mark.parametrize(
    "template",
    [
        "account/base_confirm_code.html",
        "account/password_set.html",
        "account/signup_closed.html",
        "account/verified_email_required.html",
        "mfa/authenticate.html",
        "mfa/reauthenticate.html",
        "mfa/totp/deactivate_form.html",
        "socialaccount/login.html",
        "403.html",
        "404.html",
        "500.html",
        "refusal.html",
    ],
)
def test_a_page_that_is_rarely_seen_still_stands(db, template):
    request = RequestFactory().get("/")
    request.csp_nonce = "n"
    text = render_to_string(template, {"sentence": "Not today."}, request)
    assert text.count("<h1") == 1
    assert " style=" not in text


def test_a_refusal_is_the_sentence_and_nothing_else(db):
    text = render_to_string("includes/_refusal.html", {"sentence": "Not <today>."})
    assert "Not &lt;today&gt;." in text
    assert 'role="alert"' in text
