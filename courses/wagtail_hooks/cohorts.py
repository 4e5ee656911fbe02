"""Cohorts and who belongs to them; every write goes through `actions.cohorts`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from courses.actions import cohorts as actions
from courses.models import Cohort, CohortMembership
from lms.accounts.cms import SiteAdministrators

register_permission_policy(
    Cohort, SiteAdministrators(Cohort, {"view", "add", "change"})
)
register_permission_policy(
    CohortMembership,
    SiteAdministrators(CohortMembership, {"view", "add", "change", "delete"}),
)


class CohortIndex(generic.IndexView):  # type: ignore[misc]
    """Cohorts with the number of those who learn there now."""

    def get_base_queryset(self) -> Any:
        """Everything, counted in the same query."""
        here = Q(memberships__left_at__isnull=True, memberships__role="learner")
        return (
            super()
            .get_base_queryset()
            .select_related("series")
            .annotate(learners=Count("memberships", filter=here))
        )


class OpenCohort(generic.CreateView):  # type: ignore[misc]
    """A new cohort of a series, with the series' courses."""

    def save_instance(self) -> Cohort:
        """Open it by the action, so that it gets its courses and its room."""
        values = self.form.cleaned_data
        return actions.open_cohort(values["series"], name=values["name"])


class CohortForm(forms.ModelForm[Cohort]):
    """What may change while a cohort runs."""

    class Meta:
        model = Cohort
        fields = ["name", "starts_on", "ends_on", "capacity", "joinable_until"]

    def clean(self) -> dict[str, Any]:
        """Refuse in words what the database would refuse without any."""
        values = super().clean() or {}
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("A cohort ends after it starts."))
        capacity = values.get("capacity")
        if capacity is not None and capacity < 2:
            self.add_error("capacity", _("A cohort has room for at least two people."))
        return values


class NewCohortForm(forms.ModelForm[Cohort]):
    """Which series it belongs to, and its name if not the next tree's."""

    name = forms.CharField(
        max_length=80, required=False, help_text=_("Empty: the next tree of the list.")
    )

    class Meta:
        model = Cohort
        fields = ["series", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].required = True


class CohortViewSet(ModelViewSet):  # type: ignore[misc]
    """Groups that learn and talk together."""

    model = Cohort
    icon = "group"
    menu_label = _("Cohorts")
    index_view_class = CohortIndex
    add_view_class = OpenCohort
    list_display = (
        "name",
        "series",
        "kind",
        Column("learners", label=_("Learners"), accessor="learners"),
        "capacity",
        "starts_on",
        "ends_on",
    )
    list_filter = ("kind", "series")
    search_fields = ("name", "series__name")
    ordering = ("-starts_on", "-pk")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Cohort]]:
        """Opening asks for the series; later its dates and size may change."""
        return CohortForm if for_update else NewCohortForm


class MembershipIndex(generic.IndexView):  # type: ignore[misc]
    """Memberships with both names."""

    def get_base_queryset(self) -> Any:
        """Everything, with what a row shows."""
        return super().get_base_queryset().select_related("user", "cohort")


class Join(generic.CreateView):  # type: ignore[misc]
    """Make somebody a member."""

    def save_instance(self) -> CohortMembership:
        """Join by the action, which counts places and tells the room."""
        return actions.join(**self.form.cleaned_data)


class MoveOrAppoint(generic.EditView):  # type: ignore[misc]
    """Move somebody to another cohort, or change what they are there."""

    def save_instance(self) -> CohortMembership:
        """Move first, then the role: two actions, each told to the room."""
        held = CohortMembership.objects.get(pk=self.object.pk)
        values = self.form.cleaned_data
        held = actions.move(held, to=values["cohort"])
        return actions.change_role(held, role=values["role"], by=self.request.user)


class EndMembership(generic.DeleteView):  # type: ignore[misc]
    """Take somebody out of a cohort; the row and all posts stay."""

    page_title = _("End membership")
    confirmation_message = _("They leave the room at once. What they wrote stays.")
    success_message = _("The membership has ended.")

    def delete_action(self) -> None:
        """Leave by the action: nothing is deleted."""
        actions.leave(self.object.cohort, user=self.object.user)


class MembershipForm(forms.ModelForm[CohortMembership]):
    """Where somebody belongs, and as what. Who it is does not change."""

    class Meta:
        model = CohortMembership
        fields = ["cohort", "role"]


class NewMembershipForm(forms.ModelForm[CohortMembership]):
    """Who joins which cohort, and as what."""

    class Meta:
        model = CohortMembership
        fields = ["cohort", "user", "role"]


class MembershipViewSet(ModelViewSet):  # type: ignore[misc]
    """Who belongs to which cohort, and as what."""

    model = CohortMembership
    icon = "user"
    menu_label = _("Memberships")
    index_view_class = MembershipIndex
    add_view_class = Join
    edit_view_class = MoveOrAppoint
    delete_view_class = EndMembership
    list_display = ("user", "cohort", "role", "joined_at", "left_at")
    list_filter = ("role", "cohort")
    search_fields = ("user__display_name", "user__email", "cohort__name")
    ordering = "-joined_at"
    copy_view_enabled = False

    def get_form_class(
        self, for_update: bool = False
    ) -> type[forms.ModelForm[CohortMembership]]:
        """A new member needs a name; a move does not."""
        return MembershipForm if for_update else NewMembershipForm
