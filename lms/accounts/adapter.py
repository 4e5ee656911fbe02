"""allauth, fitted to the house: mails through our one door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from lms.core.safe_html import plain_name


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Names are cleaned; the rest of sign-in is allauth's own."""

    def save_user(
        self, request: HttpRequest, user: Any, form: Any, commit: bool = True
    ) -> Any:
        """Take the name from the form before the first save."""
        user.display_name = plain_name(form.cleaned_data.get("display_name", ""))[:80]
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no user name here."""

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as making an account does: time would tell whose address is known."""
        make_password("as much work as a new password")
        super().send_account_already_exists_mail(email)
