"""Awards and achievements in the back office, and the menu of all credentials."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from credentials.actions import ensure_sign_off, retire_achievement
from credentials.models import Achievement, Award
from credentials.models.achievements import Kind
from credentials.wagtail_hooks.issuers import IssuerViewSet
from credentials.wagtail_hooks.signatories import SignatoryViewSet
from lms.accounts.cms import SiteAdministrators

register_permission_policy(Award, SiteAdministrators(Award, {"view"}))
register_permission_policy(
    Achievement, SiteAdministrators(Achievement, {"view", "add", "change"})
)


def state(award: Award) -> str:
    """Where an award stands, in a word."""
    if award.revoked_at:
        return _("Revoked")
    if award.superseded_at:
        return _("Superseded")
    return _("Valid") if award.is_valid else _("Expired")


def seen_by(award: Award) -> str:
    """Who may open its page."""
    return _("Anyone with the link") if award.shared_at else _("Only its holder")


class AwardIndex(generic.IndexView):  # type: ignore[misc]
    """Awards with both names, and one deed for each."""

    def get_base_queryset(self) -> Any:
        """Everything, with what a row shows."""
        return super().get_base_queryset().select_related("achievement", "recipient")

    def get_list_more_buttons(self, instance: Award) -> list[Button]:
        """Revoke what stands, restore what was revoked."""
        buttons: list[Button] = super().get_list_more_buttons(instance)
        name, label = (
            ("restore_award", _("Restore"))
            if instance.revoked_at
            else ("revoke_award", _("Revoke"))
        )
        address = reverse(name, args=(instance.pk,))
        return [*buttons, Button(label, address, icon_name="key", priority=50)]


class AwardViewSet(ModelViewSet):  # type: ignore[misc]
    """What people have earned: read here, written by actions alone."""

    model = Award
    icon = "success"
    menu_label = gettext_lazy("Awards")
    index_view_class = AwardIndex
    list_display = (
        "recipient",
        "achievement",
        "awarded_at",
        Column("state", label=gettext_lazy("State"), accessor=state),
        Column("seen_by", label=gettext_lazy("Page open to"), accessor=seen_by),
    )
    list_filter = ("achievement", "achievement__kind", "revoked_at")
    list_export = (
        "public_id",
        "recipient.email",
        "recipient",
        "achievement",
        "awarded_at",
        state,
    )
    search_fields = ("recipient__display_name", "recipient__email", "achievement__name")
    ordering = "-awarded_at"
    form_fields = ()
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = (
        "public_id",
        "recipient",
        "achievement",
        "awarded_at",
        "awarded_by",
        "basis",
        "shared_at",
        "revoked_at",
        "revoked_by",
        "revocation_reason",
    )


class SignOffForm(forms.ModelForm[Achievement]):
    """A task that facilitators sign off."""

    class Meta:
        model = Achievement
        fields = ["name", "slug", "description", "criteria", "task", "minutes"]


class AchievementForm(forms.ModelForm[Achievement]):
    """Badges and certificates take their words from their pages; they can be retired."""

    is_retired = forms.BooleanField(
        label=gettext_lazy("Retired"),
        required=False,
        help_text=gettext_lazy(
            "Nobody can earn it any more. Whoever holds it keeps it, and it keeps counting."
        ),
    )

    class Meta:
        model = Achievement
        fields = ["name", "description", "criteria", "task", "minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_retired"].initial = self.instance.retired_at is not None
        if self.instance.kind != Kind.SIGN_OFF:
            for name in self.Meta.fields:
                self.fields[name].disabled = True


class CreateSignOff(CreateView):  # type: ignore[misc]
    """A new task for a sign-off."""

    def save_instance(self) -> Achievement:
        """Make it by the action, which cleans the task."""
        return ensure_sign_off(**self.form.cleaned_data)


class EditAchievement(EditView):  # type: ignore[misc]
    """Words of a sign-off; retirement of anything."""

    def save_instance(self) -> Achievement:
        """Write by the actions, which raise the version when words changed."""
        values = dict(self.form.cleaned_data)
        is_retired = values.pop("is_retired")
        achievement = Achievement.objects.get(pk=self.object.pk)
        if achievement.kind == Kind.SIGN_OFF:
            achievement = ensure_sign_off(achievement.slug, **values)
        return retire_achievement(
            achievement, by=self.request.user, is_retired=is_retired
        )


class AchievementIndex(IndexView):  # type: ignore[misc]
    """What can be earned."""


class AchievementViewSet(SnippetViewSet):  # type: ignore[misc]
    """What can be earned. A snippet, so that the rule editor can choose it."""

    model = Achievement
    icon = "tick-inverse"
    menu_label = gettext_lazy("Achievements")
    index_view_class = AchievementIndex
    add_view_class = CreateSignOff
    edit_view_class = EditAchievement
    list_display = ("name", "kind", "version", "minutes", "retired_at")
    list_filter = ("kind", "retired_at")
    search_fields = ("name", "slug")
    ordering = "name"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = (
        "public_id",
        "kind",
        "name",
        "description",
        "criteria",
        "is_not",
        "minutes",
        "version",
        "retired_at",
    )

    def get_form_class(
        self, for_update: bool = False
    ) -> type[forms.ModelForm[Achievement]]:
        """New ones are sign-offs; the others come from courses and programs."""
        return AchievementForm if for_update else SignOffForm


class CredentialsGroup(ViewSetGroup):  # type: ignore[misc]
    """The menu entry."""

    menu_label = gettext_lazy("Credentials")
    menu_icon = "success"
    menu_order = 260
    items = (AwardViewSet, AchievementViewSet, IssuerViewSet, SignatoryViewSet)


register_snippet(CredentialsGroup)
