"""The shape of what is typed; a form never saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from credentials.rules.faults import renewal_faults, rule_faults
from credentials.rules.trees import tree_of

MAX_UPLOAD = 1_000_000


class ProgramPageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Refuses a rule that could never be decided, once it is to be published.

    An announced program has no rule yet; one that was open is never announced again.
    """

    OPEN_BEFORE = _(
        "This program was open before: people may hold its certificate or be on their way to it. Leave it open, or unpublish the page."
    )

    OWN_PARTNER = _(
        "%(issuer)s issues this certificate itself, so it cannot be its own partner. Choose another issuer, or none."
    )

    def clean(self) -> dict[str, Any]:
        """Drafts may say anything; what is published must be decidable."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or "rule" not in cleaned:
            return cleaned
        certificate = getattr(self.instance, "achievement", None)
        self._refuse_own_partner(cleaned.get("partner"), certificate)
        if cleaned.get("opening") == "announced":
            if certificate is not None:
                self.add_error("opening", self.OPEN_BEFORE)
            return cleaned
        tree = tree_of(
            cleaned["rule"],
            is_shared=cleaned.get("is_shared", False),
            renewal=cleaned.get("renewal") or (),
        )
        own, leads_back = self.instance.certificate_id, self.instance.leads_back
        for sentence in rule_faults(tree, own, leads_back):
            self.add_error("rule", sentence)
        for sentence in renewal_faults(tree, own):
            self.add_error("renewal", sentence)
        return cleaned

    def _refuse_own_partner(self, partner: Any, certificate: Any) -> None:
        """A partner is another issuer than that of the certificate: the site's, at first."""
        if partner is None:
            return
        own = (
            partner.slug == "" if certificate is None else certificate.issuer == partner
        )
        if own:
            self.add_error("partner", self.OWN_PARTNER % {"issuer": partner.name})


class CheckForm(forms.Form):
    """What somebody wants to have checked: a link, the text of a credential, or a file."""

    TOO_LARGE = _(
        "That is larger than 1 MB. A credential is a few kilobytes; choose the original file."
    )

    link = forms.CharField(
        label=_("Link or text"),
        required=False,
        max_length=MAX_UPLOAD,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_(
            "The address of the credential, or the credential itself (JSON or a token)."
        ),
        error_messages={"max_length": TOO_LARGE},
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ".json,.jsonld,.jwt,.txt,.png,.svg,application/json"}
        ),
        help_text=_(
            "The signed file (JSON or JWT), or the badge image (PNG or SVG), at most 1 MB."
        ),
    )

    def clean_file(self) -> Any:
        """At most a megabyte."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_UPLOAD:
            raise forms.ValidationError(self.TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        has_file = cleaned.get("file") is not None
        if not self.errors and not cleaned.get("link") and not has_file:
            raise forms.ValidationError(_("Paste a link, or choose a file."))
        return cleaned


class ReasonForm(forms.Form):
    """Why an award is taken back or stands again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The holder and anybody who checks the credential can ask for it."),
    )


class ApprovalForm(forms.Form):
    """In whose name a signatory says yes, and a note for the record."""

    issuer = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note for the record"),
        required=False,
        max_length=300,
        error_messages={
            "max_length": _("A note has at most 300 characters. Shorten it.")
        },
    )


class SignOffForm(forms.Form):
    """What the one who signs off has to say about it."""

    note = forms.CharField(
        label=_("What you saw"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One or two sentences for the record: when, and what met the task."
        ),
    )
