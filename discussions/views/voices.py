"""Earlier voices: asking, answering, taking back, and reading them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from discussions.actions.voices import ask_voice, decline_voice, give_voice
from discussions.forms.rolling import AskForm, ConsentForm
from discussions.forms.talk import first_error
from discussions.models import EarlierVoice
from discussions.models.voices import VoiceState
from discussions.pages import voices
from discussions.views.deeds import post_context, seen_post
from discussions.views.posts import see_other
from discussions.views.rooms import open_room, readable_step
from lms.accounts.requests import MemberRequest


@require_POST
@login_required
def asking(request: MemberRequest, post_id: int) -> HttpResponse:
    """A facilitator asks the author of a post whether later cohorts may read it."""
    found = seen_post(request, post_id)
    if not voices.can_ask(request.user, found):
        raise Http404
    form = AskForm(request.POST)
    if not form.is_valid():
        context = post_context(request, found, error=first_error(form))
        return render(request, "discussions/post_page.html", context, status=422)
    ask_voice(found, by=request.user, why=form.cleaned_data["why"])
    messages.success(
        request,
        _("%(name)s is asked. Nobody else reads it unless they say yes.")
        % {"name": found.author.display_name},
    )
    return see_other(reverse("discussions:post", args=[found.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def voice(request: MemberRequest, post_id: int) -> HttpResponse:
    """The author's own page about one post; it opens from outside the room as well."""
    found = get_object_or_404(
        EarlierVoice.objects.select_related(
            "post__thread", "post__discussion__cohort", "post__author", "asked_by"
        ),
        post=post_id,
        post__author=request.user,
    )
    form = ConsentForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(
            request, "discussions/voice_page.html", page_of(found, form), status=status
        )
    answer(request, found, form.cleaned_data["consent"])
    return see_other(reverse("discussions:my_voices"))


def page_of(found: EarlierVoice, form: ConsentForm) -> dict[str, object]:
    """What the author's page shows."""
    return {
        "voice": found,
        "post": found.post,
        "form": form,
        "is_read": voices.standing().filter(pk=found.pk).exists(),
        "can_be_read": voices.can_be_asked(found.post),
        "now": {
            VoiceState.GIVEN: "named" if found.shows_name else "unnamed",
            VoiceState.ASKED: "",
        }.get(VoiceState(found.state), "no"),
        "error": first_error(form) if form.is_bound else "",
    }


def answer(request: MemberRequest, found: EarlierVoice, consent: str) -> None:
    """Do what the author said, and say what it means."""
    if consent == "no":
        decline_voice(found, by=request.user)
        messages.success(request, _("Later cohorts do not read it."))
        return
    give_voice(found, by=request.user, shows_name=consent == "named")
    messages.success(
        request, _("Thank you. You can take it back here at any time, and at once.")
    )


@require_GET
@login_required
def mine(request: MemberRequest) -> HttpResponse:
    """Where one's own words are read by later cohorts."""
    context = {"voices": voices.my_voices(request.user)}
    return render(request, "discussions/my_voices_page.html", context)


@require_GET
@login_required
def beside(request: MemberRequest, discussion_id: int, step_id: int) -> HttpResponse:
    """The earlier voices beside a step, for whoever has just answered it."""
    step = readable_step(request, step_id)
    room = open_room(request, discussion_id)
    context = {
        "voices_step": step,
        "discussion": room,
        "voices": voices.earlier_voices(step, room, request.user),
    }
    return render(request, "discussions/_earlier_voices.html", context)
