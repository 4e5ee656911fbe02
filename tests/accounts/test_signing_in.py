"""Signing up and in: one door, with limits and a second factor."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from lms.accounts.actions import anonymize_user, update_profile
from lms.accounts.models import User
from lms.core.models import EventRecord
from tests.factories.accounts import PASSWORD, person

DOORS = ["/accounts/login/", "/cms/login/", "/_util/login/"]


def is_signed_in(browser):
    return "_auth_user_id" in browser.session


def sign_up(browser, **changed):
    form = {
        "display_name": "Ada L.",
        "email": "Ada@Example.org",
        "password1": PASSWORD,
        **changed,
    }
    return browser.post(reverse("account_signup"), form)


def test_somebody_signs_up_confirms_by_mail_and_is_in(client, db):
    sign_up(client)
    assert not is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.display_name) == ("ada@example.org", "Ada L.")
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    link = re.search(r"/accounts/confirm-email/\S+", letter.body)[0]

    client.get(link)
    assert not EmailAddress.objects.get().verified, "scanners of mail only look"
    answer = client.post(link)
    assert EmailAddress.objects.get().verified
    assert is_signed_in(client)
    assert answer.url == "/me/"


def test_nobody_signs_in_before_the_address_is_confirmed(client, db):
    sign_up(client)
    client.post(DOORS[0], {"login": "ada@example.org", "password": PASSWORD})
    assert not is_signed_in(client)


def test_signing_up_tells_nobody_who_has_an_account(client, db):
    known = person(email="ada@example.org")
    first = sign_up(client)
    second = sign_up(client, email="new@example.org")
    assert (first.status_code, first.url) == (second.status_code, second.url)
    known.refresh_from_db()
    assert known.check_password(PASSWORD)
    assert known.display_name != "Ada L."


def test_a_lost_password_tells_nobody_who_has_an_account(client, db):
    person(email="ada@example.org")
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert len({(a.status_code, a.url) for a in answers}) == 1


@pytest.mark.parametrize(
    "password", ["short-7", "password123456", "ada@example.org", "1234567890"]
)
def test_a_weak_password_is_refused(client, db, password):
    assert sign_up(client, password1=password).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", "\u202e", "  ", "x" * 81, "a\x00b", "a\x07b"])
def test_a_name_that_nobody_can_read_is_refused(client, db, name):
    assert sign_up(client, display_name=name).status_code == 200
    assert not User.objects.exists()


def test_what_signing_up_does_not_ask_is_not_taken(client, db):
    sign_up(client, is_superuser="on", is_staff="on", groups="1", public_id="0" * 32)
    user = User.objects.get()
    assert not (user.is_superuser or user.is_staff or user.groups.exists())
    assert user.public_id.int != 0


def test_a_letter_never_carries_a_foreign_host(client, db):
    user, url = person(), reverse("account_reset_password")
    answer = client.post(url, {"email": user.email}, headers={"host": "evil.example"})
    assert (answer.status_code, mail.outbox) == (400, [])
    client.post(
        url, {"email": user.email}, headers={"x-forwarded-host": "evil.example"}
    )
    assert "evil.example" not in mail.outbox[0].body


@pytest.mark.parametrize("door", DOORS)
def test_sixty_wrong_passwords_are_stopped_at_every_door(door, client, db):
    user = person()
    answers = []
    for n in range(60):
        answer = client.post(
            door, {"login": user.email, "username": user.email, "password": f"wrong{n}"}
        )
        answers.append(answer)
    assert not is_signed_in(client)
    if door == DOORS[0]:
        assert answers[-1].status_code == 429 or "Too many" in answers[-1].text
        client.post(door, {"login": user.email, "password": PASSWORD})
        assert not is_signed_in(client), "the right one waits as well"
    else:
        assert {a.status_code for a in answers} == {302}
        assert answers[-1].url.startswith(DOORS[0])


@pytest.mark.parametrize("door", DOORS[1:])
def test_the_other_doors_lead_to_the_one_and_sign_nobody_in(door, client, db):
    root = person(is_superuser=True)
    values = {"username": root.email, "login": root.email, "password": PASSWORD}
    answer = client.post(f"{door}?next=/cms/", values)
    assert answer.url == "/accounts/login/?next=/cms/"
    assert not is_signed_in(client)


def test_the_cms_sends_strangers_to_the_one_door(client, db):
    assert client.get("/cms/").url == "/accounts/login/?next=/cms/"


@pytest.mark.parametrize("path", ["password_reset/", "password_reset/done/"])
def test_the_cms_resets_no_password(path, client, db):
    assert client.get(f"/cms/{path}").url.startswith("/accounts/login/")


def routes(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from routes(pattern.url_patterns, route)


def test_no_other_view_takes_a_password(db):
    """Whatever looks like a door is allauth's, or is shadowed by a redirect to it."""
    doors = [
        (route, view)
        for route, view in routes()
        if re.search(r"log-?in\b|sign-?in|password_?reset|obtain|token", route)
        and not view.__module__.startswith("allauth.")
    ]
    first = {}
    for route, view in doors:
        first.setdefault(route.replace("^", "").rstrip("$"), view)
    open_doors = {
        route
        for route, view in first.items()
        if getattr(view, "view_class", view).__name__ != "RedirectView"
        and not route.startswith("cms/password_reset/")
    }
    # Its token is a mail's, names one thread, and signs nobody in.
    assert open_doors == {"unsubscribe/<str:token>/"}


