"""Routes of this app; program pages are found by their place in the tree."""

from django.urls import URLPattern

app_name = "credentials"
urlpatterns: list[URLPattern] = []
