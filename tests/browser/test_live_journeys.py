"""Whole evenings in one thread: a tunnel, a browser without scripts, a screen reader."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from discussions.actions.flags import flag_post
from discussions.actions.pins import rename_thread
from discussions.actions.session_running import begin_session
from discussions.actions.sessions import Item, Plan, plan_session
from discussions.models import Flag, Post, Thread
from lms.core import clock
from tests.browser import parents
from tests.browser.test_every_page import TOO_WIDE, WAYS, Watch
from tests.browser.test_without_a_mouse import reach
from tests.factories import discussions as factories

SECONDS = 5_000
GONE = 15_000
PEOPLE = ("dev", "amina", "miriam")
BODIES = """posts => posts.map(post => post.querySelector(".body").innerText.trim())"""
SAID = ["Before the tunnel.", "While he is gone.", "From the tunnel.", "All together."]


@pytest.fixture
def hello() -> Thread:
    """The thread of Cohort Maple's room in which everybody may write; two have come."""
    for key in ("dev", "amina"):
        parents.begin(parents.named(key))
    return Thread.objects.get(discussion=parents.room(), step=None)


@pytest.fixture
def come(hello, new_context, enter):
    """Somebody's page of the thread, in a browser of their own."""

    def opened(key: str, **options) -> Page:
        context = new_context(**options)
        enter(parents.named(key), context)
        page = context.new_page()
        page.goto(f"/threads/{hello.pk}/")
        if options.get("java_script_enabled", True):
            expect(page.locator("[data-live]")).to_contain_text("Connected")
        return page

    return opened


def say(page: Page, words: str) -> None:
    """Write into the thread and send it."""
    page.get_by_role("textbox", name="Write to Cohort Maple").fill(words)
    page.get_by_role("button", name="Post to Cohort Maple").click()


def test_of_three_one_goes_through_a_tunnel_and_nobody_misses_a_word(come, hello):
    dev, amina, miriam = (come(key) for key in PEOPLE)
    for page in (dev, amina, miriam):
        expect(page.locator("[data-here] button")).to_have_text("3 here")
    with miriam.expect_response("**/reading/"):
        say(dev, SAID[0])
    expect(miriam.locator(".post")).to_have_count(1)
    miriam.goto(f"/threads/{Thread.objects.exclude(step=None).first().pk}/")
    listed = miriam.locator(".thread-item", has_text="Say hello")
    dev.context.set_offline(True)
    say(dev, SAID[2])
    expect(dev.locator(".post-waiting")).to_contain_text(SAID[2])
    say(amina, SAID[1])
    expect(listed.locator(".thread-fresh")).to_have_text("1 new", timeout=SECONDS)
    dev.context.set_offline(False)
    expect(dev.locator(".post:not(.post-waiting)")).to_have_count(3, timeout=GONE)
    expect(listed.locator(".thread-fresh")).to_have_text("2 new", timeout=SECONDS)
    listed.get_by_role("link").first.click()
    say(miriam, SAID[3])
    for page in (dev, amina, miriam):
        expect(page.locator(".post")).to_have_count(4, timeout=SECONDS)
        assert page.locator(".post").evaluate_all(BODIES) == SAID
        expect(page.locator(".post-waiting")).to_have_count(0)
    assert list(hello.posts.order_by("seq").values_list("body", flat=True)) == SAID
    dev.context.close()
    expect(amina.locator("[data-here] button")).to_have_text("2 here", timeout=GONE)


def test_without_scripts_one_reads_posts_reacts_and_flags_live_to_the_others(come):
    dev, amina = come("dev", java_script_enabled=False), come("amina")
    say(amina, "Who has a sentence for the grandparents?")
    dev.reload()
    expect(dev.locator(".post")).to_contain_text("a sentence for the grandparents")
    say(dev, "“He may have it while you cook.”")
    answer = amina.locator(".post", has_text="while you cook")
    expect(answer).to_be_visible(timeout=SECONDS)
    question = dev.locator(".post", has_text="grandparents")
    question.get_by_role("link", name="React").click()
    dev.get_by_role("button", name="Same here").click()
    signs = amina.locator(".post", has_text="grandparents").locator(".signs")
    expect(signs).to_contain_text("Same here · 1", timeout=SECONDS)
    post = Post.objects.get(author=parents.named("amina"), thread__step=None)
    dev.goto(f"/posts/{post.pk}/")
    dev.get_by_label("It sells something").check()
    dev.get_by_role("button", name="Flag this post").click()
    assert Flag.objects.filter(post=post, reporter=parents.named("dev")).exists()


def test_a_screen_reader_gets_a_room_of_names_and_one_sentence_for_a_burst(come, hello):
    dev = come("dev")
    box = dev.get_by_role("textbox", name="Write to Cohort Maple · Say hello")
    box.focus()
    told = dev.locator("live-discussion [data-news]")
    for n in range(5):
        factories.say(hello, parents.named("amina"), f"Post {n} of a burst.")
    expect(dev.locator(".post")).to_have_count(5, timeout=SECONDS)
    expect(told).to_have_text("5 new posts from Amina S.", timeout=SECONDS)
    assert told.get_attribute("role") == "status"
    expect(box).to_be_focused()
    expect(dev.get_by_role("main")).to_match_aria_snapshot(ROOM)


