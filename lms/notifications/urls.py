"""Routes of this app."""

from django.urls import path

from lms.notifications import views

app_name = "notifications"
urlpatterns = [
    path("me/inbox/", views.inbox, name="inbox"),
    path("me/inbox/reading/", views.read, name="read"),
]
