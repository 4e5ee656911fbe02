"""Routes of this app; pages are found by their place in the tree."""

from django.urls import path

from courses.views import enrollment, steps

app_name = "courses"
urlpatterns = [
    path(
        "courses/<id:course_id>/enrollment/", enrollment.enrollment, name="enrollment"
    ),
    path("courses/<id:course_id>/enrollment/plan/", enrollment.plan, name="plan"),
    path(
        "courses/<id:course_id>/enrollment/withdrawal/",
        enrollment.withdrawal,
        name="withdrawal",
    ),
    path("steps/<id:step_id>/completion/", steps.completion, name="completion"),
    path("steps/<id:step_id>/answers/", steps.answers, name="answers"),
    path("steps/<id:step_id>/attempts/", steps.attempts, name="attempts"),
    path("go/<uuid:translation_key>/", steps.go, name="go"),
]