ROOM = """
- heading "Cohort Maple" [level=1]
- paragraph:
  - status: Connected
  - button "1 here"
- search:
  - searchbox "Search Cohort Maple"
- region "Threads":
  - heading "Threads" [level=2]
  - list:
    - listitem:
      - article:
        - heading "Say hello" [level=3]
- region "Say hello":
  - heading "Say hello" [level=2]
  - region "Posts, oldest first":
    - list:
      - listitem:
        - article:
          - paragraph: Post 0 of a burst.
          - link "Reply to Amina S."
          - link "React to Amina S."
          - link "More to do with this post"
  - status: 5 new posts from Amina S.
  - textbox "Write to Cohort Maple · Say hello"
  - button "Post to Cohort Maple"
  - button "Preview"
"""


def test_the_keyboard_alone_opens_reacts_answers_and_names_somebody(come, hello):
    factories.say(hello, parents.named("amina"), "Ten past seven works here.")
    dev = come("dev")
    dev.goto(f"/discussions/{hello.discussion_id}/")
    reach(dev, "a Say hello")
    dev.keyboard.press("Enter")
    expect(dev.get_by_role("region", name="Say hello")).to_be_visible()
    expect(dev.locator("[data-live]")).to_contain_text("Connected")
    reach(dev, "a React")
    dev.keyboard.press("Enter")
    reach(dev, "button ")
    dev.keyboard.press("Enter")
    post = dev.locator(".post", has_text="Ten past seven")
    expect(post.locator(".signs")).to_contain_text("· 1", timeout=SECONDS)
    dev.keyboard.press("Escape")
    dev.evaluate("document.activeElement.blur()")
    reach(dev, "a Reply")
    dev.keyboard.press("Enter")
    expect(dev.locator("#say")).to_be_focused()
    dev.keyboard.type("Thank you, @Mir")
    expect(dev.get_by_role("option", name="Miriam K.")).to_be_visible()
    dev.keyboard.press("Enter")
    expect(dev.locator("#say")).to_have_value("Thank you, @Miriam K. ")
    reach(dev, "button Preview")
    dev.keyboard.press("Enter")
    expect(dev.locator("#say-preview .mention")).to_have_text("@Miriam K.")
    dev.locator("#say").focus()
    dev.keyboard.press("Control+Enter")
    answer = dev.locator(".replies .post", has_text="Thank you")
    expect(answer.locator(".mention")).to_have_text("@Miriam K.", timeout=SECONDS)


def test_a_late_answer_to_a_reaction_leaves_the_focus_where_it_is(come, hello):
    factories.say(hello, parents.named("amina"), "Ten past seven works here.")
    dev = come("dev")
    asked = []
    dev.route("**/reaction/", lambda route: asked.append(route))
    post = dev.locator(".post", has_text="Ten past seven")
    post.get_by_role("link", name="React").click()
    post.get_by_role("button", name="Same here").click()
    while not asked:
        dev.wait_for_timeout(10)
    answer = asked[0].fetch()
    expect(post.locator(".signs")).to_contain_text("· 1", timeout=SECONDS)
    reply = post.get_by_role("link", name="Reply")
    reply.focus()
    post.evaluate("post => post.dataset.before = 1")
    asked[0].fulfill(response=answer)
    expect(dev.locator("[data-before]")).to_have_count(0)
    expect(reply).to_be_focused()


def test_another_title_stands_over_the_open_thread_at_once(come, hello):
    dev = come("dev")
    miriam = parents.named("miriam")
    rename_thread(hello, by=miriam, title="Hello, and good evening", reason="Shorter.")
    expect(dev.locator("#room-h")).to_have_text(
        "Hello, and good evening", timeout=SECONDS
    )
    expect(dev.locator(f"#thread-{hello.pk} h3")).to_have_text(
        "Hello, and good evening"
    )


ROOMS = {
    "room": "/discussions/{room}/",
    "thread": "/threads/{thread}/",
    "desk": "/cohorts/{cohort}/desk/",
    "session": "/sessions/{session}/",
    "inbox": "/me/inbox/",
}


@pytest.mark.parametrize("name", ROOMS)
def test_the_live_pages_are_open_to_everybody_in_every_light(
    name, page: Page, hello, enter
):
    room, miriam = hello.discussion, parents.named("miriam")
    rude = factories.say(hello, parents.named("dev"), "Buy **my** book.")
    flag_post(rude, by=parents.named("amina"), reason="advert")
    starts_at = clock.now() + dt.timedelta(minutes=5)
    items = [Item("One evening", 5, "Tell one evening.")]
    plan = Plan("Ten minutes before bed", starts_at, "UTC", items=items)
    session = begin_session(plan_session(room, plan, by=miriam), by=miriam)
    enter(miriam)
    watch = Watch(page)
    watch.visit(
        ROOMS[name].format(
            room=room.pk,
            thread=hello.pk,
            cohort=room.cohort_id,
            session=session.public_id,
        )
    )
    for width, light, rules in WAYS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=light)
        watch.ask_axe(f"{width} {light}", rules)
        watch.see(f"too wide at {width}", page.evaluate(TOO_WIDE))
    assert watch.found == []
