"""Routes of this app."""

from django.urls import path

from lms.schools.views import desk, joining, safeguarding

app_name = "schools"
urlpatterns = [
    path("schools/", joining.schools, name="schools"),
    path("schools/<slug:slug>/", desk.desk, name="desk"),
    path("schools/<slug:slug>/licenses/", desk.licenses, name="licenses"),
    path("schools/<slug:slug>/invitations/", desk.invitations, name="invitations"),
    path(
        "schools/<slug:slug>/safeguarding/",
        safeguarding.safeguarding,
        name="safeguarding",
    ),
    path(
        "schools/<slug:slug>/suspensions/", safeguarding.suspensions, name="suspensions"
    ),
    path(
        "schools/<slug:slug>/suspensions/<id:restriction_id>/ending/",
        safeguarding.suspension_end,
        name="suspension_end",
    ),
    path("schools/<slug:slug>/record/", safeguarding.record, name="record"),
    path("licenses/<id:license_id>/seats/", desk.seats, name="seats"),
    path("seats/<id:seat_id>/release/", desk.seat_release, name="seat_release"),
    path(
        "invitations/<id:invitation_id>/revocation/",
        desk.invitation_revocation,
        name="invitation_revocation",
    ),
    path("join/", joining.code, name="code"),
    path("join/<str:code>/", joining.join, name="join"),
    path("join/<str:code>/membership/", joining.membership, name="membership"),
]
