"""People in the back office, and who may see them there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from lms.accounts.actions import change_person
from lms.accounts.forms import ZONES, name_from
from lms.accounts.models import User
from lms.accounts.permissions import ADMINISTRATORS, can_change_person, is_administrator
from lms.core.spreadsheets import safe_cell


class SiteAdministrators(ModelPermissionPolicy):  # type: ignore[misc]
    """Site administrators, and nobody else, may do `actions` with a kind of record."""

    def __init__(self, model: type[Model], actions: Collection[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether `user` is one, and the action is offered at all.

        Lists ask for every row, so the answer stays with the request's user.
        """
        if action not in self.actions:
            return False
        if "_administers" not in user.__dict__:
            user.__dict__["_administers"] = is_administrator(user)
        return bool(user.__dict__["_administers"])

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        """All site administrators, when one of the actions is offered."""
        if self.actions.isdisjoint(actions):
            return User.objects.none()
        return User.objects.filter(
            Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS), is_active=True
        ).distinct()


class SafeIndex(generic.IndexView):  # type: ignore[misc]
    """A list whose export no spreadsheet computes: people choose their own names."""

    custom_value_preprocess = {
        **generic.IndexView.custom_value_preprocess,
        str: {"csv": safe_cell},
    }


class PersonForm(forms.ModelForm):
    """What staff may change about somebody; never a password, an address or a name taken off."""

    class Meta:
        model = User
        fields = ["display_name", "timezone", "is_active", "groups"]

    timezone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Groups"),
    )

    def clean_display_name(self) -> str:
        """One line, without control or direction characters."""
        return name_from(self.cleaned_data["display_name"], of=self.instance)


class EditPerson(generic.EditView):  # type: ignore[misc]
    """One person; superusers are changed by superusers alone."""

    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        """Refuse what the asking administrator may not change."""
        person: User = super().get_object(queryset)
        if not can_change_person(self.request.user, person):
            raise PermissionDenied
        return person

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Closing the account, while there is one."""
        if self.object.anonymized_at is not None:
            return []
        address = reverse("close_account", args=[self.object.pk])
        return [Button(_("Close the account"), url=address, icon_name="cross")]

    def save_instance(self) -> User:
        """Write by the action, which keeps the audit record."""
        person = User.objects.get(pk=self.object.pk)
        return change_person(person, by=self.request.user, **self.form.cleaned_data)


class PersonViewSet(ModelViewSet):  # type: ignore[misc]
    """Everybody who has an account."""

    model = User
    icon = "user"
    menu_label = _("People")
    menu_name = "users"
    menu_order = 240
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = SafeIndex
    edit_view_class = EditPerson
    list_display = (
        "display_name",
        "email",
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
        "date_joined",
        "last_login",
    )
    list_filter = ("is_active", "groups", "is_superuser")
    list_export = ("email", "display_name", "is_active", "date_joined", "last_login")
    search_fields = ("display_name", "email")
    ordering = "display_name"
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        """The one form: people are not made here, they sign up or are invited."""
        return PersonForm

    def get_permissions_to_register(self) -> Any:
        """None: the group "Site administrators" is the right."""
        from django.contrib.auth.models import Permission

        return Permission.objects.none()
