"""An issuer's keys: what each does now, and the three deeds that change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from wagtail import hooks

from credentials.actions.compromise import mark_compromised, to_sign_again
from credentials.actions.keys import WAIT, activate_key, create_key
from credentials.models import Issuer, SigningKey
from credentials.models.issuing import Algorithm, KeyState
from credentials.permissions import can_manage_awards
from lms.accounts.models import User

FOR = {
    Algorithm.ED25519: gettext_lazy("Signed files (Ed25519)"),
    Algorithm.RS256: gettext_lazy("Tokens, VC-JWT (RSA, SHA-256)"),
}


class NextKeyForm(forms.Form):
    """Of which kind the next key is."""

    algorithm = forms.ChoiceField(choices=Algorithm.choices)


class WithdrawalForm(forms.Form):
    """Why nobody may trust a key any more."""

    reason = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=300,
        help_text=gettext_lazy(
            "Kept in the record of this site, with your name. Holders do not see it."
        ),
    )


@dataclass(frozen=True)
class Line:
    """A key, and what is left to be signed anew because of it."""

    key: SigningKey
    remaining: int

    @property
    def ended(self) -> datetime | None:
        """When it signed for the last time; None while it may sign."""
        ends = (self.key.retired_at, self.key.compromised_at)
        return min((end for end in ends if end is not None), default=None)


@dataclass(frozen=True)
class Kind:
    """The keys of one kind, newest first."""

    algorithm: str
    label: str
    lines: list[Line]

    @property
    def has_next(self) -> bool:
        """Whether one waits for its turn."""
        return any(line.key.state == KeyState.WAITING for line in self.lines)


@hooks.register("register_admin_urls")
def key_urls() -> list[URLPattern]:
    """The page of an issuer's keys, and where its buttons lead."""
    return [
        path("issuers/<int:issuer_id>/keys/", issuer_keys, name="issuer_keys"),
        path("issuers/<int:issuer_id>/keys/next/", next_key, name="next_key"),
        path("keys/<int:key_id>/activation/", activation, name="activate_key"),
        path("keys/<int:key_id>/withdrawal/", withdrawal, name="withdraw_key"),
    ]


def by(request: HttpRequest) -> User:
    """Whoever is asking, if they may change keys at all. Raises PermissionDenied."""
    asking = cast("User", request.user)
    if not can_manage_awards(asking):
        raise PermissionDenied
    return asking


@require_safe
def issuer_keys(request: HttpRequest, issuer_id: int) -> HttpResponse:
    """Every key of an issuer: public halves only."""
    by(request)
    issuer = get_object_or_404(Issuer, pk=issuer_id)
    kinds = [Kind(value, str(FOR[value]), lines_of(issuer, value)) for value in FOR]
    return page(
        request,
        "credentials/cms_issuer_keys.html",
        _("Keys"),
        issuer,
        kinds=kinds,
        hours=int(WAIT.total_seconds()) // 3600,
    )


def lines_of(issuer: Issuer, algorithm: str) -> list[Line]:
    """An issuer's keys of one kind, newest first."""
    return [
        Line(key, to_sign_again(key).count() if key.compromised_at else 0)
        for key in issuer.keys.filter(algorithm=algorithm).order_by("-pk")
    ]


@require_POST
def next_key(request: HttpRequest, issuer_id: int) -> HttpResponse:
    """Make the next key; it signs a day later."""
    asking = by(request)
    issuer = get_object_or_404(Issuer, pk=issuer_id)
    form = NextKeyForm(request.POST)
    if form.is_valid():
        create_key(issuer, by=asking, **form.cleaned_data)
        messages.success(
            request, _("The next key is published. It begins to sign in a day.")
        )
    return redirect("issuer_keys", issuer.pk)


@require_POST
def activation(request: HttpRequest, key_id: int) -> HttpResponse:
    """Give a waiting key its turn now."""
    asking = by(request)
    key = activate_key(get_object_or_404(SigningKey, pk=key_id), by=asking)
    messages.success(request, _("It signs from now on; the one before is retired."))
    return redirect("issuer_keys", key.issuer_id)


@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, key_id: int) -> HttpResponse:
    """Say exactly what will happen, ask what happened, then withdraw the key."""
    asking = by(request)
    key = get_object_or_404(SigningKey.objects.select_related("issuer"), pk=key_id)
    form = WithdrawalForm(request.POST or None)
    remaining = to_sign_again(key).count()
    if request.method == "POST" and form.is_valid():
        mark_compromised(key, by=asking, reason=form.cleaned_data["reason"])
        messages.success(
            request,
            ngettext(
                "Withdrawn. %(n)s credential is being signed anew.",
                "Withdrawn. %(n)s credentials are being signed anew.",
                remaining,
            )
            % {"n": remaining},
        )
        return redirect("issuer_keys", key.issuer_id)
    return page(
        request,
        "credentials/cms_withdraw_key.html",
        _("Mark a key as compromised"),
        key.issuer,
        key=key,
        form=form,
        remaining=remaining,
        is_active=key.state == KeyState.ACTIVE,
    )


def page(
    request: HttpRequest, template: str, title: str, issuer: Issuer, **more: Any
) -> HttpResponse:
    """A page about an issuer, in the frame of the back office."""
    heading = {"header_title": title, "page_title": title, "header_icon": "key"}
    return render(
        request,
        template,
        {
            "issuer": issuer,
            "page_subtitle": issuer.name,
            **heading,
            **more,
        },
    )
