"""The back office of schools: only the whole site's administrators find it here.

Licenses and memberships change through the actions, so that seats and rights follow.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from lms.schools.actions.licenses import amend_license
from lms.schools.actions.schools import change_member, join_school, leave_school
from lms.schools.models import License, School, SchoolMembership


class SchoolViewSet(ModelViewSet):  # type: ignore[misc]
    """Schools and their contacts."""

    model = School
    icon = "home"
    form_fields = ("name", "slug", "kind", "parent", "timezone", "contact")
    list_display = ("name", "kind", "timezone")
    search_fields = ("name",)
    inspect_view_enabled = True


class NewMemberForm(forms.ModelForm[SchoolMembership]):
    """Who joins, and as what."""

    class Meta:
        model = SchoolMembership
        fields = ["school", "user", "role", "audience"]


class MemberForm(forms.ModelForm[SchoolMembership]):
    """What somebody is in a school, or that they leave it."""

    leaves = forms.BooleanField(
        label=_("Leaves the school"),
        required=False,
        help_text=_("Frees every seat. Records, badges and what was written stay."),
    )

    class Meta:
        model = SchoolMembership
        fields = ["role", "audience"]


class NewMember(generic.CreateView):  # type: ignore[misc]
    """A new member, by the action."""

    def save_instance(self) -> SchoolMembership:
        """Join; an open membership is returned as it is."""
        values = self.form.cleaned_data
        return join_school(
            values["school"],
            user=values["user"],
            role=values["role"],
            audience=values["audience"],
            by=self.request.user,
        )


class EditMember(generic.EditView):  # type: ignore[misc]
    """A member's role, or the end of the membership."""

    def save_instance(self) -> SchoolMembership:
        """Change by the action that the choice asks for."""
        values = self.form.cleaned_data
        member = SchoolMembership.objects.get(pk=self.object.pk)
        if values["leaves"]:
            return leave_school(member, by=self.request.user)
        return change_member(
            member,
            role=values["role"],
            audience=values["audience"],
            by=self.request.user,
        )


class SchoolMembershipViewSet(ModelViewSet):  # type: ignore[misc]
    """Who belongs to which school, and as what."""

    model = SchoolMembership
    icon = "group"
    add_view_class = NewMember
    edit_view_class = EditMember
    list_display = ("school", "user", "role", "audience", "joined_at", "left_at")
    list_filter = ("school", "role", "audience")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The form for joining, or for what comes after."""
        return MemberForm if for_update else NewMemberForm


class LicenseForm(forms.ModelForm[License]):
    """A license's days."""

    class Meta:
        model = License
        fields = ["starts_on", "ends_on", "grace_days", "suspended_at"]

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first, in words."""
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", _("The last day must come after the first."))
        return values


class EditLicense(generic.EditView):  # type: ignore[misc]
    """A license's days; the rights of who holds a seat move with them."""

    def save_instance(self) -> License:
        """Change by the action."""
        license = License.objects.get(pk=self.object.pk)
        return amend_license(license, by=self.request.user, **self.form.cleaned_data)


class LicenseViewSet(ModelViewSet):  # type: ignore[misc]
    """Licenses; seats are counted by the ledger and are not typed in."""

    model = License
    icon = "key"
    edit_view_class = EditLicense
    list_display = ("school", "program", "seats_total", "seats_used", "ends_on")
    list_filter = ("school", "kind")
    add_view_enabled = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The days alone."""
        return LicenseForm


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
