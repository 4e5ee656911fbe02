"""Routes of this app."""

from django.urls import path

from lms.notifications.views import hearing, inbox, unsubscribing

app_name = "notifications"
urlpatterns = [
    path("me/inbox/", inbox.inbox, name="inbox"),
    path("me/inbox/reading/", inbox.read, name="read"),
    path("me/inbox/count/", inbox.count, name="count"),
    path("me/inbox/<id:told_id>/reading/", inbox.read, name="read_one"),
    path("me/hearing/", hearing.hearing, name="hearing"),
    path("me/hearing/delivery/", hearing.delivery, name="delivery"),
    path(
        "discussions/<id:discussion_id>/hearing/",
        hearing.room_level,
        name="room_level",
    ),
    path("threads/<id:thread_id>/hearing/", hearing.thread_level, name="thread_level"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribing, name="unsubscribe"),
]
