"""Routes of this app. Nouns; every POST works as a plain form."""

from django.urls import path

from discussions import urls_rolling
from discussions.views import (
    deeds,
    images,
    posts,
    preview,
    rooms,
    search,
    session_room,
    sessions,
    steps,
    threads,
)
from discussions.views.care import (
    appeals,
    desk,
    flags,
    ladder,
    log,
    safeguarding,
    words,
)

app_name = "discussions"
urlpatterns = [
    path("discussions/search/", search.search, name="search"),
    path("discussions/<id:discussion_id>/", rooms.room, name="room"),
    path("discussions/<id:discussion_id>/events/", rooms.events, name="events"),
    path("discussions/<id:discussion_id>/posts/", posts.step_posts, name="step_posts"),
    path("threads/<id:thread_id>/posts/", posts.thread_posts, name="thread_posts"),
    path("discussions/<id:discussion_id>/threads/", threads.threads, name="threads"),
    path("threads/<id:thread_id>/", threads.thread, name="thread"),
    path("threads/<id:thread_id>/reading/", threads.reading, name="reading"),
    path("threads/<id:thread_id>/pin/", threads.pin, name="pin"),
    path("threads/<id:thread_id>/lock/", threads.lock, name="thread_lock"),
    path("threads/<id:thread_id>/title/", threads.rename, name="thread_title"),
    path("posts/<id:post_id>/", deeds.post, name="post"),
    path("posts/<id:post_id>/text/", deeds.words, name="words"),
    path("posts/<id:post_id>/deletion/", deeds.deletion, name="deletion"),
    path("posts/<id:post_id>/reaction/", deeds.reaction, name="reaction"),
    path("posts/<id:post_id>/helpful/", deeds.helpful, name="helpful"),
    path("discussions/<id:discussion_id>/preview/", preview.preview, name="preview"),
    path("discussions/<id:discussion_id>/members/", preview.members, name="members"),
    path("discussions/<id:discussion_id>/images/", images.images, name="images"),
    path("discussions/images/<uuid:public_id>/", images.image, name="image"),
    path("steps/<id:step_id>/discussion/", rooms.beside, name="beside"),
    path("steps/<id:step_id>/reflection/", steps.reflection, name="reflection"),
    path("steps/<id:step_id>/sharing/", steps.sharing, name="sharing"),
    path("posts/<id:post_id>/flags/", flags.flags, name="flags"),
    path("posts/<id:post_id>/appeal/", appeals.of_post, name="appeal"),
    path("posts/<id:post_id>/visibility/", flags.visibility, name="visibility"),
    path("posts/<id:post_id>/standing/", flags.standing, name="standing"),
    path("posts/<id:post_id>/reminder/", flags.reminder, name="reminder"),
    path("flags/<id:flag_id>/resolution/", flags.resolution, name="resolution"),
    path("appeals/<id:appeal_id>/", appeals.page, name="appeal_page"),
    path("appeals/<id:appeal_id>/decision/", appeals.decision, name="decision"),
    path("desk/", desk.desks, name="desks"),
    path("desk/safeguarding/", safeguarding.safeguarding, name="safeguarding"),
    path("desk/log/", log.site_log, name="site_log"),
    path("cohorts/<id:cohort_id>/desk/", desk.desk, name="desk"),
    path("cohorts/<id:cohort_id>/log/", log.log, name="log"),
    path("log/<id:line_id>/undoing/", log.undoing, name="undoing"),
    path(
        "cohorts/<id:cohort_id>/restrictions/", ladder.restricted, name="restrictions"
    ),
    path("restrictions/<id:restriction_id>/", ladder.restriction, name="restriction"),
    path(
        "restrictions/<id:restriction_id>/appeal/",
        appeals.of_restriction,
        name="restriction_appeal",
    ),
    path("restrictions/<id:restriction_id>/lifting/", ladder.lifting, name="lifting"),
    path("cohorts/<id:cohort_id>/lock/", ladder.lock, name="lock"),
    path("cohorts/<id:cohort_id>/pace/", ladder.pace, name="pace"),
    path("cohorts/<id:cohort_id>/rules/", ladder.rules, name="rules"),
    path("cohorts/<id:cohort_id>/nudges/", words.nudges, name="nudges"),
    path("nudges/<id:nudge_id>/", words.nudge_page, name="nudge"),
    path("cohorts/<id:cohort_id>/hand-overs/", words.hand_overs, name="hand_overs"),
    path("hand-overs/<id:hand_over_id>/taking/", words.taking, name="taking"),
    path("cohorts/<id:cohort_id>/sessions/new/", sessions.plan, name="plan_session"),
    path("sessions/<uuid:public_id>/", sessions.session, name="session"),
    path("sessions/<uuid:public_id>.ics", sessions.calendar, name="session_calendar"),
    path("sessions/<uuid:public_id>/time/", sessions.time, name="session_time"),
    path(
        "sessions/<uuid:public_id>/cancellation/",
        sessions.cancellation,
        name="session_cancellation",
    ),
    path(
        "sessions/<uuid:public_id>/beginning/",
        session_room.beginning,
        name="session_beginning",
    ),
    path(
        "sessions/<uuid:public_id>/agenda/", session_room.agenda, name="session_agenda"
    ),
    path(
        "sessions/<uuid:public_id>/ending/", session_room.ending, name="session_ending"
    ),
    path(
        "sessions/<uuid:public_id>/presence/",
        session_room.presence,
        name="session_presence",
    ),
    path("sessions/<uuid:public_id>/hand/", session_room.hand, name="session_hand"),
    path(
        "sessions/<uuid:public_id>/attendance.csv",
        session_room.attendance,
        name="session_attendance",
    ),
    path("sessions/<uuid:public_id>/recap/", session_room.recap, name="session_recap"),
    *urls_rolling.urlpatterns,
]