@pytest.fixture
def with_totp(db):
    """Somebody with a second factor, and its secret."""
    user, secret = person(), totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return user, secret


def test_a_second_factor_is_asked_for_and_opens(with_totp, client):
    user, secret = with_totp
    answer = client.post(DOORS[0], {"login": user.email, "password": PASSWORD})
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)
    client.post(answer.url, {"code": "000000"})
    assert not is_signed_in(client)
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )
    client.post(answer.url, {"code": code})
    assert is_signed_in(client)


def test_a_passkey_can_be_added_and_used_at_the_door(client, db):
    user = person()
    client.post(DOORS[0], {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "publicKey" in client.get(reverse("mfa_add_webauthn")).text
    client.post(reverse("account_logout"))
    offered = client.get(
        reverse("mfa_login_webauthn"), headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert "challenge" in offered.json()["request_options"]["publicKey"]
    client.post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    assert not is_signed_in(client)


def test_a_session_gets_a_new_name_at_sign_in_and_ends_at_sign_out(client, learner):
    client.get("/accounts/login/")
    before = client.session.session_key
    client.post(DOORS[0], {"login": learner.email, "password": PASSWORD})
    key = client.session.session_key
    assert key != before
    client.post(reverse("account_logout"))
    client.cookies["sessionid"] = key
    assert client.get("/accounts/profile/").status_code == 302


def test_a_new_password_ends_the_sessions_elsewhere(client, sign_in, learner):
    elsewhere = sign_in(learner)
    client.post(DOORS[0], {"login": learner.email, "password": PASSWORD})
    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": PASSWORD + "-new",
            "password2": PASSWORD + "-new",
        },
    )
    learner.refresh_from_db()
    assert learner.check_password(PASSWORD + "-new")
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert client.get("/accounts/profile/").status_code == 200


def test_one_changes_ones_own_name_and_zone_and_nothing_else(sign_in, learner):
    before = learner.email
    sign_in(learner).post(
        "/accounts/profile/",
        {
            "display_name": "Lou  \u202eL.",
            "timezone": "Europe/Berlin",
            "email": "x@example.org",
            "is_superuser": "on",
        },
    )
    learner.refresh_from_db()
    assert (learner.display_name, learner.timezone) == ("Lou L.", "Europe/Berlin")
    assert (learner.email, learner.is_superuser) == (before, False)


@pytest.mark.parametrize("values", [{"timezone": "Middle/Earth"}, {"display_name": ""}])
def test_a_profile_that_cannot_be_is_not_saved(values, sign_in, learner):
    form = {"display_name": "Lou", "timezone": "UTC"} | values
    assert sign_in(learner).post("/accounts/profile/", form).status_code == 422
    learner.refresh_from_db()
    assert (learner.display_name, learner.timezone) == ("Lou Learner", "UTC")


def test_nobody_changes_another(learner):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        update_profile(learner, by=person(), display_name="X", timezone="UTC")
    with pytest.raises(PermissionDenied):
        anonymize_user(learner, by=person(), keeps_credentials=True)


def test_an_anonymized_person_leaves_no_name_and_no_way_in(client, sign_in, learner):
    browser, email = sign_in(learner), learner.email
    for _ in range(2):
        anonymize_user(learner, by=learner, keeps_credentials=True)
    assert browser.get("/accounts/profile/").status_code == 302
    client.post(DOORS[0], {"login": email, "password": PASSWORD})
    assert not is_signed_in(client)
    learner.refresh_from_db()
    assert "Lou" not in f"{learner} {learner.email}"
    assert not EmailAddress.objects.filter(user=learner).exists()
    assert EventRecord.objects.filter(name="UserAnonymized").count() == 1


def test_signing_up_takes_as_much_work_for_an_address_that_is_known(
    client, learner, monkeypatch
):
    hasher, worked = type(get_hasher()), []
    encode = hasher.encode

    def counted(self, *args):
        worked.append(1)
        return encode(self, *args)

    monkeypatch.setattr(hasher, "encode", counted)
    sign_up(client, email="nobody@example.org")
    as_new = len(worked)
    sign_up(client, email=learner.email)
    assert len(worked) == 2 * as_new > 0
