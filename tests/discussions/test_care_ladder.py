"""The ladder: each deed in its scope, by whom it is, and nobody else."""

import datetime as dt
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from courses.actions.cohorts import join
from discussions.actions.nudges import remind_member
from discussions.actions.restricting import (
    restrict_everywhere,
    restrict_in_community,
    restrict_member,
)
from discussions.errors import Muted, TooFast
from discussions.models import (
    Discussion,
    HandOver,
    ModerationAction,
    Nudge,
    Restriction,
)
from discussions.permissions import standing_of
from lms.core import clock
from lms.core.models import EventRecord
from tests.factories.accounts import person
from tests.factories.discussions import say

# What is asked of a post or a room by a form, and the verb of the line that it leaves.
DEEDS = {
    "remind": ("/posts/{post}/reminder/", {"words": "Kindly", "rule": "unkind"}),
    "hide": ("/posts/{post}/visibility/", {"state": "hidden", "reason": "x"}),
    "mute": ("/cohorts/{cohort}/restrictions/", {"kind": "mute", "reason": "x"}),
    "ban": ("/cohorts/{cohort}/restrictions/", {"kind": "ban", "reason": "x"}),
    "slow": ("/cohorts/{cohort}/pace/", {"seconds": 120, "reason": "x"}),
    "lock": ("/cohorts/{cohort}/lock/", {"reason": "x"}),
    "rules": ("/cohorts/{cohort}/rules/", {"links": "on", "reason": "x"}),
}
WHO = {
    "anonymous": 302, "stranger": 404, "member": 404, "author": 404, "elsewhere": 404,
    "facilitator": 303, "root": 303,
}  # fmt: skip


@pytest.fixture
def author(clients):
    """Ana's browser: the post is hers."""
    return clients["member"]


@pytest.fixture
def browsers(clients, sign_in, stranger, author):
    """Everybody; "elsewhere" facilitates another cohort of the same course."""
    other = person("Elsewhere")
    join(stranger.cohort_memberships.get().cohort, user=other, role="facilitator")
    return {
        **clients,
        "member": clients["other"],
        "author": author,
        "elsewhere": sign_in(other),
    }


@pytest.mark.parametrize("deed", DEEDS)
def test_who_may_do_which_deed(browsers, room, thread, ana, deed):
    post = say(thread, ana)
    address, values = DEEDS[deed]
    address = address.format(post=post.pk, cohort=room.cohort_id)
    values = {**values, "member": ana.public_id}
    for who, status in WHO.items():
        lines = ModerationAction.objects.count()
        response = browsers[who].post(address, values)
        refused = (
            403
            if status == 404 and "/posts/" in address and who in ("member", "author")
            else status
        )
        assert response.status_code == refused, who
        # The second moderator finds it done already: nothing more to write down.
        wrote = ModerationAction.objects.count() - lines
        once_more = deed in ("remind", "mute", "ban", "lock")
        assert wrote == (who == "facilitator" or (who == "root" and once_more)), who
    verbs = set(ModerationAction.objects.values_list("verb", flat=True))
    assert verbs <= {deed, "unlock"}


@pytest.mark.parametrize("deed", ["hand-overs", "nudges"])
def test_who_may_leave_notes_and_write_lines(browsers, room, ben, deed):
    address = f"/cohorts/{room.cohort_id}/{deed}/"
    values = {"note": "Take care of Ben", "to": ben.public_id, "words": "Hello Ben"}
    for who, status in WHO.items():
        before = (HandOver.objects.count(), Nudge.objects.count())
        assert browsers[who].post(address, values).status_code == status, who
        after = (HandOver.objects.count(), Nudge.objects.count())
        assert (before != after) == (status == 303), who


def test_a_reminder_is_read_by_the_author_and_the_moderators_alone(
    browsers, thread, ana, hanne
):
    post = say(thread, ana)
    remind_member(post, by=hanne, words="canary: kindly", rule="unkind")
    post.refresh_from_db()
    assert post.state == "visible"
    sees = {
        who
        for who in WHO
        if b"canary" in browsers[who].get(f"/posts/{post.pk}/").content
    }
    assert sees == {"author", "facilitator", "root"}
    assert "canary" not in str(EventRecord.objects.values_list("payload", flat=True))


