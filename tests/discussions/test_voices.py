"""Earlier voices: asked, given, shown to whoever has answered, taken back at once."""

import datetime as dt

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from courses.actions.cohorts import ensure_series, join, leave, open_cohort
from courses.actions.merging import merge
from courses.actions.purging import purge_course as purge_pages
from discussions.actions import voices as actions
from discussions.actions.hiding import hide_post, show_post
from discussions.actions.posts import delete_post, edit_post
from discussions.actions.purging import purge_course
from discussions.errors_rolling import NotAVoice
from discussions.live.frames import NOT_YOURS
from discussions.models import EarlierVoice, Mention, Post
from discussions.pages.voices import earlier_voices
from lms.accounts.actions import anonymize_user
from lms.core import clock
from tests.discussions.sockets import listening
from tests.factories.accounts import person, superuser
from tests.factories.courses import enroll
from tests.factories.discussions import (
    discussion_step,
    hello,
    room_for,
    say,
    say_beside,
)

pytestmark = pytest.mark.django_db
WORDS = "I began with the smallest screen in the house."


@pytest.fixture
def prompt(course):
    return discussion_step(course.get_first_child().specific, replies=0)


@pytest.fixture
def vera():
    """Somebody of an earlier cohort, who has answered the prompt."""
    return person("Vera")


@pytest.fixture
def before(course, vera):
    """The earlier cohort's room, which Greta looked after."""
    with clock.at(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)):
        return room_for(course, vera, facilitator=person("Greta"))


@pytest.fixture
def answer(before, vera, prompt):
    with clock.at(dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC)):
        return say_beside(before, prompt, vera, WORDS)


@pytest.fixture
def greta(before):
    return before.cohort.memberships.get(role="facilitator").user


@pytest.fixture
def given(answer, greta, vera):
    asked = actions.ask_voice(answer, by=greta, why="It is so concrete")
    return actions.give_voice(asked, by=vera, shows_name=True)


@pytest.fixture
def here(given, room):
    """The room of a later cohort, in which Ana and Ben learn."""
    return room


def words_for(room, prompt, user):
    found = earlier_voices(prompt, room, user)
    return [str(v.words) for v in found.shown] if found else []


# Not before one has answered oneself


def test_a_learner_reads_it_beside_the_prompt_once_they_have_answered(
    here, prompt, ana, sign_in
):
    browser = sign_in(ana)
    beside = reverse("discussions:beside", args=[prompt.pk])
    part = reverse("discussions:earlier_voices", args=[here.pk, prompt.pk])
    assert WORDS not in browser.get(beside).content.decode()
    assert (
        WORDS not in browser.get(part, headers={"HX-Request": "true"}).content.decode()
    )
    say_beside(here, prompt, ana, "Mine")
    for page in (browser.get(beside), browser.get(part)):
        html = page.content.decode()
        assert WORDS in html
        assert "from an earlier cohort, March 2026" in html
        assert "Vera" in html
        assert f"post-{EarlierVoice.objects.get().post_id}" not in html
    assert "Few people here have answered this yet" in html


def test_no_other_door_opens_to_it(here, given, prompt, ana, sign_in):
    say_beside(here, prompt, ana, "Mine")
    browser, old = sign_in(ana), given.post
    for url in (
        reverse("discussions:post", args=[old.pk]),
        reverse("discussions:voice", args=[old.pk]),
        reverse("discussions:room", args=[old.discussion_id]),
        reverse("discussions:events", args=[old.discussion_id]) + "?after=0",
        reverse("discussions:earlier_voices", args=[old.discussion_id, prompt.pk]),
    ):
        assert browser.get(url).status_code == 404
    search = browser.get(reverse("discussions:search"), {"q": "smallest screen"})
    assert WORDS not in search.content.decode()
    events = reverse("discussions:events", args=[here.pk]) + "?after=0"
    assert WORDS not in browser.get(events).content.decode()
    assert not Post.objects.visible_to(ana).filter(pk=old.pk).exists()


def test_an_answer_to_somebody_else_is_no_answer_to_the_prompt(here, prompt, ana, ben):
    other = say_beside(here, prompt, ben, "Mine")
    say_beside(here, prompt, ana, "Yours is good", to=other)
    assert words_for(here, prompt, ana) == []


def test_an_answer_that_was_taken_back_is_none(here, prompt, ana):
    mine = say_beside(here, prompt, ana, "x")
    assert words_for(here, prompt, ana)
    delete_post(mine, by=ana)
    assert words_for(here, prompt, ana) == []


