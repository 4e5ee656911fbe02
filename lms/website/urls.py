"""Routes of the site's frame."""

from django.urls import path

from lms.website import views

app_name = "website"
urlpatterns = [
    path("healthz/", views.healthz, name="healthz"),
    path("stones/<str:slug>.svg", views.stone, name="stone"),
    path("dev/mail/", views.dev_mail, name="dev_mail"),
]
