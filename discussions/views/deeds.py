"""What one may do with a post: its page, mending it, taking it back, reacting."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from discussions import permissions
from discussions.actions.helpful import mark_helpful
from discussions.actions.posts import delete_post, edit_post
from discussions.actions.reactions import react
from discussions.forms.talk import EditForm, first_error
from discussions.live.frames import post_html, shown
from discussions.models import Post, PostImage, PostRevision, Reaction
from discussions.pages.care import care_of
from discussions.pages.voices import voice_of
from discussions.signs import KEYS, every_sign
from discussions.views.images import may_see
from discussions.views.posts import place, see_other, wants_json
from lms.accounts.models import User
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
        "reactions": reactions_of(found, user),
        "can_mark_helpful": permissions.can_mark_helpful(user, found),
        "edit_form": EditForm(initial={"body": found.body if found.is_visible else ""}),
        "reply_client_id": uuid4(),
        **care_of(found, user),
        **voice_of(found, user),
        "revisions": revisions_of(found, user),
        "covered_pictures": covered_pictures(found, user),
        **more,
    }


def reactions_of(found: Post, user: User) -> list[tuple[str, str, object, bool]]:
    """The five signs and whether this reader has made them; none on one's own post."""
    if not found.is_visible or found.author_id == user.pk:
        return []
    mine = Reaction.objects.filter(post=found, user=user)
    return every_sign(mine.values_list("emoji", flat=True))


def covered_pictures(found: Post, user: User) -> list[PostImage]:
    """The pictures of a hidden or held post, for whoever may still see them."""
    if found.state not in (Post.State.HIDDEN, Post.State.HELD):
        return []
    images = PostImage.objects.filter(post=found).select_related("discussion", "post")
    return [image for image in images.order_by("pk") if may_see(user, image)]


def revisions_of(found: Post, user: User) -> list[PostRevision]:
    """What a post said before it was edited: for its author and the moderators."""
    if not found.edited_at and found.state != Post.State.DELETED:
        return []
    is_own = user.pk == found.author_id and found.state != Post.State.DELETED
    if not is_own and not permissions.can_moderate(user, found.discussion):
        return []
    return list(found.revisions.order_by("-replaced_at", "-pk"))


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
    """React with one sign, or take it back: `sign`, and `on` ("1", "0", or turned round)."""
    found = seen_post(request, post_id)
    emoji = KEYS.get(request.POST.get("sign", "helped"))
    if emoji is None:
        raise Http404
    mine = Reaction.objects.filter(post=found, user=request.user, emoji=emoji)
    on = {"1": True, "0": False}.get(request.POST.get("on", ""))
    react(
        found,
        by=request.user,
        emoji=emoji,
        on=not mine.exists() if on is None else on,
    )
    return fragment(request, post_id) or redirect(place(found))


@require_POST
@login_required
def helpful(request: MemberRequest, post_id: int) -> HttpResponse:
    """Mark an answer as the one that helped its thread; `on` "0" takes the mark back."""
    found = seen_post(request, post_id)
    mark_helpful(found, by=request.user, on=request.POST.get("on") != "0")
    return fragment(request, post_id) or see_other(place(found))


def fragment(request: MemberRequest, post_id: int) -> HttpResponse | None:
    """The post as it is now, for a script that asked; None for a plain form."""
    asks_json = wants_json(request)
    if not asks_json and not request.headers.get("HX-Request"):
        return None
    html = post_html(seen_post(request, post_id))
    return JsonResponse({"html": html}) if asks_json else HttpResponse(html)
