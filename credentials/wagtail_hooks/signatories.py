"""Who signs for an issuer, in the back office: named, listed, and removed again."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from credentials.actions.signatories import add_signatory, remove_signatory
from credentials.models import Issuer, Signatory
from credentials.permissions import can_manage_awards
from lms.accounts.cms import SiteAdministrators
from lms.accounts.models import User

register_permission_policy(Signatory, SiteAdministrators(Signatory, {"view", "add"}))


class SignatoryForm(forms.ModelForm[Signatory]):
    """For which issuer, and whom, by the address they sign in with."""

    class Meta:
        model = Signatory
        fields = ["issuer"]

    issuer = forms.ModelChoiceField(
        Issuer.objects.order_by("pk"), label=gettext_lazy("Issuer"), empty_label=None
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "Of somebody who has an account here. They approve in this issuer's name, each time with their own."
        ),
    )

    def clean_email(self) -> User:
        """The person behind the address."""
        email = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                _(
                    "Nobody here signs in with this address. Ask them to make an account first."
                )
            )
        return person


class NameSignatory(generic.CreateView):  # type: ignore[misc]
    """Somebody who signs from now on."""

    def save_instance(self) -> Signatory:
        """Write by the action."""
        data = self.form.cleaned_data
        return add_signatory(data["issuer"], data["email"], by=self.request.user)


class SignatoryIndex(generic.IndexView):  # type: ignore[misc]
    """Everybody who signs or once did, with one deed for who still does."""

    def get_base_queryset(self) -> Any:
        """Everything, with what a row shows."""
        return super().get_base_queryset().select_related("issuer", "user")

    def get_list_more_buttons(self, instance: Signatory) -> list[Button]:
        """Remove who still signs."""
        buttons: list[Button] = super().get_list_more_buttons(instance)
        if instance.removed_at is not None:
            return buttons
        address = reverse("remove_signatory", args=(instance.pk,))
        return [*buttons, Button(_("Remove"), address, icon_name="bin", priority=50)]


class SignatoryViewSet(ModelViewSet):  # type: ignore[misc]
    """Who may approve in an issuer's name. Written by actions alone."""

    model = Signatory
    icon = "check"
    menu_label = gettext_lazy("Signatories")
    add_view_class = NameSignatory
    index_view_class = SignatoryIndex
    list_display = ("user", "issuer", "added_at", "removed_at")
    list_filter = ("issuer",)
    ordering = ("-removed_at", "issuer", "added_at")
    search_fields = ("user__display_name", "user__email")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[SignatoryForm]:
        """They are named by their address, and never edited."""
        return SignatoryForm


@hooks.register("register_admin_urls")
def signatory_urls() -> list[URLPattern]:
    """Where the button of the list leads."""
    return [
        path(
            "signatories/<int:signatory_id>/removal/", removal, name="remove_signatory"
        )
    ]


@require_http_methods(["GET", "POST"])
def removal(request: HttpRequest, signatory_id: int) -> HttpResponse:
    """Say what it means, then remove."""
    by = cast("User", request.user)
    if not can_manage_awards(by):
        raise PermissionDenied
    signatory = get_object_or_404(
        Signatory.objects.select_related("issuer", "user"), pk=signatory_id
    )
    if request.method == "POST":
        remove_signatory(signatory.issuer, signatory.user, by=by)
        messages.success(
            request,
            _("%(name)s signs no more for %(issuer)s.")
            % {"name": signatory.user.display_name, "issuer": signatory.issuer.name},
        )
        return redirect("signatory:index")
    title = _("Remove a signatory")
    return render(
        request,
        "credentials/cms_remove_signatory.html",
        {
            "signatory": signatory,
            "header_title": title,
            "page_title": title,
            "page_subtitle": f"{signatory.user} · {signatory.issuer}",
            "header_icon": "check",
        },
    )
