"""Routes about people; signing in is allauth's."""

from django.urls import include, path

from lms.accounts import views

urlpatterns = [
    path("profile/", views.profile, name="account_profile"),
    path("closing/", views.closing, name="account_closing"),
    path("", include("allauth.urls")),
]
