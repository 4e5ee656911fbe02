"""A passkey, from the first question of the device to signing in without a password."""

import re

from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD, person


def a_device_that_says_yes(page: Page) -> None:
    """An authenticator of Chromium's own, which answers every ceremony."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_then_opens_the_door_alone(page: Page):
    user = person("Wen H.")
    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    a_device_that_says_yes(page)
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Ask my device").click()
    expect(
        page.get_by_text("My laptop").or_(page.get_by_text("recovery")).first
    ).to_be_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="passkey").click()
    expect(page).to_have_url(re.compile(r"/me/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wen H.")