def test_company_is_offered_while_few_have_answered(here, prompt, ana):
    say_beside(here, prompt, ana, "Mine")
    for number in range(3):
        assert earlier_voices(prompt, here, ana).is_lonely
        someone = person()
        join(here.cohort, user=someone)
        enroll(someone, prompt.get_parent().get_parent().specific)
        say_beside(here, prompt, someone, f"Answer {number}")
    assert not earlier_voices(prompt, here, ana).is_lonely


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quiet_hub")
async def test_no_socket_tells_it(here, answer, prompt, ana):
    path = "/ws/discussions/{}/?after=0"
    async with listening(path.format(answer.discussion_id), ana) as socket:
        assert await socket.frame() is None
        assert socket.closed == NOT_YOURS
    async with listening(path.format(here.pk), ana) as socket:
        await sync_to_async(say_beside)(here, prompt, ana, "Mine")
        heard = ""
        while "Mine" not in heard:
            heard += str(await socket.frame())
        assert WORDS not in heard


# Whose voices


@pytest.mark.parametrize(
    ("theirs", "ours", "shown"),
    [("", "", True), ("school:1", "school:1", True), ("school:1", "", False),
     ("", "school:1", False), ("school:1", "school:2", False)],
)  # fmt: skip
def test_a_communitys_voices_stay_in_it(
    here, given, prompt, course, ana, theirs, ours, shown
):
    for room, audience in ((given.post.discussion, theirs), (here, ours)):
        series = ensure_series([course], name="Own", audience=audience)
        room.cohort.series = series
        room.cohort.save()
    here.refresh_from_db()
    say_beside(here, prompt, ana, "Mine")
    assert bool(words_for(here, prompt, ana)) is shown


def test_only_earlier_cohorts_speak(before, here, prompt, vera, ana, hanne):
    mine = say_beside(here, prompt, ana, "Later words")
    actions.give_voice(actions.ask_voice(mine, by=hanne), by=ana, shows_name=True)
    assert words_for(before, prompt, vera) == []


def test_whoever_is_in_the_room_speaks_there_themselves(here, prompt, vera, ana):
    say_beside(here, prompt, ana, "Mine")
    assert words_for(here, prompt, ana)
    join(here.cohort, user=vera)
    assert words_for(here, prompt, ana) == []


def test_a_merge_makes_nobodys_consent_wider(before, given, here, prompt, ana, vera):
    other = open_cohort(here.cohort.series)
    say_beside(here, prompt, ana, "Mine")
    new = merge([here.cohort, other], by=None).discussion
    assert words_for(new, prompt, ana) == [given.post.body_html]


def test_five_at_most_and_what_helped_first(before, here, prompt, course, ana, greta):
    for number in range(6):
        someone = person()
        join(before.cohort, user=someone)
        enroll(someone, course)
        post = say_beside(before, prompt, someone, f"Voice {number}")
        if number == 0:
            post.helpful_at, post.helpful_by = clock.now(), greta
            post.save()
        asked = actions.ask_voice(post, by=greta)
        actions.give_voice(asked, by=someone, shows_name=False)
    say_beside(here, prompt, ana, "Mine")
    found = words_for(here, prompt, ana)
    assert len(found) == 5
    assert "Voice 0" in found[0]
    assert "Voice 5" in found[1]


# Consent


def test_nothing_is_shown_before_the_author_agrees(answer, room, prompt, ana, greta):
    actions.ask_voice(answer, by=greta)
    say_beside(room, prompt, ana, "Mine")
    assert words_for(room, prompt, ana) == []


def test_without_the_name_it_is_a_learner(here, given, prompt, vera, ana, sign_in):
    actions.give_voice(given, by=vera, shows_name=False)
    say_beside(here, prompt, ana, "Mine")
    html = sign_in(ana).get(f"/steps/{prompt.pk}/discussion/").content.decode()
    assert WORDS in html
    assert "A learner, from an earlier cohort" in html
    assert "Vera" not in html


def test_the_author_takes_it_back_at_once_and_may_agree_again(
    here, given, prompt, vera, ana
):
    say_beside(here, prompt, ana, "Mine")
    for _ in range(2):
        assert actions.decline_voice(given, by=vera).state == "withdrawn"
        assert words_for(here, prompt, ana) == []
    actions.give_voice(given, by=vera, shows_name=False)
    assert words_for(here, prompt, ana)


def test_an_edit_takes_it_away_until_the_author_agrees_again(
    here, given, prompt, vera, ana
):
    say_beside(here, prompt, ana, "Mine")
    edit_post(given.post, by=vera, body="Something else now")
    assert words_for(here, prompt, ana) == []
    actions.give_voice(given, by=vera, shows_name=True)
    assert "Something else now" in words_for(here, prompt, ana)[0]


def test_hiding_takes_it_away_as_long_as_it_lasts(here, given, prompt, ana, greta):
    say_beside(here, prompt, ana, "Mine")
    hide_post(given.post, by=greta, reason="Names a child")
    assert words_for(here, prompt, ana) == []
    with pytest.raises(NotAVoice):
        actions.give_voice(given, by=given.post.author, shows_name=True)
    show_post(given.post, by=greta, reason="It does not")
    assert words_for(here, prompt, ana)


