"""Whose room it is, and where one goes on: what every view of care begins and ends with."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from discussions.forms.care import ReasonForm
from discussions.forms.talk import first_error
from discussions.models import Discussion, Post
from discussions.permissions import can_moderate
from discussions.views.deeds import post_context
from discussions.views.posts import see_other
from lms.accounts.requests import MemberRequest


def moderated_room(request: MemberRequest, cohort_id: int) -> Discussion:
    """The room of a cohort that the person looks after; else the same 404 as unknown."""
    room: Discussion = get_object_or_404(
        Discussion.objects.open_to(request.user).select_related("cohort__series"),
        cohort=cohort_id,
    )
    if not can_moderate(request.user, room):
        raise Http404
    return room


def to_desk(
    request: MemberRequest, room: Discussion, said: str = "", *, part: str = ""
) -> HttpResponse:
    """Back to the desk, with a word about what was done."""
    if said:
        messages.success(request, said)
    address = reverse("discussions:desk", args=[room.cohort_id])
    return see_other(f"{address}#{part}" if part else address)


def amiss(
    request: MemberRequest, room: Discussion, form: forms.Form, *, part: str = ""
) -> HttpResponse:
    """Back to the desk, with what is wrong with the form."""
    messages.error(request, first_error(form))
    return to_desk(request, room, part=part)


def on_post_page(
    request: MemberRequest, post: Post, form: forms.Form, **more: object
) -> HttpResponse:
    """The post's page again, with what is wrong with the form and what was typed."""
    context = post_context(request, post, error=first_error(form), **more)
    return render(request, "discussions/post_page.html", context, status=422)


def reason_given(request: MemberRequest, otherwise: str = "") -> str:
    """A reason where none has to be given; one that cannot be stored is none."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else otherwise
