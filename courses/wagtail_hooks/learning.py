"""Who takes what, and by which right: for reading only, because actions write it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from courses.models import Enrollment, Entitlement
from courses.wagtail_hooks.cohorts import CohortViewSet, MembershipViewSet
from lms.accounts.cms import SafeIndex, SiteAdministrators

for record in (Enrollment, Entitlement):
    register_permission_policy(record, SiteAdministrators(record, {"view"}))


def progress(enrollment: Enrollment) -> str:
    """How far: "3 of 8 (37%)"."""
    return _("%(done)s of %(required)s (%(percent)s%%)") % {
        "done": enrollment.done_required,
        "required": len(enrollment.plan.required_ids),
        "percent": enrollment.percent,
    }


class RecordIndex(SafeIndex):
    """A list that names people and courses without a query for each row."""

    related: tuple[str, ...] = ("user", "course")

    def get_base_queryset(self) -> Any:
        """Everything, with what a row shows."""
        return super().get_base_queryset().select_related(*self.related)


class EnrollmentIndex(RecordIndex):
    """Enrollments with their plan, from which progress is read."""

    related = ("user", "course", "plan")


class EnrollmentViewSet(ModelViewSet):  # type: ignore[misc]
    """Who takes which course, and how far they are."""

    model = Enrollment
    icon = "glasses"
    menu_label = gettext_lazy("Enrollments")
    index_view_class = EnrollmentIndex
    list_display = (
        "user",
        "course",
        Column("progress", label=gettext_lazy("Progress"), accessor=progress),
        "status",
        "enrolled_at",
        "last_active_at",
        "completed_at",
    )
    list_filter = ("status", "course")
    list_export = (
        "user.email",
        "user.display_name",
        "course.title",
        "done_required",
        "percent",
        "status",
        "completed_at",
    )
    export_headings = {
        "user.email": "email",
        "user.display_name": "name",
        "course.title": "course",
    }
    search_fields = ("user__display_name", "user__email", "course__title")
    ordering = "-last_active_at"
    form_fields = ()
    copy_view_enabled = False
    inspect_view_enabled = True


class EntitlementViewSet(ModelViewSet):  # type: ignore[misc]
    """Who may take which course, and where that right comes from."""

    model = Entitlement
    icon = "key"
    menu_label = gettext_lazy("Entitlements")
    index_view_class = RecordIndex
    list_display = ("user", "course", "source", "starts_at", "ends_at", "revoked_at")
    list_filter = ("course", "source")
    search_fields = ("user__display_name", "user__email", "course__title", "source")
    ordering = "-starts_at"
    form_fields = ()
    copy_view_enabled = False
    inspect_view_enabled = True


class LearningGroup(ViewSetGroup):  # type: ignore[misc]
    """The menu entry."""

    menu_label = gettext_lazy("Learning")
    menu_icon = "glasses"
    menu_order = 250
    items = (CohortViewSet, MembershipViewSet, EnrollmentViewSet, EntitlementViewSet)


@hooks.register("register_admin_viewset")
def learning() -> Any:
    """Cohorts and their members, enrollments, entitlements."""
    return LearningGroup()
