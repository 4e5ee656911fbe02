"""An @ and a name means somebody of the room, and nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.actions.cohorts import leave
from discussions import mentions
from discussions.actions.restricting import restrict_member
from discussions.mentions import Person, splitter
from discussions.models import Mention
from discussions.rules.text import html_of
from lms.core.safe_html import clean
from tests.factories.accounts import person
from tests.factories.discussions import join_room, say


def meant(room, text):
    return mentions.find(room, text).user_ids


@pytest.fixture
def anas(room, ana):
    """Two more whose names begin as Ana's does."""
    more = [person("Ana Ruiz"), person("Ana Ruiz")]
    for one in more:
        join_room(room, one)
    return more


def test_the_longest_name_wins_and_a_shared_name_means_everybody_of_it(
    room, ana, ben, hanne, anas
):
    both = {one.pk for one in anas}
    assert meant(room, "Thanks @ana  RUIZ!") == both
    assert meant(room, "Thanks @Ana, and (@Hanne) too") == {ana.pk, hanne.pk}
    assert meant(room, "*@Ben*, @Ben: @Ben's") == {ben.pk}


@pytest.mark.parametrize(
    "text",
    ["@Anabel", "x@Ana", "@Ana-Lena", "@@Ana", "`@Ana`", "    @Ana", "[@Ana](https://a.example)",
     "https://a.example/@Ana", "@ Ana", "@Stranger", "Ana"],
)  # fmt: skip
def test_what_only_looks_like_a_mention_means_nobody(room, stranger, text):
    found = mentions.find(room, text)
    assert not found.user_ids
    assert "mention" not in found.html


def test_the_name_is_marked_as_its_holder_writes_it_and_without_an_address(room, ana):
    html = mentions.find(room, "@ANA <b>").html
    mark = f'<span class="mention" data-person="{ana.public_id}">@Ana</span>'
    assert mark in html
    assert ana.email not in html
    assert clean(html, "post") == html


def test_whoever_left_or_was_removed_is_not_meant(room, ana, ben, hanne):
    leave(room.cohort, user=ana)
    restrict_member(room, member=ben, by=hanne, kind="ban", reason="Threats")
    assert meant(room, "@Ana @Ben @Hanne") == {hanne.pk}


def test_storing_twice_is_storing_once_and_oneself_is_left_out(thread, ana, ben, hanne):
    post = say(thread, ana)
    mentions.store(post, {ana.pk, ben.pk})
    mentions.store(post, {ben.pk, hanne.pk})
    assert set(Mention.objects.values_list("user", flat=True)) == {ben.pk, hanne.pk}


NAMES = st.text("aAb .*_-'<&ß", min_size=1, max_size=6).filter(str.strip)


@given(st.lists(NAMES, max_size=4), st.text("@aAb .*_-'<&ß`", max_size=40))
def test_whatever_the_names_the_result_is_clean_and_nobody_is_invented(names, text):
    uuid = "00000000-0000-4000-8000-00000000000"
    people = [Person(n, f"{uuid}{n}", name) for n, name in enumerate(names)]
    found: set[int] = set()
    html = html_of(text, split=splitter(people, found))
    assert clean(html, "post") == html
    assert found <= set(range(len(names)))
    assert found == {n for n in range(len(names)) if f"{uuid}{n}" in html}
