"""Routes of this app. Nouns; every POST works as a plain form."""

from django.urls import path

from discussions.views import care, deeds, posts, rooms, steps

app_name = "discussions"
urlpatterns = [
    path("discussions/<id:discussion_id>/", rooms.room, name="room"),
    path("discussions/<id:discussion_id>/events/", rooms.events, name="events"),
    path("discussions/<id:discussion_id>/posts/", posts.step_posts, name="step_posts"),
    path("threads/<id:thread_id>/posts/", posts.thread_posts, name="thread_posts"),
    path("threads/<id:thread_id>/reading/", rooms.reading, name="reading"),
    path("posts/<id:post_id>/", deeds.post, name="post"),
    path("posts/<id:post_id>/text/", deeds.words, name="words"),
    path("posts/<id:post_id>/deletion/", deeds.deletion, name="deletion"),
    path("posts/<id:post_id>/reaction/", deeds.reaction, name="reaction"),
    path("posts/<id:post_id>/flags/", care.flags, name="flags"),
    path("posts/<id:post_id>/appeal/", care.appeal, name="appeal"),
    path("posts/<id:post_id>/visibility/", care.visibility, name="visibility"),
    path("flags/<id:flag_id>/resolution/", care.resolution, name="resolution"),
    path("cohorts/<id:cohort_id>/desk/", care.desk, name="desk"),
    path("cohorts/<id:cohort_id>/restrictions/", care.restricted, name="restrictions"),
    path("restrictions/<id:restriction_id>/lifting/", care.lifting, name="lifting"),
    path("cohorts/<id:cohort_id>/lock/", care.lock, name="lock"),
    path("steps/<id:step_id>/discussion/", rooms.beside, name="beside"),
    path("steps/<id:step_id>/reflection/", steps.reflection, name="reflection"),
]
