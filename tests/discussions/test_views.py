"""The rooms over HTTP, as a browser without scripts, htmx and the outbox use them."""

import datetime as dt
import json
import re
import uuid

import pytest

from discussions.actions.hiding import hide_post
from discussions.actions.restricting import lock_room, restrict_member
from discussions.models import Flag, ModerationAction, Post, ThreadReader
from lms.core import clock
from tests.factories.discussions import say, say_beside

pytestmark = pytest.mark.pages

HTMX = {"HX-Request": "true"}
OUTBOX = {"Accept": "application/json"}


def posted(body="Hello", **more):
    return {"body": body, "client_id": uuid.uuid4(), **more}


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 303), ("facilitator", 303), ("stranger", 404), ("anonymous", 302)],
)
def test_who_may_post(clients, thread, who, status):
    response = clients[who].post(f"/threads/{thread.pk}/posts/", posted())
    assert response.status_code == status
    assert thread.posts.exists() == (status == 303)


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 200), ("facilitator", 200), ("root", 200), ("stranger", 404), ("anonymous", 302)],
)  # fmt: skip
def test_who_may_read(clients, room, ana, step, who, status):
    post = say_beside(room, step, ana, "canary")
    for address in (
        f"/discussions/{room.pk}/",
        f"/discussions/{room.pk}/?step={step.pk}",
        f"/discussions/{room.pk}/events/?after=0",
        f"/posts/{post.pk}/",
    ):
        response = clients[who].get(address)
        assert response.status_code == status, address
        assert (b"canary" in response.content) == (status == 200), address


@pytest.mark.parametrize(
    ("who", "status"),
    [("facilitator", 200), ("root", 200), ("member", 404), ("stranger", 404)],
)
def test_whose_desk_it_is(clients, room, who, status):
    assert clients[who].get(f"/cohorts/{room.cohort_id}/desk/").status_code == status


def test_a_room_of_others_and_no_room_are_the_same_answer(clients, room):
    theirs = clients["stranger"].get(f"/discussions/{room.pk}/")
    none = clients["stranger"].get("/discussions/999999/")
    assert theirs.status_code == none.status_code == 404
    once = r'(nonce="|X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+'
    assert re.sub(once, "", theirs.text) == re.sub(once, "", none.text)


def test_a_form_post_comes_back_to_its_place(clients, thread):
    response = clients["member"].post(f"/threads/{thread.pk}/posts/", posted())
    post = thread.posts.get()
    assert response.status_code == 303
    assert response["Location"] == f"/threads/{thread.pk}/?at={post.seq}#post-{post.pk}"


def test_htmx_gets_the_fragment_and_its_number(clients, thread):
    response = clients["member"].post(
        f"/threads/{thread.pk}/posts/", posted("*Hi*"), headers=HTMX
    )
    post = thread.posts.get()
    assert (response.status_code, response["X-Seq"]) == (201, str(post.seq))
    assert f'id="post-{post.pk}"' in response.text
    assert "<em>Hi</em>" in response.text