def test_what_names_somebody_else_is_no_voice(answer, greta, here, prompt, ana):
    say_beside(here, prompt, ana, "Mine")
    Mention.objects.create(post=answer, user=greta)
    assert words_for(here, prompt, ana) == []
    other = say_beside(here, prompt, ana, "Again")
    Mention.objects.create(post=other, user=greta)
    with pytest.raises(NotAVoice):
        actions.ask_voice(other, by=superuser())


def test_only_an_answer_to_a_prompt_can_be_asked_for(before, answer, greta, vera):
    join(before.cohort, user=(other := person()))
    reply = say(answer.thread, other, "To you", to=answer)
    for post in (say(hello(before), vera), reply):
        with pytest.raises(NotAVoice):
            actions.ask_voice(post, by=greta)


def test_an_author_is_asked_once(answer, greta, vera):
    asked = actions.ask_voice(answer, by=greta, why="  It helps ")
    assert asked.why == "It helps"
    assert actions.decline_voice(asked, by=vera).state == "declined"
    assert actions.ask_voice(answer, by=greta).state == "declined"


def test_only_the_author_answers(given, greta):
    for one in (greta, superuser(), person()):
        with pytest.raises(PermissionDenied):
            actions.give_voice(given, by=one, shows_name=True)
        with pytest.raises(PermissionDenied):
            actions.decline_voice(given, by=one)


def test_whoever_closes_the_account_is_read_no_longer(here, given, prompt, vera, ana):
    say_beside(here, prompt, ana, "Mine")
    anonymize_user(vera, by=None, keeps_credentials=True)
    given.refresh_from_db()
    assert (given.state, given.shows_name) == ("withdrawn", False)
    assert words_for(here, prompt, ana) == []


def test_a_purged_course_takes_its_voices_along(here, given, course):
    purge_course(course, by=None)
    assert not EarlierVoice.objects.exists()
    assert not Post.objects.exists()
    purge_pages(course, by=None)


# Pages


@pytest.mark.parametrize(
    ("who", "status"),
    [("greta", 303), ("root", 303), ("vera", 404), ("member", 404),
     ("stranger", 404), ("anonymous", 302)],
)  # fmt: skip
def test_who_may_ask_for_a_voice(
    answer, before, vera, greta, sign_in, client, who, status
):
    member = person()
    join(before.cohort, user=member)
    people = {"greta": greta, "vera": vera, "member": member}
    people |= {"root": superuser(), "stranger": person()}
    browser = sign_in(people[who]) if who in people else client
    url = reverse("discussions:voice_asking", args=[answer.pk])
    assert browser.post(url, {"why": "So concrete"}).status_code == status
    assert EarlierVoice.objects.exists() is (status == 303)


def test_a_facilitator_asks_on_the_posts_page(answer, greta, sign_in):
    browser, page = sign_in(greta), reverse("discussions:post", args=[answer.pk])
    ask = "Ask Vera whether later cohorts may read this"
    assert ask in browser.get(page).content.decode()
    url = reverse("discussions:voice_asking", args=[answer.pk])
    assert browser.post(url, {"why": "x" * 301}).status_code == 422
    browser.post(url, {"why": "So concrete"})
    html = browser.get(page).content.decode()
    assert ask not in html
    assert "has not answered yet" in html


@pytest.mark.parametrize(
    ("consent", "state", "named"),
    [("named", "given", True), ("unnamed", "given", False), ("no", "declined", False)],
)
def test_the_author_answers_on_a_page_of_their_own(
    answer, greta, vera, sign_in, consent, state, named
):
    voice = actions.ask_voice(answer, by=greta, why="It is so concrete")
    browser, url = sign_in(vera), reverse("discussions:voice", args=[answer.pk])
    html = browser.get(url).content.decode()
    assert "It is so concrete" in html
    assert WORDS in html
    assert browser.post(url, {}).status_code == 422
    done = browser.post(url, {"consent": consent})
    assert done["Location"] == reverse("discussions:my_voices")
    voice.refresh_from_db()
    assert (voice.state, voice.shows_name) == (state, named)


def test_the_author_keeps_control_after_leaving_the_cohort(
    here, given, prompt, vera, ana, sign_in
):
    leave(given.post.discussion.cohort, user=vera)
    say_beside(here, prompt, ana, "Mine")
    browser, mine = sign_in(vera), reverse("discussions:my_voices")
    assert (
        "Read by later cohorts, with your name." in browser.get(mine).content.decode()
    )
    url = reverse("discussions:voice", args=[given.post_id])
    browser.post(url, {"consent": "no"})
    assert words_for(here, prompt, ana) == []
    assert "Not read by later cohorts." in browser.get(mine).content.decode()


def test_my_voices_are_mine(given, greta, sign_in, client):
    mine = reverse("discussions:my_voices")
    assert client.get(mine).status_code == 302
    html = sign_in(greta).get(mine).content.decode()
    assert WORDS not in html
    assert "Nowhere." in html
    url = reverse("discussions:voice", args=[given.post_id])
    assert sign_in(greta).get(url).status_code == 404
