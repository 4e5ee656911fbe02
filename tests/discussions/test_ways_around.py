"""Ways around the care of a room that somebody tried, and that are closed."""

import uuid

import pytest

from courses.actions.cohorts import ensure_series, join, open_cohort
from courses.actions.merging import merge
from discussions.actions.appeals import appeal, decide_appeal
from discussions.actions.flags import flag_post
from discussions.actions.hiding import hide_post
from discussions.actions.holds import change_rules
from discussions.actions.pins import lock_thread
from discussions.actions.posts import edit_post
from discussions.actions.restricting import lift_restriction, restrict_member
from discussions.errors import RoomClosed, TooFast
from discussions.models import Restriction, Thread
from discussions.pages.decisions import decision_about, decision_behind
from discussions.permissions import can_decide_appeal, standing_of
from discussions.rules.holding import Rules
from lms.core.spreadsheets import safe_cell
from tests.factories.accounts import person
from tests.factories.discussions import say


@pytest.fixture
def holding(room, thread, hanne):
    """Let the room hold what these rules say."""

    def hold(**rules):
        change_rules(room, by=hanne, rules=Rules(**rules), reason="For a while")
        thread.refresh_from_db()

    return hold


@pytest.mark.parametrize(
    "body",
    [
        "look: https\\://evil.example/x",
        "look: https&#58;//evil.example/x",
        "https:\\//evil.example/",
        "see &#104;ttps://evil.example",
    ],
)
def test_a_link_that_the_source_hides_waits(thread, ana, holding, body):
    holding(links=True)
    post = say(thread, ana, body)
    assert ("<a " in post.body_html, post.state) == (True, "held")


@pytest.mark.parametrize(
    "body",
    [
        "you b&#97;dword", "you **bad**word", "you bad&shy;word", "you b`a`dword",
        "bad&ZeroWidthSpace;word", "bad\u034fword", "bad\ufe0fword", "[badword](/me/)",
        "- x\n- badword\n- y",
    ],
)  # fmt: skip
def test_a_word_that_the_source_hides_waits(thread, ana, holding, body):
    holding(words="badword")
    assert say(thread, ana, body).state == "held"
    assert say(thread, ana, "bad **word** badwords bad\n\nword").state == "visible"


def test_an_edit_that_brings_a_hidden_link_waits(thread, ana, holding):
    holding(links=True)
    post = say(thread, ana, "Nothing")
    assert edit_post(post, by=ana, body="https\\://evil.example").state == "held"


@pytest.mark.parametrize(
    ("rules", "title"),
    [
        ({"words": "badword"}, "You badword"),
        ({"links": True}, "www.evil.example"),
        ({"first_posts": True}, "Cheap pills"),
    ],
)
def test_no_title_says_what_a_post_could_not(clients, room, holding, rules, title):
    holding(**rules)
    page = f"/discussions/{room.pk}/threads/"
    form = {"title": title, "body": "Hello", "client_id": uuid.uuid4()}
    refused = clients["member"].post(page, form)
    assert refused.status_code == 422
    assert "a title cannot wait" in refused.text
    assert not Thread.objects.filter(title=title).exists()
    assert clients["facilitator"].post(page, form).status_code == 303


def test_nothing_is_mended_in_a_closed_thread(thread, ana, hanne):
    post = say(thread, ana, "Kind")
    lock_thread(thread, by=hanne, reason="Enough")
    with pytest.raises(RoomClosed):
        edit_post(post, by=ana, body="Unkind")


def test_edits_have_the_pace_of_posts(thread, ana):
    post = say(thread, ana, "0")
    with pytest.raises(TooFast):
        for n in range(1, 22):
            edit_post(post, by=ana, body=str(n))
    post.refresh_from_db()
    assert post.body == "20"


def test_who_flagged_a_post_does_not_answer_its_appeal(room, thread, ana, hanne, root):
    second = person("Second")
    join(room.cohort, user=second, role="facilitator")
    post = say(thread, ana, "Something")
    flag_post(post, by=hanne, reason="unkind")
    post.refresh_from_db()
    asked = appeal(decision_about(post), by=ana, words="No")
    may = {u.display_name for u in (hanne, second, root) if can_decide_appeal(u, asked)}
    assert may == {second.display_name, root.display_name}


def test_a_facilitator_who_was_removed_answers_no_appeal(
    room, thread, ana, hanne, root
):
    second = person("Second")
    join(room.cohort, user=second, role="facilitator")
    post = hide_post(say(thread, ana), by=hanne, reason="Unkind")
    asked = appeal(decision_about(post), by=ana, words="No")
    assert can_decide_appeal(second, asked)
    restrict_member(room, member=second, by=root, kind="ban", reason="Harm")
    assert not can_decide_appeal(second, asked)


@pytest.fixture
def merged(course, root):
    """Somebody muted in a room that was merged: the member, the mute, the new room."""
    series = ensure_series([course], name="A series")
    ours, theirs = (open_cohort(series, name=name) for name in ("Ours", "Theirs"))
    host, muted = person("Host"), person("Muted")
    join(ours, user=host, role="facilitator")
    join(ours, user=muted)
    join(theirs, user=person("Other"))
    mute = restrict_member(
        ours.discussion, member=muted, by=host, kind="mute", reason="Loud"
    )

    def go_on():
        return merge([ours, theirs], by=root).discussion

    return muted, mute, go_on


def test_a_mute_that_a_merge_carried_can_be_appealed(merged, root):
    muted, _mute, go_on = merged
    new = go_on()
    carried = Restriction.objects.in_force().get(discussion=new)
    line = decision_behind(carried.pk)
    assert (line.reason, line.moderator.display_name) == ("Loud", "Host")
    asked = appeal(line, by=muted, words="I was not")
    assert not can_decide_appeal(line.moderator, asked)
    decide_appeal(asked, by=root, grant=True, answer="Right")
    assert not standing_of(muted, new).is_muted


def test_what_was_asked_before_a_merge_is_answered_after_it(merged, root):
    muted, mute, go_on = merged
    asked = appeal(decision_behind(mute.pk), by=muted, words="I was not")
    new = go_on()
    assert standing_of(muted, new).is_muted
    decide_appeal(asked, by=root, grant=True, answer="Right")
    assert not standing_of(muted, new).is_muted
    lift_restriction(mute, by=root, reason="Again")


@pytest.mark.parametrize("start", ["=", "@", "\n", "\uff1d", "\uff20"])
def test_no_cell_of_a_table_acts(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
