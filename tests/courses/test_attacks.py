"""What a hostile or clumsy person types into the catalog and into an address."""

import pytest


@pytest.mark.parametrize(
    "words", ["\x00", "a\x00b", "'", '"', "(", "*", "a AND", "a:b", "\\", "%", "🌊", "x" * 5000]
)  # fmt: skip
def test_any_words_may_be_looked_for(client, course, words):
    catalog = course.get_parent().get_url()
    assert client.get(catalog, {"q": words, "topic": words}).status_code == 200


def test_an_address_with_a_character_that_cannot_be_stored_is_404(client, course):
    for path in ("/%00/", f"{course.get_url()}a%00b/"):
        assert client.get(path).status_code == 404
