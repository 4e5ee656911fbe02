"""The back office's frame: its look, and people's own rules there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.permissions import register_permission_policy

from lms.accounts import closing
from lms.accounts.cms import SiteAdministrators
from lms.accounts.models import User

register_permission_policy(User, SiteAdministrators(User, {"view", "change"}))

# It asks for a first and a last name, which nobody has here; one's name is changed at
# /accounts/profile/. Wagtail offers no hook to take a panel away.
NameEmailSettingsPanel.is_active = lambda panel: False


@hooks.register("insert_global_admin_css")
def our_colors() -> SafeString:
    """River and paper instead of Wagtail's own colors."""
    return format_html('<link rel="stylesheet" href="{}">', static("lms/css/cms.css"))


@hooks.register("register_admin_urls")
def closing_urls() -> list[URLPattern]:
    """Where the button on somebody's page leads."""
    return [
        path(
            "people/<int:user_id>/closing/", closing.close_account, name="close_account"
        )
    ]


class Welcome(Component):  # type: ignore[misc]
    """Where to begin, on the CMS's first page."""

    name = "welcome"
    order = 10
    template_name = "wagtailadmin/welcome.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Whether the reader writes pages: facilitators and administrators may not."""
        return {"writes": user_has_any_page_permission(parent_context["request"].user)}


@hooks.register("construct_homepage_panels")
def welcome_first(request: HttpRequest, panels: list[Any]) -> None:
    """Our panel before Wagtail's."""
    panels.insert(0, Welcome())


@hooks.register("before_bulk_action")
def one_person_at_a_time(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """People are changed one by one, through the action that keeps the record."""
    if not any(isinstance(thing, User) for thing in objects):
        return None
    messages.error(request, _("Change people one at a time. Nothing was changed."))
    return redirect("wagtailusers_users:index")
