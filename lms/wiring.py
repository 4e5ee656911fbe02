"""Everything that happens by itself, on one screen.

FACTS run inside the transaction of the event, in this order, and may fail it.
ECHOES are one task row each, written with the event and run after it, with retries.
PERIODS are called by the worker's clock (or `manage.py run_periodic`).
"""

from collections.abc import Callable
from typing import Any

from courses import events as courses
from courses.actions import cohorts
from credentials import actions as credentials
from credentials import events as credential_events
from credentials.actions import interest, joint
from discussions import actions as discussions
from discussions import communities
from discussions import events as talk
from discussions.actions import rolling, voices
from discussions.live import watch
from lms.accounts import events as accounts
from lms.core.events import Event, PublishingRefused, echo, subscribe
from lms.core.housekeeping import clear_sessions, publish_scheduled
from lms.core.tasks import requeue_stale
from lms.notifications import actions as notices
from lms.notifications import care, counts, decisions, endings, publishing
from lms.notifications import cohorts as gatherings
from lms.notifications import subscribers as notifications
from lms.notifications.delivery import plan_first_digests
from lms.notifications.digests import queue_digests
from lms.notifications.mailing import queue_mails
from lms.notifications.talk import follow_talk
from lms.schools import permissions as school_permissions
from lms.schools.actions import schools
from lms.website import watershed

Row = tuple[type[Event], Callable[[Any], object]]

FACTS: list[Row] = [
    (courses.CoursePublished, credentials.on_course_published),
    (courses.CohortOpened, discussions.on_cohort_opened),
    (courses.CohortLeft, discussions.on_cohort_left),
    (courses.CohortsMerged, rolling.on_cohorts_merged),
    (courses.CourseCompleted, credentials.award_badge),
    (credential_events.AwardGranted, joint.settle_candidacy),
    (credential_events.AwardGranted, credentials.award_certificates),
    (accounts.UserAnonymized, schools.on_user_anonymized),
    (accounts.UserAnonymized, cohorts.on_user_anonymized),
    (accounts.UserAnonymized, credentials.on_user_anonymized),
    (accounts.UserAnonymized, discussions.on_user_anonymized),
    (accounts.UserAnonymized, voices.on_user_anonymized),
    (accounts.UserAnonymized, notifications.on_user_anonymized),
    (talk.ThreadRead, notices.on_thread_read),
]

ECHOES: list[Row] = [
    (courses.CoursePublished, watershed.on_course_published),
    (credential_events.AwardGranted, credentials.evaluate_again),
    (credential_events.AwardGranted, notifications.on_award_granted),
    (credential_events.ProgramPublished, interest.on_program_published),
    (credential_events.ProgramOpened, notifications.on_program_opened),
    (credential_events.CandidacyOpened, notifications.on_candidacy_opened),
    (credential_events.CandidacyApproved, notifications.on_candidacy_approved),
    (credential_events.AwardRevoked, decisions.on_award_revoked),
    (credential_events.AwardRestored, decisions.on_award_restored),
    (PublishingRefused, publishing.on_publishing_refused),
    (talk.PostHidden, notifications.on_post_hidden),
    (talk.FlagResolved, notifications.on_flag_resolved),
    (talk.MemberRestricted, care.on_member_restricted),
    (talk.RestrictionLifted, care.on_restriction_lifted),
    (talk.PostHeld, care.on_post_held),
    (talk.PostApproved, care.on_post_approved),
    (talk.MemberReminded, care.on_member_reminded),
    (talk.MemberNudged, care.on_member_nudged),
    (talk.FlagWaits, care.on_flag_waits),
    (talk.AppealAsked, care.on_appeal_asked),
    (talk.AppealDecided, care.on_appeal_decided),
    (talk.SessionAnnounced, gatherings.on_session_announced),
    (talk.SessionChanged, gatherings.on_session_changed),
    (talk.MergeOffered, gatherings.on_merge_offered),
    (talk.VoiceAsked, gatherings.on_voice_asked),
    (courses.CohortsMerged, gatherings.on_cohorts_merged),
]

# Seconds -> what the worker's clock calls (or cron, by `manage.py run_periodic`).
PERIODS: dict[int, list[Callable[[], object]]] = {
    2: [follow_talk],
    60: [
        publish_scheduled,
        requeue_stale,
        discussions.finish_missed_steps,
        queue_mails,
        queue_digests,
        gatherings.remind_of_sessions,
        discussions.run_sessions,
    ],
    3600: [
        discussions.delete_unsent_images,
        plan_first_digests,
        discussions.remind_of_flags,
        cohorts.end_memberships_without_right,
        credentials.activate_waiting_keys,
        credentials.continue_signing_again,
    ],
    86_400: [
        clear_sessions,
        discussions.prune_live_events,
        rolling.offer_merges,
        credentials.sweep_awards,
        credentials.publish_status_lists,
        endings.tell_of_endings,
    ],
}

# Kind of audience -> the app that says who looks after such a community.
COMMUNITIES: dict[str, communities.Keepers] = {
    "school": communities.Keepers(
        school_permissions.looks_after_community,
        school_permissions.keepers_of_community,
    ),
}


def connect() -> None:
    """Subscribe every row; called once, when the apps are ready."""
    for kind, keepers in COMMUNITIES.items():
        communities.register(kind, keepers)
    watch.ask_of_people(counts.frames_for)
    for event, hear in FACTS:
        subscribe(event, hear)
    for event, hear in ECHOES:
        echo(event, hear)