def test_the_outbox_gets_the_same_answer_twice(clients, thread):
    values = posted()
    first = clients["member"].post(
        f"/threads/{thread.pk}/posts/", values, headers=OUTBOX
    )
    again = clients["member"].post(
        f"/threads/{thread.pk}/posts/", values, headers=OUTBOX
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["client_id"] == str(values["client_id"])


def test_page_answer_and_frame_hold_the_same_bytes(clients, room, thread):
    answer = (
        clients["member"]
        .post(f"/threads/{thread.pk}/posts/", posted(), headers=HTMX)
        .text.strip()
    )
    page = clients["other"].get(f"/discussions/{room.pk}/").text
    told = clients["other"].get(f"/discussions/{room.pk}/events/?after=0").json()
    assert answer in page
    assert told["events"][-1]["html"].strip() == answer


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_was_typed_survives_a_refusal(clients, room, thread, hanne, ana, headers):
    restrict_member(room, member=ana, by=hanne, kind="mute", reason="Cool down")
    response = clients["member"].post(
        f"/threads/{thread.pk}/posts/", posted("My long thought"), headers=headers
    )
    assert response.status_code == 403
    assert "My long thought" in response.text
    assert "You can read here" in response.text


def test_too_long_is_422_in_words(clients, thread):
    response = clients["member"].post(
        f"/threads/{thread.pk}/posts/", posted("x" * 4001), headers=OUTBOX
    )
    assert response.status_code == 422
    assert "4001 of 4000" in response.json()["error"]


def test_a_flood_is_429_with_the_seconds(clients, thread):
    for _ in range(20):
        clients["member"].post(f"/threads/{thread.pk}/posts/", posted(), headers=OUTBOX)
    response = clients["member"].post(
        f"/threads/{thread.pk}/posts/", posted(), headers=OUTBOX
    )
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 5


def test_a_used_client_id_is_409(clients, thread):
    values = posted()
    clients["member"].post(f"/threads/{thread.pk}/posts/", values)
    other = {**values, "body": "Other words"}
    response = clients["member"].post(
        f"/threads/{thread.pk}/posts/", other, headers=OUTBOX
    )
    assert response.status_code == 409


@pytest.mark.parametrize(
    "more", [{"client_id": "x"}, {"reply_to": "-1"}, {"reply_to": "9" * 30}, {"body": "a\x00b"}]
)  # fmt: skip
def test_nonsense_is_422_and_no_server_error(clients, thread, more):
    response = clients["member"].post(
        f"/threads/{thread.pk}/posts/", {**posted(), **more}, headers=OUTBOX
    )
    assert response.status_code == 422
    assert not thread.posts.exists()


def test_the_lesson_page_loads_the_room_beside_it(clients, room, step, ana):
    say_beside(room, step, ana, "Beside the step")
    page = clients["other"].get(f"/steps/{step.pk}/discussion/")
    fragment = clients["other"].get(f"/steps/{step.pk}/discussion/", headers=HTMX)
    assert "Beside the step" in page.text
    assert "Beside the step" in fragment.text
    assert "<html" in page.text
    assert "<html" not in fragment.text
    assert f"Post to Cohort {room.cohort.name}" in fragment.text


def test_the_first_post_beside_a_step(clients, room, step):
    response = clients["member"].post(
        f"/discussions/{room.pk}/posts/", posted(step=step.pk)
    )
    post = Post.objects.get()
    assert response["Location"] == f"/steps/{step.pk}/discussion/#post-{post.pk}"
    assert post.thread.step_id == step.pk


def test_a_room_costs_the_same_for_one_and_for_thirty_posts(
    clients, room, step, ana, ben, django_assert_max_num_queries
):
    first = say_beside(room, step, ana)
    address = f"/steps/{step.pk}/discussion/"
    with django_assert_max_num_queries(30) as one:
        clients["other"].get(address, headers=HTMX)
    for n in range(15):
        say_beside(room, step, ana, f"Post {n}")
        say_beside(room, step, ben, f"Reply {n}", to=first)
    with django_assert_max_num_queries(len(one)):
        clients["other"].get(address, headers=HTMX)


def test_a_hidden_post_is_nowhere_but_in_its_review(clients, room, thread, ana, hanne):
    hide_post(say(thread, ana, "canary"), by=hanne, reason="Names a child")
    post = thread.posts.get()
    for who in ("member", "other"):
        for address in (
            f"/discussions/{room.pk}/",
            f"/discussions/{room.pk}/events/?after=0",
            f"/posts/{post.pk}/",
        ):
            assert b"canary" not in clients[who].get(address).content
    assert "Names a child" in clients["member"].get(f"/posts/{post.pk}/").text
    assert "Names a child" not in clients["other"].get(f"/posts/{post.pk}/").text
    assert "canary" in clients["facilitator"].get(f"/posts/{post.pk}/").text


@pytest.mark.parametrize(
    ("who", "deed", "status"),
    [
        ("member", "text", 303), ("other", "text", 403), ("facilitator", "text", 403),
        ("member", "deletion", 303), ("other", "deletion", 403), ("stranger", "deletion", 404),
        ("other", "flags", 303), ("member", "flags", 403), ("stranger", "flags", 404),
        ("facilitator", "visibility", 303), ("other", "visibility", 403),
        ("member", "visibility", 403), ("stranger", "visibility", 404),
        ("other", "reaction", 302), ("member", "reaction", 403), ("stranger", "reaction", 404),
    ],
)  # fmt: skip
def test_who_may_do_what_with_a_post(clients, thread, ana, who, deed, status):
    post = say(thread, ana)
    values = {"body": "Changed", "reason": "other", "state": "hidden"}
    response = clients[who].post(f"/posts/{post.pk}/{deed}/", values)
    assert response.status_code == status
    post.refresh_from_db()
    touched = (
        post.body != "Hello"
        or post.state != "visible"
        or post.flags.exists()
        or post.reactions.exists()
    )
    assert touched == (status in (302, 303))


def test_flag_to_decision(clients, room, thread, ana, ben):
    post = say(thread, ana, "canary")
    clients["other"].post(f"/posts/{post.pk}/flags/", {"reason": "names_child"})
    desk = clients["facilitator"].get(f"/cohorts/{room.cohort_id}/desk/").text
    assert "canary" in desk
    assert "Ben" not in desk.split("Unanswered")[0]
    flag = Flag.objects.get()
    values = {"decision": "uphold", "reason": "A child is named"}
    learner = clients["other"].post(f"/flags/{flag.pk}/resolution/", values)
    assert learner.status_code == 404
    clients["facilitator"].post(f"/flags/{flag.pk}/resolution/", values)
    post.refresh_from_db()
    flag.refresh_from_db()
    assert (post.state, flag.state) == ("hidden", "upheld")
    assert ModerationAction.objects.filter(verb="uphold").exists()


def test_mute_and_back_from_the_desk(clients, room, thread, ana):
    desk = f"/cohorts/{room.cohort_id}"
    values = {"member": ana.public_id, "kind": "mute", "days": 3, "reason": "Cool down"}
    assert clients["other"].post(f"{desk}/restrictions/", values).status_code == 404
    clients["facilitator"].post(f"{desk}/restrictions/", values)
    assert (
        clients["member"].post(f"/threads/{thread.pk}/posts/", posted()).status_code
        == 403
    )
    restriction = ana.restrictions.get()
    clients["facilitator"].post(f"/restrictions/{restriction.pk}/lifting/")
    assert (
        clients["member"].post(f"/threads/{thread.pk}/posts/", posted()).status_code
        == 303
    )


def test_a_banned_member_finds_nothing(clients, room, ana, hanne):
    restrict_member(room, member=ana, by=hanne, kind="ban", reason="Threats")
    assert clients["member"].get(f"/discussions/{room.pk}/").status_code == 404


def test_a_closed_room_says_so_and_opens_again(clients, room, thread, hanne):
    lock_room(room, by=hanne, reason="Night")
    page = clients["member"].get(f"/discussions/{room.pk}/").text
    assert "closed for writing" in page
    clients["facilitator"].post(f"/cohorts/{room.cohort_id}/lock/")
    assert (
        clients["member"].post(f"/threads/{thread.pk}/posts/", posted()).status_code
        == 303
    )


def test_reading_is_remembered_and_new_posts_are_announced(clients, room, step, ana):
    first = say_beside(room, step, ana)
    reader = clients["other"]
    reader.post(f"/threads/{first.thread_id}/reading/", {"seq": first.seq})
    assert ThreadReader.objects.get().last_read_seq == first.seq
    say_beside(room, step, ana, "News")
    assert "1 new since" in reader.get(f"/steps/{step.pk}/discussion/").text


def test_reading_never_goes_back_nor_ahead(clients, room, step, ana):
    first = say_beside(room, step, ana)
    for seq in (10**12, 0):
        clients["other"].post(f"/threads/{first.thread_id}/reading/", {"seq": seq})
    room.refresh_from_db()
    assert ThreadReader.objects.get().last_read_seq == room.last_seq


def test_pages_hold_no_inline_handlers_and_no_inline_styles(clients, room, step, ana):
    post = say_beside(room, step, ana)
    for address in (
        f"/discussions/{room.pk}/", f"/steps/{step.pk}/discussion/", f"/posts/{post.pk}/",
        f"/cohorts/{room.cohort_id}/desk/",
    ):  # fmt: skip
        html = clients["facilitator"].get(address).text.lower()
        for word in (" onclick=", " onload=", " style=", "javascript:", "hx-on"):
            assert word not in html, (address, word)


def test_events_after_a_number_are_what_the_socket_would_tell(
    clients, room, thread, ana
):
    for n in range(3):
        say(thread, ana, f"Post {n}")
    told = json.loads(
        clients["other"].get(f"/discussions/{room.pk}/events/?after=2").content
    )
    assert [e["seq"] for e in told["events"]] == [3, 4]
    assert told["head"] == 4
    assert told["epoch"] == str(room.epoch)


@pytest.mark.parametrize("after", ["", "x", "-1", "1e3", "٣", "9" * 19, "9" * 5000])
def test_a_number_that_is_none_is_400(clients, room, after):
    response = clients["member"].get(f"/discussions/{room.pk}/events/?after={after}")
    assert response.status_code == 400


def test_the_desk_names_who_went_quiet(clients, room, ana):
    ana.enrollments.update(last_active_at=clock.now() - dt.timedelta(days=20))
    desk = clients["facilitator"].get(f"/cohorts/{room.cohort_id}/desk/").text
    quiet = desk.split(">Quiet")[1].split("</section>")[0]
    assert "Ana" in quiet
    assert "Ben" not in quiet


def test_a_placeholder_says_who_hid_it(clients, room, thread, ana, ben, hanne):
    by_hanne = hide_post(say(thread, ana), by=hanne, reason="x")
    by_rule = hide_post(say(thread, ben), by=None, reason="x")
    for post, words in ((by_hanne, "by a facilitator"), (by_rule, "Several members")):
        assert words in clients["other"].get(f"/posts/{post.pk}/").text
