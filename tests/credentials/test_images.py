"""Pictures of achievements that leave the site."""

import pytest

from credentials.art import images

pytestmark = pytest.mark.pages


def test_a_preview_picture_has_the_words_in_it():
    stone = images.stone({"kind": "badge", "slug": "screen-time"})
    with_words = images.card(stone, "Screens and sleep", "Tributary")
    assert with_words != images.card(stone, "Screens and sleep", "")
    assert with_words != images.card(stone, "", "Tributary")
