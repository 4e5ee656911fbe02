"""Awards in the back office: where each stands, what was done about it, and by whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter  # type: ignore[import-untyped]
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import multigetattr
from wagtail.permissions import register_permission_policy

from credentials.models import Award, AwardChange
from credentials.models.achievements import Kind
from credentials.pages.history import validity_words
from credentials.rules.validity import State
from lms.accounts.cms import SafeIndex, SiteAdministrators

for record in (Award, AwardChange):
    register_permission_policy(record, SiteAdministrators(record, {"view"}))

FILTERED = (
    State.VALID,
    State.EXPIRED,
    State.SUPERSEDED,
    State.REVOKED,
    State.WITHDRAWN,
)


def state(award: Award) -> str:
    """Where an award stands, in a word."""
    return str(award.state.label)


def seen_by(award: Award) -> str:
    """Who may open its page."""
    return _("Anyone with the link") if award.shared_at else _("Only its holder")


def reasons(award: Award) -> str:
    """Every reason that was ever given about an award, oldest first."""
    return " · ".join(
        f"{change.get_verb_display()}: {change.reason}"
        for change in sorted(award.changes.all(), key=lambda c: (c.made_at, c.pk))
    )


def deeds(award: Award) -> list[Button]:
    """What can be done about an award where it stands."""
    found = award.state
    wanted = []
    if found is State.REVOKED:
        wanted.append(("restore_award", _("Restore")))
    elif found is not State.WITHDRAWN:
        wanted.append(("revoke_award", _("Revoke")))
    if (
        found in (State.GRACE, State.EXPIRED)
        and award.achievement.kind == Kind.CERTIFICATE
    ):
        wanted.append(("renew_award", _("Renew late")))
    return [
        Button(label, reverse(name, args=(award.pk,)), icon_name="key", priority=50)
        for name, label in wanted
    ]


class AwardFilters(WagtailFilterSet):  # type: ignore[misc]
    """By where an award stands."""

    standing = ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[(s.value, s.label) for s in FILTERED],
        method="in_state",
    )

    def in_state(self, queryset: QuerySet[Award], name: str, value: str) -> Any:
        """Those of one state."""
        return queryset.filter(pk__in=Award.objects.in_state(value).values("pk"))


class AwardIndex(SafeIndex):
    """Awards with both names, where each stands, and what can be done about it."""

    base_filterset_class = AwardFilters
    export_headings: ClassVar[dict[str, Any]] = {
        "state": gettext_lazy("State"),
        "reasons": gettext_lazy("Reasons"),
    }

    def get_base_queryset(self) -> Any:
        """Everything, with what a row shows."""
        return (
            super()
            .get_base_queryset()
            .select_related("achievement", "recipient", "renews")
            .prefetch_related("changes")
        )

    def get_list_more_buttons(self, instance: Award) -> list[Button]:
        """Revoke what stands, restore what was revoked."""
        buttons: list[Button] = super().get_list_more_buttons(instance)
        return [*buttons, *deeds(instance)]

    def to_row_dict(self, item: Award) -> dict[str, Any]:
        """A row of the export; state and reasons in words."""
        words = {"state": state, "reasons": reasons}
        return {
            path: words[path](item) if path in words else multigetattr(item, path)
            for path in self.list_export
        }


class InspectAward(generic.InspectView):  # type: ignore[misc]
    """One award: what it says, and everything that was done about it."""

    template_name = "credentials/cms_award.html"

    def get_page_subtitle(self) -> str:
        """Whose award of what."""
        return f"{self.object.recipient} · {self.object.achievement}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The log, oldest first, with actors and reasons."""
        return {
            **super().get_context_data(**kwargs),
            "validity": validity_words(self.object),
            "state": state(self.object),
            "changes": self.object.changes.select_related("made_by").order_by(
                "made_at", "pk"
            ),
            "deeds": deeds(self.object),
        }


class AwardViewSet(ModelViewSet):  # type: ignore[misc]
    """What people have earned: read here, written by actions alone."""

    model = Award
    icon = "success"
    menu_label = gettext_lazy("Awards")
    index_view_class = AwardIndex
    inspect_view_class = InspectAward
    list_display = (
        "recipient",
        "achievement",
        "awarded_at",
        "expires_at",
        Column("state", label=gettext_lazy("State"), accessor=state),
        Column("seen_by", label=gettext_lazy("Page open to"), accessor=seen_by),
    )
    list_filter = ("achievement", "achievement__kind")
    list_export = (
        "public_id",
        "recipient.email",
        "recipient",
        "achievement",
        "cycle",
        "awarded_at",
        "expires_at",
        "state",
        "reasons",
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
        "cycle",
        "awarded_at",
        "awarded_by",
        "expires_at",
        "basis",
        "shared_at",
    )


def about(change: AwardChange) -> str:
    """Whose award of what was concerned."""
    return f"{change.award.recipient}: {change.award.achievement}"


class ChangeIndex(SafeIndex):
    """Deeds, each with the award that it was about."""

    page_title = gettext_lazy("What was done")

    def get_base_queryset(self) -> Any:
        """Everything, with what a row shows."""
        return (
            super()
            .get_base_queryset()
            .select_related("award__recipient", "award__achievement", "made_by")
        )


class ChangeViewSet(ModelViewSet):  # type: ignore[misc]
    """What was done about awards after they were granted: read only, never edited."""

    model = AwardChange
    icon = "history"
    menu_label = gettext_lazy("What was done")
    index_view_class = ChangeIndex
    list_display = (
        "made_at",
        "verb",
        Column("about", label=gettext_lazy("Award"), accessor=about),
        "reason",
        Column(
            "made_by",
            label=gettext_lazy("By"),
            accessor=lambda change: change.made_by or _("The site"),
        ),
    )
    list_filter = ("verb", "made_by", "award__achievement")
    list_export = (
        "made_at",
        "verb",
        "award.recipient",
        "award.achievement",
        "reason",
        "made_by",
    )
    search_fields = (
        "reason",
        "award__recipient__display_name",
        "award__achievement__name",
    )
    ordering = "-made_at"
    form_fields = ()
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ("made_at", "verb", "award", "reason", "made_by")
