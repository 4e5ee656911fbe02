"""Who issues, in the back office; keys have pages of their own (`keys.py`)."""

from __future__ import annotations

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from credentials.actions import rename_issuer
from credentials.actions.issuers import create_issuer
from credentials.models import Issuer
from credentials.models.issuing import KeyState
from lms.accounts.cms import SiteAdministrators
from lms.core.safe_html import plain_name

register_permission_policy(
    Issuer, SiteAdministrators(Issuer, {"view", "add", "change"})
)


class IssuerForm(forms.ModelForm[Issuer]):
    """What may change about an issuer: never its DID."""

    url = forms.URLField(
        label=gettext_lazy("Website"), assume_scheme="https", required=False
    )

    class Meta:
        model = Issuer
        fields = ["name", "url", "email"]

    def clean_name(self) -> str:
        """One line."""
        return plain_name(self.cleaned_data["name"])


class NewIssuerForm(IssuerForm):
    """A further issuer, whose slug stands in its DID for good."""

    slug = forms.SlugField(
        label=gettext_lazy("Slug"),
        max_length=50,
        help_text=gettext_lazy(
            "Part of its address, /issuers/SLUG/did.json, and of everything that it will ever issue. It can never change."
        ),
    )

    field_order = ("name", "slug")

    def clean_slug(self) -> str:
        """Lowercase, and free."""
        slug = str(self.cleaned_data["slug"]).lower().replace("_", "-").strip("-")
        if not slug or Issuer.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("Another issuer has this slug, or it has no letters. Choose another.")
            )
        return slug


class CreateIssuer(generic.CreateView):  # type: ignore[misc]
    """A further issuer on this site, with keys and a status list of its own."""

    def save_instance(self) -> Issuer:
        """Make it by the action."""
        values = dict(self.form.cleaned_data)
        return create_issuer(values.pop("slug"), by=self.request.user, **values)


class EditIssuer(generic.EditView):  # type: ignore[misc]
    """The issuer's name, website and contact, as later credentials will say."""

    def save_instance(self) -> Issuer:
        """Write by the action."""
        issuer = Issuer.objects.get(pk=self.object.pk)
        return rename_issuer(issuer, by=self.request.user, **self.form.cleaned_data)


class IssuerIndex(generic.IndexView):  # type: ignore[misc]
    """Issuers, and the way to their keys."""

    def get_list_more_buttons(self, instance: Issuer) -> list[Button]:
        """A page of keys for each."""
        buttons: list[Button] = super().get_list_more_buttons(instance)
        return [
            *buttons,
            Button(_("Keys"), keys_address(instance), icon_name="key", priority=50),
        ]


def keys_address(issuer: Issuer) -> str:
    """Where an issuer's keys are looked after."""
    return reverse("issuer_keys", args=(issuer.pk,))


def keys_in_words(issuer: Issuer) -> str:
    """How many keys sign, wait, or were withdrawn."""
    states = [key.state for key in issuer.keys.all()]
    words = {
        KeyState.ACTIVE: _("%(n)s sign now"),
        KeyState.WAITING: _("%(n)s wait"),
        KeyState.RETIRED: _("%(n)s retired"),
        KeyState.COMPROMISED: _("%(n)s compromised"),
    }
    return ", ".join(
        text % {"n": states.count(state)}
        for state, text in words.items()
        if state in states
    )


class IssuerViewSet(ModelViewSet):  # type: ignore[misc]
    """Who issues, and with which public keys."""

    model = Issuer
    icon = "key"
    menu_label = gettext_lazy("Issuers")
    index_view_class = IssuerIndex
    add_view_class = CreateIssuer
    edit_view_class = EditIssuer
    list_display = (
        "name",
        "did",
        TitleColumn(
            "keys",
            label=gettext_lazy("Keys"),
            accessor=keys_in_words,
            get_url=keys_address,
        ),
    )
    inspect_view_enabled = True
    inspect_view_fields = ("name", "did", "origin", "url", "email", "created_at")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[IssuerForm]:
        """The slug is chosen once."""
        return IssuerForm if for_update else NewIssuerForm
