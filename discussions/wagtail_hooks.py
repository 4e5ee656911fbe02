"""The back office: flags and the moderation log to read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from discussions.models import Flag, ModerationAction
from lms.accounts.cms import SafeIndex, SiteAdministrators


class ReadOnlyViewSet(ModelViewSet):  # type: ignore[misc]
    """A list to look at, filter and export."""

    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = SafeIndex
    list_export: tuple[str, ...] = ()
    export_filename: str


class ModerationViewSet(ReadOnlyViewSet):
    """Who did what, when and why."""

    model = ModerationAction
    icon = "history"
    menu_label = gettext_lazy("Moderation log")
    list_display = ["created_at", "moderator", "verb", "member", "reason", "discussion"]
    list_filter = ["verb", "created_at"]
    list_export = (
        "created_at",
        "moderator",
        "verb",
        "member",
        "reason",
        "before",
        "after",
    )
    inspect_view_fields = [
        "discussion", "moderator", "verb", "post", "member", "reason", "before", "after",
        "created_at",
    ]  # fmt: skip
    exclude_form_fields: tuple[str, ...] = ()
    ordering = "-created_at"
    export_filename = "moderation"


class FlagViewSet(ReadOnlyViewSet):
    """What members asked somebody to look at. Facilitators decide, at their desks."""

    model = Flag
    icon = "warning"
    menu_label = gettext_lazy("Flags")
    list_display = [
        "created_at",
        "reason",
        "state",
        "post",
        "resolved_at",
        "resolved_by",
    ]
    list_filter = ["state", "reason"]
    list_export = ("created_at", "reason", "state", "resolved_at")
    inspect_view_fields = [
        "post",
        "reason",
        "note",
        "state",
        "created_at",
        "resolved_at",
    ]
    exclude_form_fields: tuple[str, ...] = ()
    ordering = "-created_at"
    export_filename = "flags"


class CareGroup(ModelViewSetGroup):  # type: ignore[misc]
    """The menu entry."""

    menu_label = gettext_lazy("Discussions")
    menu_icon = "comment"
    menu_order = 340
    items = (FlagViewSet("flags"), ModerationViewSet("moderation"))


for model in (Flag, ModerationAction):
    register_permission_policy(model, SiteAdministrators(model, {"view"}))


@hooks.register("register_admin_viewset")
def register_care() -> CareGroup:
    """Flags and the moderation log."""
    return CareGroup()
