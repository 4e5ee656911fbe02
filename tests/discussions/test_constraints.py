"""The database is the last judge: each constraint refuses the row that it forbids."""

import uuid
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from discussions.models import (
    Discussion,
    DiscussionPage,
    Flag,
    LiveEvent,
    LogCursor,
    ModerationAction,
    Post,
    PracticePage,
    Reaction,
    Reflection,
    Restriction,
    Thread,
    ThreadReader,
)
from lms.core import clock
from tests.factories.courses import enroll
from tests.factories.discussions import discussion_step, practice_step, say


@contextmanager
def refuses(name):
    """The block breaks the constraint of that name (SQLite's UNIQUE names columns)."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    message = str(refusal.value)
    if name in message:
        return
    found = next(
        c
        for model in apps.get_app_config("discussions").get_models()
        for c in model._meta.constraints
        if c.name == name
    )
    assert connection.vendor == "sqlite"
    assert isinstance(found, models.UniqueConstraint)
    assert all(f".{field}" in message for field in found.fields)


@pytest.fixture
def post(thread, ana):
    return say(thread, ana)


def copy(row, **changes):
    """The same row once more, with other values."""
    values = {
        f.attname: getattr(row, f.attname)
        for f in row._meta.concrete_fields
        if not f.primary_key
    }
    return type(row).objects.create(**{**values, **changes})


def test_a_number_is_given_once(post):
    with refuses("post_seq_once"):
        copy(post, client_id=uuid.uuid4())


def test_a_client_id_is_one_post(post):
    with refuses("post_client_id_once"):
        copy(post, seq=99)


def test_a_deleted_post_holds_no_words(post):
    with refuses("post_deleted_is_blank"):
        Post.objects.filter(pk=post.pk).update(state="deleted")


def test_a_post_does_not_answer_itself(post):
    with refuses("post_not_its_own_reply"):
        Post.objects.filter(pk=post.pk).update(reply_to=post.pk)


def test_one_room_a_cohort(room):
    with pytest.raises(IntegrityError), transaction.atomic():
        Discussion.objects.create(cohort=room.cohort)


def test_a_log_is_not_pruned_beyond_its_end(room):
    with refuses("discussion_pruned_up_to_last"):
        Discussion.objects.filter(pk=room.pk).update(pruned_seq=99)


def test_a_fact_has_a_number_of_its_own(room):
    with refuses("live_event_seq_once"):
        LiveEvent.objects.create(discussion=room, seq=1, kind="lock")


def test_numbers_begin_at_one(room):
    with refuses("live_event_seq_at_least_1"):
        LiveEvent.objects.create(discussion=room, seq=0, kind="lock")


def test_a_follower_has_one_cursor(room):
    LogCursor.objects.create(discussion=room, follower="digests")
    with refuses("cursor_once_per_follower"):
        LogCursor.objects.create(discussion=room, follower="digests")


def test_a_prompt_has_one_thread_in_a_room(room, step):
    values = {"discussion": room, "title": "x", "step_id": step.pk}
    Thread.objects.create(**values)
    Thread.objects.create(**values, prompt_id=(prompt := uuid.uuid4()))
    with refuses("thread_one_per_prompt"):
        Thread.objects.create(**values, prompt_id=prompt)


def test_a_prompt_stands_on_a_step(room):
    with refuses("thread_prompt_has_step"):
        Thread.objects.create(discussion=room, title="x", prompt_id=uuid.uuid4())


def test_a_reader_is_counted_once(thread, ana):
    ThreadReader.objects.create(thread=thread, user=ana)
    with refuses("reader_once_per_thread"):
        ThreadReader.objects.create(thread=thread, user=ana)


def test_a_reaction_counts_once(post, ben):
    Reaction.objects.create(post=post, user=ben)
    with refuses("reaction_once"):
        Reaction.objects.create(post=post, user=ben)


def test_somebody_flags_a_post_once(post, ben):
    Flag.objects.create(post=post, reporter=ben, reason="other")
    with refuses("flag_once_per_reporter"):
        Flag.objects.create(post=post, reporter=ben, reason="unkind")


@pytest.mark.parametrize("state", ["open", "upheld"])
def test_a_flag_is_dated_when_it_is_decided(post, ben, state):
    with refuses("flag_resolved_iff_not_open"):
        resolved_at = clock.now() if state == "open" else None
        Flag.objects.create(
            post=post,
            reporter=ben,
            reason="other",
            state=state,
            resolved_at=resolved_at,
        )


def test_one_restriction_from_one_source_in_a_room_and_everywhere(room, ana):
    def muted(**more):
        Restriction.objects.create(user=ana, kind="mute", **more)

    muted(discussion=room)
    muted(discussion=room, source="school:4")
    muted(discussion=room, source="site", lifted_at=clock.now())
    muted(discussion=room, source="site")
    muted()
    with refuses("restriction_one_per_room"):
        muted(discussion=room)
    with refuses("restriction_one_everywhere"):
        muted()


def test_a_learner_has_one_reflection_on_a_step(room, course, ana):
    page = practice_step(course.get_first_child().specific)
    enrollment = enroll(ana, course)
    Reflection.objects.create(enrollment=enrollment, page=page)
    with refuses("reflection_once_per_page"):
        Reflection.objects.create(enrollment=enrollment, page=page)


def test_a_step_asks_for_ten_replies_at_most(course):
    talk = discussion_step(course.get_first_child().specific)
    practice = practice_step(course.get_first_child().specific)
    with refuses("discussion_page_replies_at_most_10"):
        DiscussionPage.objects.filter(pk=talk.pk).update(replies_required=11)
    with refuses("practice_page_replies_at_most_10"):
        PracticePage.objects.filter(pk=practice.pk).update(replies_required=11)


def test_choices_are_known(room, thread, post, ana, ben):
    flag = Flag.objects.create(post=post, reporter=ben, reason="other")
    line = ModerationAction.objects.create(discussion=room, moderator=ana, verb="hide")
    rows = {
        "post_state_known": (post, "state"),
        "live_event_kind_known": (LiveEvent.objects.first(), "kind"),
        "flag_reason_known": (flag, "reason"),
        "flag_state_known": (flag, "state"),
        "moderation_verb_known": (line, "verb"),
        "reaction_emoji_known": (Reaction.objects.create(post=post, user=ben), "emoji"),
        "reader_level_known": (
            ThreadReader.objects.create(thread=thread, user=ana),
            "level",
        ),
        "restriction_kind_known": (
            Restriction.objects.create(user=ana, kind="mute"),
            "kind",
        ),
    }
    for name, (row, field) in rows.items():
        # A flag that is not open is dated, so that its own constraint is not in the way.
        more = {"resolved_at": clock.now()} if name == "flag_state_known" else {}
        with refuses(name):
            type(row).objects.filter(pk=row.pk).update(**{field: "?"}, **more)


def test_every_constraint_of_this_app_is_tried_here():
    from pathlib import Path

    here = Path(__file__).parent
    source = "".join(p.read_text() for p in here.glob("test_constraints*.py"))
    names = {
        c.name
        for model in apps.get_app_config("discussions").get_models()
        for c in model._meta.constraints
    }
    assert {n for n in names if n not in source} == set()
