"""Routes about rooms that go quiet, recaps and earlier voices."""

from django.urls import path

from discussions.views import recaps, rolling, voices

urlpatterns = [
    path("merge-offers/<id:offer_id>/", rolling.offer, name="merge_offer"),
    path(
        "merge-offers/<id:offer_id>/decision/", rolling.decision, name="merge_decision"
    ),
    path("discussions/<id:discussion_id>/livelier/", rolling.livelier, name="livelier"),
    path("discussions/<id:discussion_id>/recap/", recaps.recap, name="recap"),
    path("discussions/<id:discussion_id>/recaps/", recaps.recaps, name="recaps"),
    path("recaps/<id:recap_id>/", recaps.edit, name="recap_edit"),
    path("recaps/<id:recap_id>/deletion/", recaps.deletion, name="recap_deletion"),
    path("posts/<id:post_id>/voice/", voices.voice, name="voice"),
    path("posts/<id:post_id>/voice/asking/", voices.asking, name="voice_asking"),
    path(
        "discussions/<id:discussion_id>/voices/<id:step_id>/",
        voices.beside,
        name="earlier_voices",
    ),
    path("me/voices/", voices.mine, name="my_voices"),
]
