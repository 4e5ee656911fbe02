"""Another look: once, and by somebody else than who decided."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from courses.actions.cohorts import join
from discussions.actions.appeals import appeal, decide_appeal
from discussions.actions.flags import flag_post, resolve_flag
from discussions.actions.hiding import hide_post, show_post
from discussions.actions.restricting import restrict_everywhere, restrict_member
from discussions.actions.undoing import undo
from discussions.errors_care import AppealClosed, NothingToAppeal
from discussions.events import AppealAsked, AppealDecided
from discussions.models import Appeal, ModerationAction
from discussions.pages.decisions import decision_about, decision_behind
from discussions.permissions import can_decide_appeal
from lms.core import clock, events
from tests.factories.accounts import person
from tests.factories.discussions import lounge, say


@pytest.fixture
def told(monkeypatch):
    """What is published of appeals."""
    heard = []
    for event in (AppealAsked, AppealDecided):
        monkeypatch.setitem(events._facts, event, [heard.append])
    return heard


@pytest.fixture
def second(room):
    """Another facilitator."""
    someone = person("Second")
    join(room.cohort, user=someone, role="facilitator")
    return someone


@pytest.fixture
def post(thread, ana):
    return say(thread, ana, "canary of the post")


def asked_about(post, *, by, words="It is a character in a book"):
    post.refresh_from_db()
    return appeal(decision_about(post), by=by, words=words)


def test_it_is_asked_once_for_each_decision(post, ana, ben, hanne, second, told):
    assert decision_about(post) is None
    hide_post(post, by=hanne, reason="Names a child")
    post.refresh_from_db()
    with pytest.raises(PermissionDenied):
        appeal(decision_about(post), by=ben, words="Not mine")
    first = asked_about(post, by=ana)
    assert asked_about(post, by=ana, words="Again") == first
    assert [(e.appeal_id, e.user_ids) for e in told] == [(first.pk, [second.pk])]
    show_post(post, by=second, reason="A book")
    hide_post(post, by=second, reason="I looked again")
    assert asked_about(post, by=ana) != first


def test_a_flag_of_the_authors_own_stands_in_no_ones_way(
    clients, room, thread, ana, ben
):
    """Somebody who had flagged a post of others, or of a room, still asks about theirs."""
    flag_post(say(thread, ben), by=ana, reason="unkind")
    mine = say(thread, ana)
    hide_post(mine, by=room.cohort.memberships.get(role="facilitator").user, reason="x")
    response = clients["member"].post(f"/posts/{mine.pk}/appeal/", {"note": "A book"})
    assert response.status_code == 303
    assert Appeal.objects.get().words == "A book"


def test_who_may_read_and_decide_an_appeal(
    clients, sign_in, room, post, ana, hanne, second, stranger
):
    other = person("Elsewhere")
    join(stranger.cohort_memberships.get().cohort, user=other, role="facilitator")
    hide_post(post, by=hanne, reason="Names a child")
    asked = asked_about(post, by=ana)
    page = f"/appeals/{asked.pk}/"
    browsers = {**clients, "elsewhere": sign_in(other), "second": sign_in(second)}
    status = {
        "anonymous": 302, "stranger": 404, "elsewhere": 404, "other": 404,
        "facilitator": 404, "member": 200, "second": 200, "root": 200,
    }  # fmt: skip
    for who, expected in status.items():
        assert browsers[who].get(page).status_code == expected, who
    answer = {"decision": "grant", "reason": "So it is"}
    for who in ("anonymous", "stranger", "elsewhere", "other", "facilitator"):
        assert browsers[who].post(f"{page}decision/", answer).status_code in (302, 404)
    assert browsers["member"].post(f"{page}decision/", answer).status_code == 403
    assert not Appeal.objects.exclude(state="open").exists()
    assert browsers["second"].post(f"{page}decision/", answer).status_code == 303
    assert browsers["root"].post(f"{page}decision/", answer).status_code == 409
    post.refresh_from_db()
    assert post.state == "visible"
    assert "So it is" in browsers["member"].get(page).text


def test_it_stands_on_the_desk_of_who_may_decide_and_of_nobody_else(
    clients, sign_in, room, post, ana, hanne, second
):
    hide_post(post, by=hanne, reason="Names a child")
    address = f"/appeals/{asked_about(post, by=ana).pk}/"
    desk = f"/cohorts/{room.cohort_id}/desk/"
    assert address not in clients["facilitator"].get(desk).text
    assert address in sign_in(second).get(desk).text
    assert address in clients["root"].get(desk).text


def test_refusing_leaves_the_decision_and_tells_both(post, ana, hanne, second, told):
    hide_post(post, by=hanne, reason="Names a child")
    asked = asked_about(post, by=ana)
    decide_appeal(asked, by=second, grant=False, answer="Her class is in it")
    post.refresh_from_db()
    assert post.state == "hidden"
    with pytest.raises(AppealClosed):
        decide_appeal(asked, by=second, grant=True, answer="x")
    last = told[-1]
    assert (last.user_id, last.moderator_id, last.granted) == (ana.pk, hanne.pk, False)
    verbs = list(ModerationAction.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["hide", "refuse"]


def test_granting_takes_the_decision_back_with_a_line_that_says_so(
    post, ana, hanne, second
):
    hide_post(post, by=hanne, reason="Names a child")
    line = ModerationAction.objects.get()
    decide_appeal(asked_about(post, by=ana), by=second, grant=True, answer="A book")
    assert line.undone_by.verb == "show"
    assert line.undone_by.moderator == second


def test_where_the_cohort_has_nobody_else_the_site_decides(
    post, ana, hanne, root, told
):
    hide_post(post, by=hanne, reason="x")
    asked = asked_about(post, by=ana)
    assert told[0].user_ids == [root.pk]
    assert can_decide_appeal(root, asked)
    assert not can_decide_appeal(hanne, asked)


def test_what_enough_flags_hid_any_facilitator_may_show_and_the_flags_fall(
    room, post, ana, ben, stranger, hanne, told
):
    join(room.cohort, user=stranger)
    flags = [flag_post(post, by=who, reason="names_child") for who in (ben, stranger)]
    asked = asked_about(post, by=ana)
    assert told[0].user_ids == [hanne.pk]
    decide_appeal(asked, by=hanne, grant=True, answer="A book")
    post.refresh_from_db()
    for flag in flags:
        flag.refresh_from_db()
    assert (post.state, {f.state for f in flags}) == ("visible", {"dismissed"})


@pytest.mark.parametrize("uphold", [True, False])
def test_deciding_the_flags_answers_what_the_author_asked_about_the_rule(
    room, post, ana, ben, stranger, hanne, second, uphold
):
    join(room.cohort, user=stranger)
    flags = [flag_post(post, by=who, reason="danger") for who in (ben, stranger)]
    asked = asked_about(post, by=ana)
    resolve_flag(flags[0], by=hanne, uphold=uphold, reason="I read it")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (
        "refused" if uphold else "granted",
        hanne,
    )
    if uphold:  # now a person has decided, and another one may look
        again = asked_about(post, by=ana)
        assert again != asked
        decide_appeal(again, by=second, grant=True, answer="I see it differently")
        post.refresh_from_db()
        assert post.state == "visible"


def test_who_takes_back_their_own_decision_is_not_its_judge(post, ana, hanne, second):
    hide_post(post, by=hanne, reason="x")
    asked = asked_about(post, by=ana)
    undo(asked.action, by=hanne, reason="I was too quick")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("granted", None)


def test_a_removed_member_asks_from_the_page_that_tells_them_why(
    clients, room, thread, ana, hanne, second
):
    made = restrict_member(room, member=ana, by=hanne, kind="ban", reason="x")
    page = f"/restrictions/{made.pk}/"
    assert clients["other"].post(f"{page}appeal/", {"note": "x"}).status_code == 404
    assert (
        clients["member"].post(f"{page}appeal/", {"note": "Let me in"}).status_code
        == 303
    )
    asked = Appeal.objects.get()
    assert clients["member"].get(f"/appeals/{asked.pk}/").status_code == 200
    decide_appeal(asked, by=second, grant=True, answer="Welcome back")
    assert clients["member"].get(f"/discussions/{room.pk}/").status_code == 200


def test_a_restriction_that_has_run_out_or_was_lifted_is_not_appealed(room, ana, hanne):
    until = clock.now() + dt.timedelta(days=1)
    made = restrict_member(
        room, member=ana, by=hanne, kind="mute", reason="x", until=until
    )
    with clock.at(until), pytest.raises(NothingToAppeal):
        appeal(decision_behind(made.pk), by=ana, words="x")


def test_a_decision_of_the_only_site_administrator_waits_for_another(ana, root):
    lounge(ana)
    made = restrict_everywhere(ana, by=root, reason="x")
    asked = appeal(decision_behind(made.pk), by=ana, words="x")
    with pytest.raises(PermissionDenied):
        decide_appeal(asked, by=root, grant=True, answer="x")
    other = person("Other root", is_superuser=True)
    assert decide_appeal(asked, by=other, grant=True, answer="x").state == "granted"
    assert not ana.restrictions.in_force().exists()
