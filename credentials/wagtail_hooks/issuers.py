"""Who issues, and with which keys, in the back office."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from credentials.actions import rename_issuer
from credentials.models import Issuer
from lms.accounts.cms import SiteAdministrators
from lms.core.safe_html import plain_name

register_permission_policy(Issuer, SiteAdministrators(Issuer, {"view", "change"}))


class IssuerForm(forms.ModelForm[Issuer]):
    """What may change about an issuer: never its DID."""

    url = forms.URLField(
        label=gettext_lazy("Website"), assume_scheme="https", required=False
    )

    class Meta:
        model = Issuer
        fields = ["name", "url"]

    def clean_name(self) -> str:
        """One line."""
        return plain_name(self.cleaned_data["name"])


class EditIssuer(generic.EditView):  # type: ignore[misc]
    """The issuer's name and website, as later credentials will say."""

    def save_instance(self) -> Issuer:
        """Write by the action."""
        issuer = Issuer.objects.get(pk=self.object.pk)
        return rename_issuer(issuer, by=self.request.user, **self.form.cleaned_data)


def public_keys(issuer: Issuer) -> str:
    """The public halves of its keys, with their state; private halves show nowhere."""
    return "\n".join(_keys(issuer))


def _keys(issuer: Issuer) -> Iterator[str]:
    for key in issuer.keys.order_by("-pk"):
        word = _("active")
        if key.compromised_at:
            word = _("compromised")
        elif key.retired_at:
            word = _("retired, still published")
        yield f"{key.public_multibase} ({word})"


class IssuerViewSet(ModelViewSet):  # type: ignore[misc]
    """Who issues, and with which public keys."""

    model = Issuer
    icon = "key"
    menu_label = gettext_lazy("Issuers")
    edit_view_class = EditIssuer
    list_display = (
        "name",
        "did",
        Column("keys", label=gettext_lazy("Public keys"), accessor=public_keys),
    )
    inspect_view_enabled = True
    inspect_view_fields = ("name", "did", "origin", "url", "created_at")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[IssuerForm]:
        """Issuers are made by the site itself."""
        return IssuerForm
