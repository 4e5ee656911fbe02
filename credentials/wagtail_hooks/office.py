"""What can be earned, in the back office, and the menu of all credentials."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from credentials.actions import ensure_sign_off, retire_achievement
from credentials.models import Achievement
from credentials.models.achievements import Kind
from credentials.wagtail_hooks.awards import AwardViewSet, ChangeViewSet
from credentials.wagtail_hooks.issuers import IssuerViewSet
from credentials.wagtail_hooks.signatories import SignatoryViewSet
from lms.accounts.cms import SiteAdministrators

register_permission_policy(
    Achievement, SiteAdministrators(Achievement, {"view", "add", "change"})
)


WORDS = ["description", "criteria", "task", "minutes", "level", "valid_months"]
"""What staff write about a sign-off; the others take it from their pages."""


class SignOffForm(forms.ModelForm[Achievement]):
    """A task that facilitators sign off."""

    class Meta:
        model = Achievement
        fields = ["name", "slug", *WORDS]


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
        fields = ["name", *WORDS]

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
    list_display = (
        "name",
        "kind",
        "level",
        "valid_months",
        "version",
        "minutes",
        "retired_at",
    )
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
        "level",
        "valid_months",
        "renewal_window_days",
        "grace_days",
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
    items = (
        AwardViewSet,
        ChangeViewSet,
        AchievementViewSet,
        IssuerViewSet,
        SignatoryViewSet,
    )


register_snippet(CredentialsGroup)
