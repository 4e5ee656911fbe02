"""Anybody checks a credential, without an account."""

from playwright.sync_api import Page, expect

from credentials.actions import revoke_award, share_award
from tests.browser import parents

SENTENCES = (
    "It is an Open Badges 3.0 credential",
    "The key belongs to the issuer",
    "The signature fits the content",
    "It has not expired",
)


def test_the_example_leads_to_a_credential_and_every_check_is_said_in_words(page: Page):
    lucia = parents.named("lucia")
    award = parents.award_of(lucia)
    share_award(award, by=lucia)
    page.goto("/verify/")
    page.get_by_role("link", name="Here is one that an invented person shares").click()
    expect(page.locator(".holder")).to_have_text("Lucía M.")
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_role("heading", name="Genuine, and valid today")).to_be_visible()
    checks = page.locator(".checks li")
    for line, sentence in enumerate((*SENTENCES, "It has not been revoked")):
        expect(checks.nth(line)).to_contain_text(f"Yes: {sentence}")
    link = page.get_by_label("Link")
    link.fill(f"{page.url.split('/verify')[0]}/credentials/{award.public_id}/")
    revoke_award(award, by=None, reason="Issued to the wrong person.")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Genuine, but revoked")).to_be_visible()
    expect(checks.nth(2)).to_contain_text("Yes: The signature fits the content")
    expect(checks.nth(4)).to_contain_text("No: It was revoked")


def test_a_downloaded_file_is_checked_and_a_changed_letter_is_found(
    page: Page, tmp_path
):
    lucia = parents.named("lucia")
    award = parents.award_of(lucia)
    body = award.documents.get().body
    for text, heading in (
        (body, "Genuine, and valid today"),
        (body.replace("Lucía", "Lucia"), "Changed after it was signed"),
        ("{}", "Not a credential that we can read"),
    ):
        file = tmp_path / "credential.json"
        file.write_text(text, "utf-8")
        page.goto("/verify/")
        page.get_by_label("File").set_input_files(file)
        page.get_by_role("button", name="Check it").click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
