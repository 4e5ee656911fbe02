"""A room: its threads as a list, one of them open, and what is new for whom."""

import uuid

import pytest

from discussions.actions.flags import flag_post
from discussions.actions.hiding import hide_post
from discussions.actions.openings import Opening, open_thread
from discussions.actions.pins import lock_thread, pin_thread
from discussions.actions.threads import mark_read
from discussions.models import ModerationAction, Post, Thread
from discussions.pages import rooms
from discussions.pages.threads import POSTS_SHOWN, THREADS_SHOWN
from tests.factories.discussions import say, say_beside

HTMX = {"HX-Request": "true"}


def opened(room, by, title="Books", body="Which ones?", **more):
    opening = Opening(title, body, **more)
    return open_thread(room, opening, by=by, client_id=uuid.uuid4())


def form(**values):
    return {"title": "Books", "body": "Which?", "client_id": uuid.uuid4(), **values}


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 200), ("facilitator", 200), ("stranger", 404), ("anonymous", 302)],
)
def test_who_may_read_a_thread(clients, thread, ana, who, status):
    say(thread, ana, "canary")
    response = clients[who].get(f"/threads/{thread.pk}/")
    assert response.status_code == status
    assert ("canary" in response.text) == (status == 200)


def test_the_list_has_pinned_threads_first_and_says_what_each_is(
    clients, room, thread, ana, hanne
):
    first, second = opened(room, ana, "First"), opened(room, ana, "Second")
    pin_thread(first, by=hanne)
    lock_thread(second, by=hanne, reason="Done")
    page = clients["other"].get(f"/discussions/{room.pk}/").text
    assert page.index("First") < page.index("Second") < page.index("Say hello</a>")
    rows = {t.pk: page.split(f'id="thread-{t.pk}"')[1].split("</article>")[0]
            for t in (first, second)}  # fmt: skip
    assert "pinned" in rows[first.pk]
    assert "Ana" in rows[first.pk]
    assert "closed for writing" in rows[second.pk]


def test_unread_posts_are_counted_for_each_reader(clients, room, thread, ana, ben):
    other = opened(room, ana, "Other")
    room.refresh_from_db()
    mark_read(thread, by=ben, seq=room.last_seq)
    for n in range(2):
        say(thread, ana, f"News {n}")
    say(thread, ben, "Mine")
    page = clients["other"].get(f"/discussions/{room.pk}/").text
    assert "2 new posts since" in page
    assert 'id="first-new"' in page
    row = page.split(f'id="thread-{other.pk}"')[1].split("</li>")[0]
    assert "not opened yet" in row


def test_a_long_thread_comes_in_pages_and_a_number_finds_its_page(
    clients, room, thread, ana, ben
):
    first = say(thread, ana, "The very first")
    Post.objects.bulk_create(
        Post(
            discussion=room, thread=thread, author=ana, seq=1000 + n, body=f"word{n}.",
            body_html=f"<p>word{n}.</p>", client_id=uuid.uuid4(),
        )
        for n in range(2 * POSTS_SHOWN)
    )  # fmt: skip
    newest = clients["other"].get(f"/threads/{thread.pk}/").text
    assert f"word{2 * POSTS_SHOWN - 1}." in newest
    assert "The very first" not in newest
    assert f"?before={1000 + POSTS_SHOWN}" in newest
    at = clients["other"].get(f"/threads/{thread.pk}/?at={first.seq}").text
    assert "The very first" in at
    assert "The newest posts" in at


def test_an_answer_to_an_old_post_brings_that_post_with_it(
    clients, room, thread, ana, ben
):
    old = say(thread, ana, "An old question")
    Post.objects.bulk_create(
        Post(
            discussion=room, thread=thread, author=ana, seq=1000 + n, body="x",
            body_html="<p>x</p>", client_id=uuid.uuid4(),
        )
        for n in range(POSTS_SHOWN)
    )  # fmt: skip
    type(room).objects.filter(pk=room.pk).update(last_seq=2000)
    say(thread, ben, "A late answer", to=old)
    page = clients["other"].get(f"/threads/{thread.pk}/").text
    assert "An old question" in page
    assert "This post and all its replies" in page


def test_a_room_costs_the_same_for_few_and_for_many(
    clients, room, thread, ana, ben, hanne, django_assert_max_num_queries
):
    address = f"/discussions/{room.pk}/"
    say(thread, ana)
    pin_thread(opened(room, ana), by=hanne)
    clients["other"].get(address)
    with django_assert_max_num_queries(40) as few:
        clients["other"].get(address)
    for n in range(THREADS_SHOWN + 3):
        made = opened(room, (ana, hanne)[n % 2], f"Thread {n}")
        if n % 2:
            say(made, ben, to=made.posts.get())
    with django_assert_max_num_queries(len(few)):
        page = clients["other"].get(address).text
    assert page.count("thread-item") == THREADS_SHOWN
    assert "Older threads" in page