def test_a_friendly_line_is_read_by_whom_it_is_for(browsers, clients, room, ben):
    clients["facilitator"].post(
        f"/cohorts/{room.cohort_id}/nudges/", {"to": ben.public_id, "words": "canary"}
    )
    page = f"/nudges/{Nudge.objects.get().pk}/"
    sees = {who for who in WHO if b"canary" in browsers[who].get(page).content}
    assert sees == {"member", "facilitator"}


def test_slow_mode_holds_back_everybody_but_moderators(
    room, thread, ana, hanne, clients
):
    clients["facilitator"].post(
        f"/cohorts/{room.cohort_id}/pace/", {"seconds": 600, "reason": "A heated hour"}
    )
    thread.refresh_from_db()
    now = clock.now()
    with clock.at(now):
        say(thread, ana)
    with clock.at(now + dt.timedelta(seconds=30)):
        with pytest.raises(TooFast):
            say(thread, ana)
        assert say(thread, hanne)
        assert say(thread, hanne)
    with clock.at(now + dt.timedelta(seconds=601)):
        assert say(thread, ana)


def test_a_site_ban_closes_every_room_and_a_facilitator_cannot_make_one(
    clients, room, ana, hanne, root
):
    with pytest.raises(PermissionDenied):
        restrict_everywhere(ana, by=hanne, reason="x")
    values = {"member": ana.public_id, "kind": "ban", "reason": "x", "scope": "site"}
    address = f"/cohorts/{room.cohort_id}/restrictions/"
    assert clients["facilitator"].post(address, values).status_code == 403
    assert clients["root"].post(address, values).status_code == 303
    made = Restriction.objects.get()
    assert (made.discussion, made.audience, made.source) == (None, "", "site")
    assert not Discussion.objects.open_to(ana).exists()
    assert ModerationAction.objects.get().scope == "site"
    with pytest.raises(PermissionDenied):
        restrict_everywhere(root, by=root, reason="x")


def test_nobody_looks_after_a_community_that_is_none(ana, hanne, root):
    for audience, by in product(("", "school:999", "moon:1"), (hanne, root)):
        with pytest.raises(PermissionDenied):
            restrict_in_community(audience, member=ana, by=by, kind="ban", reason="x")


def test_a_mute_stops_neither_reading_nor_progress(clients, room, thread, ana, hanne):
    restrict_member(room, member=ana, by=hanne, kind="mute", reason="Rest")
    with pytest.raises(Muted):
        say(thread, ana)
    assert clients["member"].get(f"/discussions/{room.pk}/").status_code == 200
    standing = standing_of(ana, room)
    assert standing is not None
    assert standing.is_muted


def test_the_restricted_person_reads_why_until_when_and_how_to_appeal(
    browsers, room, ana, hanne
):
    until = clock.now() + dt.timedelta(days=3)
    made = restrict_member(
        room, member=ana, by=hanne, kind="ban", reason="canary", until=until
    )
    page = f"/restrictions/{made.pk}/"
    assert {w for w in WHO if b"canary" in browsers[w].get(page).content} == {"author"}
    text = browsers["author"].get(page).text
    assert "Ask for another look" in text
    assert f"{until:%Y-%m-%d}" in text


def test_a_note_for_the_next_stands_on_the_desk_until_somebody_takes_over(
    clients, sign_in, room
):
    second = person("Second")
    join(room.cohort, user=second, role="facilitator")
    desk = f"/cohorts/{room.cohort_id}/desk/"
    note = {"note": "Be patient with Ben"}
    clients["facilitator"].post(f"/cohorts/{room.cohort_id}/hand-overs/", note)
    browser = sign_in(second)
    assert "Be patient with Ben" in browser.get(desk).text
    left = HandOver.objects.get()
    browser.post(f"/hand-overs/{left.pk}/taking/")
    left.refresh_from_db()
    assert left.taken_by == second
    assert "Be patient with Ben" not in browser.get(desk).text
    assert clients["root"].post(f"/hand-overs/{left.pk}/taking/").status_code == 409
    assert clients["other"].post(f"/hand-overs/{left.pk}/taking/").status_code == 404
