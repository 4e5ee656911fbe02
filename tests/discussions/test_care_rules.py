"""The pure rules of care: what flags weigh, and which posts wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discussions.rules import triage
from discussions.rules.holding import Rules, has_word, tidy_words, why_held
from discussions.rules.triage import ENOUGH, Record, Said, hides, weight

REASONS = ["names_child", "danger", "unkind", "advert", "other"]
NEW, RIGHT, WRONG = Record(), Record(3, 0), Record(0, 3)
records = st.builds(Record, st.integers(0, 50), st.integers(0, 50))


@pytest.mark.parametrize(
    ("reason", "record", "halves"),
    [
        ("other", NEW, 2), ("danger", NEW, 4), ("other", RIGHT, 3), ("danger", RIGHT, 6),
        ("other", WRONG, 1), ("names_child", WRONG, 2), ("other", Record(2, 0), 2),
        ("other", Record(0, 2), 2), ("other", Record(2, 2), 2), ("other", Record(4, 2), 3),
    ],
)  # fmt: skip
def test_what_a_flag_weighs(reason, record, halves):
    assert weight(reason, record) == halves


@given(st.sampled_from(REASONS), records)
def test_a_flag_never_weighs_nothing_and_a_facilitators_is_enough(reason, record):
    assert 0 < weight(reason, record) <= ENOUGH
    assert weight(reason, record, by_facilitator=True) == ENOUGH


@given(st.sampled_from(REASONS), records)
def test_one_person_alone_never_hides_a_post(reason, record):
    assert not hides([Said(weight(reason, record))])


@pytest.mark.parametrize(
    ("flags", "hidden"),
    [
        ([], False),
        ([Said(2)] * 2, False),
        ([Said(2)] * 3, True),
        ([Said(4), Said(2)], True),
        ([Said(3), Said(2)], False),
        ([Said(3)] * 2, True),
        ([Said(1)] * 5, False),
        ([Said(1)] * 6, True),
        ([Said(6, by_facilitator=True)], True),
    ],
)
def test_when_flags_hide_a_post(flags, hidden):
    assert hides(flags) is hidden


@given(st.lists(st.integers(1, 6).map(Said)), st.integers(1, 6).map(Said))
def test_one_more_flag_never_shows_a_post(flags, one):
    assert hides([*flags, one]) >= hides(flags)


def test_a_child_and_a_danger_come_first():
    assert [r for r in REASONS if triage.is_serious(r)] == ["names_child", "danger"]


@pytest.mark.parametrize(
    ("body", "words", "found"),
    [
        ("Die Straße ist lang", ["STRASSE"], True),
        ("A classic", ["class"], False),
        ("a CLASS apart", ["class"], True),
        ("résumé", ["resume"], False),
        ("re\u0301sume\u0301", ["résumé"], True),
        ("b\u200bad word", ["bad"], True),
        ("*bad*, really", ["bad"], True),
        ("snake_bad_case", ["bad"], True),
        ("Read the  whole\nthing", ["whole thing"], True),
        ("ΟΔΥΣΣΕΥΣ", ["οδυσσευς"], True),
        ("किताब अच्छी है", ["किता"], False),
        ("किताब अच्छी है", ["किताब"], True),
        ("50% off", ["50%"], True),
        ("", ["x"], False),
    ],
)
def test_words_are_whole_words_in_any_script(body, words, found):
    assert has_word(body, tidy_words("\n".join(words))) is found


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("see https://example.org/x", True), ("see [this](//example.org)", True),
        ("WWW.example.org", True), ("mailto:a@example.org", True),
        ("no link: just a colon", False), ("an array[0] (zero)", False),
    ],
)  # fmt: skip
def test_what_counts_as_a_link(body, held):
    assert bool(why_held(Rules(links=True), body)) is held


def test_why_a_post_waits_names_the_word_before_the_link_before_the_first_post():
    rules = Rules(links=True, first_posts=True, words="secret")
    said = "a secret at https://example.org"
    assert why_held(rules, said, is_first=True) == "word"
    assert why_held(rules._replace(words=""), said, is_first=True) == "link"
    assert why_held(rules, "Hello", is_first=True) == "first"
    assert why_held(rules, "Hello") == ""
    assert why_held(Rules(), said, is_first=True) == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_kept_list_is_read_as_it_was_written(one, other):
    rules = Rules(True, False, "\n".join(tidy_words(f"{one}\n{other}\n{one}")))
    assert Rules.load(rules.dump()) == rules
    assert tidy_words(rules.words) == rules.words.splitlines()


@given(st.text(min_size=1, max_size=30))
def test_every_word_of_the_list_is_found_by_itself(word):
    for kept in tidy_words(word):
        assert has_word(f"“{word}”" if "\n" not in word else kept, [kept]) or (
            len(tidy_words(word)) > 1
        )
