"""What one may do with a post: its page, mending it, taking it back, reacting."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from discussions import permissions
from discussions.actions.posts import delete_post, edit_post
from discussions.actions.reactions import react
from discussions.care import care_of
from discussions.forms import EditForm, first_error
from discussions.live.frames import post_html, shown
from discussions.models import Post, Reaction
from discussions.views.posts import place, see_other
from discussions.voices import voice_of
from lms.accounts.requests import MemberRequest


def seen_post(request: MemberRequest, post_id: int) -> Post:
    """A post of a room that the person may read, ready to be shown; else 404."""
    rows = Post.objects.visible_to(request.user).filter(pk=post_id)
    post = shown(rows).get(post_id)
    if post is None:
        return get_object_or_404(rows)  # the one 404
    return post


@require_GET
@login_required
def post(request: MemberRequest, post_id: int) -> HttpResponse:
    """What *you* may do with a post: works without JavaScript."""
    found = seen_post(request, post_id)
    return render(request, "discussions/post_page.html", post_context(request, found))


def post_context(request: MemberRequest, found: Post, **more: Any) -> dict[str, Any]:
    """A post, and the deeds that are open to this reader."""
    user = request.user
    return {
        "post": found,
        "discussion": found.discussion,
        "place": place(found),
        "can_change": permissions.can_change_post(user, found),
        "can_react": found.is_visible and found.author_id != user.pk,
        "has_reacted": Reaction.objects.filter(post=found, user=user).exists(),
        "edit_form": EditForm(initial={"body": found.body if found.is_visible else ""}),
        "reply_client_id": uuid4(),
        **care_of(found, user),
        **voice_of(found, user),
        **more,
    }


@require_POST
@login_required
def words(request: MemberRequest, post_id: int) -> HttpResponse:
    """Mend one's own post."""
    found = seen_post(request, post_id)
    form = EditForm(request.POST)
    if not form.is_valid():
        context = post_context(request, found, edit_form=form, error=first_error(form))
        return render(request, "discussions/post_page.html", context, status=422)
    edit_post(found, by=request.user, body=form.cleaned_data["body"])
    return see_other(place(found))


@require_POST
@login_required
def deletion(request: MemberRequest, post_id: int) -> HttpResponse:
    """Take one's own post back."""
    found = seen_post(request, post_id)
    delete_post(found, by=request.user)
    return see_other(place(found))


@require_POST
@login_required
def reaction(request: MemberRequest, post_id: int) -> HttpResponse:
    """ "Helped me", and back again."""
    found = seen_post(request, post_id)
    has = Reaction.objects.filter(post=found, user=request.user).exists()
    react(found, by=request.user, on=not has)
    if request.headers.get("HX-Request"):
        return HttpResponse(post_html(seen_post(request, post_id)))
    return redirect(place(found))