@pytest.mark.parametrize(
    ("who", "values", "status"),
    [
        ("member", {}, 303), ("member", {"title": " "}, 422), ("member", {"body": " "}, 422),
        ("member", {"prompt": "A question"}, 403), ("stranger", {}, 404),
        ("facilitator", {"prompt": "A *question*", "body": ""}, 303),
        ("facilitator", {"body": ""}, 422), ("member", {"body": "a\x00b"}, 422),
    ],
)  # fmt: skip
def test_who_may_open_a_thread_with_what(clients, room, who, values, status):
    response = clients[who].post(f"/discussions/{room.pk}/threads/", form(**values))
    assert response.status_code == status
    assert Thread.objects.filter(title="Books").exists() == (status == 303)
    if status == 422:
        assert "Your first words" in response.text


def test_the_same_form_opens_one_thread(clients, room):
    values = form()
    answers = [
        clients["member"].post(f"/discussions/{room.pk}/threads/", values)
        for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert room.threads.filter(title="Books").count() == 1


def test_a_prompt_stands_above_its_thread(clients, room, hanne):
    made = opened(room, hanne, body="", prompt="What **helped**?")
    page = clients["member"].get(f"/threads/{made.pk}/").text
    assert "<strong>helped</strong>" in page


def test_further_threads_stand_beside_their_step(clients, room, step, ana):
    say_beside(room, step, ana, "Of the prompt")
    made = opened(room, ana, "One more", step=step)
    page = clients["other"].get(f"/steps/{step.pk}/discussion/", headers=HTMX).text
    assert "Of the prompt" in page
    assert f'id="thread-{made.pk}"' in page
    assert "Say hello" not in page


@pytest.mark.parametrize("who", ["member", "facilitator", "stranger"])
def test_only_facilitators_pin_and_close_a_thread(clients, room, thread, who):
    is_allowed = who == "facilitator"
    clients[who].post(f"/threads/{thread.pk}/pin/", {"state": "pinned"})
    clients[who].post(
        f"/threads/{thread.pk}/lock/", {"state": "locked", "reason": "Night"}
    )
    thread.refresh_from_db()
    assert (
        (thread.pinned_at is not None) == (thread.locked_at is not None) == is_allowed
    )
    assert ModerationAction.objects.filter(thread=thread).exists() == is_allowed
    kinds = [e["kind"] for e in told(clients, room)]
    assert kinds[1:] == (["pin", "lock"] if is_allowed else [])


@pytest.mark.parametrize(
    ("who", "status"), [("facilitator", 303), ("member", 403), ("stranger", 404)]
)
def test_only_facilitators_give_a_thread_another_title(clients, room, ana, who, status):
    made = opened(room, ana, "Canary cried")
    values = {"title": " Our  day ", "reason": "It names a child"}
    for _again in range(2):
        answer = clients[who].post(f"/threads/{made.pk}/title/", values)
        assert answer.status_code == status
    page = clients["other"].get(f"/discussions/{room.pk}/").text
    is_done = status == 303
    assert ("Our day" in page, "Canary" in page) == (is_done, not is_done)
    lines = ModerationAction.objects.filter(thread=made, verb="rename")
    changes = list(lines.values_list("before", "after", "reason"))
    line = ("Canary cried", "Our day", "It names a child")
    assert changes == ([line] if is_done else [])
    assert [e["kind"] for e in told(clients, room)][3:] == ["thread"] * is_done


@pytest.mark.parametrize("title", ["", " ", "\u200b", "x" * 161, "a\x00b"])
def test_a_title_that_cannot_be_read_changes_nothing(clients, thread, title):
    values = {"title": title, "reason": "x"}
    answer = clients["facilitator"].post(f"/threads/{thread.pk}/title/", values)
    thread.refresh_from_db()
    assert (answer.status_code, thread.title) == (303, "Say hello")


def test_a_closed_thread_says_so_and_takes_nothing(clients, room, thread, hanne):
    lock_thread(thread, by=hanne, reason="Night")
    page = clients["member"].get(f"/threads/{thread.pk}/").text
    assert "This thread is closed for writing" in page
    answer = clients["member"].post(
        f"/threads/{thread.pk}/posts/", {"body": "Hi", "client_id": uuid.uuid4()}
    )
    assert answer.status_code == 403
    other = opened(room, hanne)
    assert "disabled" not in clients["member"].get(f"/threads/{other.pk}/").text


def test_frames_of_a_thread_carry_its_row_as_the_page_has_it(
    clients, room, thread, hanne
):
    pin_thread(thread, by=hanne)
    lock_thread(thread, by=hanne, reason="Night")
    lock_thread(thread, by=hanne, reason="Day", on=False)
    pin_thread(thread, by=hanne, on=False)
    events = told(clients, room)[1:]
    assert [e.get("pinned") for e in events] == [True, None, None, False]
    assert [e.get("locked") for e in events] == [None, True, False, None]
    page = clients["other"].get(f"/discussions/{room.pk}/").text
    assert all(e["html"].strip() in page for e in events)


def test_flagged_posts_wait_under_flagged_alone(room, thread, ana, ben, hanne):
    post, other = say(thread, ana), say(thread, ana)
    assert rooms.unanswered(room) == [other, post]
    flag_post(post, by=ben, reason="advert")
    assert rooms.unanswered(room) == [other]
    hide_post(other, by=hanne, reason="x")
    assert rooms.unanswered(room) == []


def told(clients, room):
    answer = clients["other"].get(f"/discussions/{room.pk}/events/?after=0")
    return answer.json()["events"]
