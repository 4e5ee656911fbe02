"""The back office of schools: only the whole site's administrators find it here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from lms.schools.models import License, School, SchoolMembership


class SchoolViewSet(ModelViewSet):  # type: ignore[misc]
    """Schools and their contacts."""

    model = School
    icon = "home"
    form_fields = ("name", "slug", "kind", "parent", "timezone", "contact")
    list_display = ("name", "kind", "timezone")
    search_fields = ("name",)
    inspect_view_enabled = True


class SchoolMembershipViewSet(ModelViewSet):  # type: ignore[misc]
    """Who belongs to which school, and as what."""

    model = SchoolMembership
    icon = "group"
    form_fields = ("school", "user", "role", "audience", "left_at")
    list_display = ("school", "user", "role", "audience", "joined_at", "left_at")
    list_filter = ("school", "role", "audience")


class LicenseViewSet(ModelViewSet):  # type: ignore[misc]
    """Licenses; seats are counted by the ledger and are not typed in."""

    model = License
    icon = "key"
    form_fields = ("starts_on", "ends_on", "grace_days", "suspended_at")
    list_display = ("school", "program", "seats_total", "seats_used", "ends_on")
    list_filter = ("school", "kind")
    add_view_enabled = False
    copy_view_enabled = False


class SchoolGroup(ViewSetGroup):  # type: ignore[misc]
    """The menu entry."""

    menu_label = _("Schools")
    menu_icon = "group"
    menu_order = 300
    items = (SchoolViewSet, SchoolMembershipViewSet, LicenseViewSet)


@hooks.register("register_admin_viewset")
def schools() -> Any:
    """Schools, memberships and licenses."""
    return SchoolGroup()
