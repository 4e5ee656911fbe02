"""Reads for a post's fragment: how people reacted to it, and what pictures it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from discussions.models import Post, PostImage, Reaction
from discussions.models.signs import Emoji

KEYS = {emoji.name.lower(): emoji for emoji in Emoji}
"""What a reaction is called in forms: "helped", "same", "thanks", "tried", "more"."""


class Sign(NamedTuple):
    """One way of reacting to a post: how many did, and who.

    `words` are lazy: they are read in the language in which the fragment is rendered.
    `who` holds the first eight digits of each one's public id: enough for a page to know
    its own reader, and light in a fragment.
    """

    key: str
    emoji: str
    words: object
    total: int
    who: str


def dress(posts: Iterable[Post]) -> None:
    """Give posts what their fragments show beside the words.

    Two queries, however many posts; the second only where one may have pictures.
    """
    standing = {p.pk: p for p in posts if p.is_visible}
    if not standing:
        return
    reacted: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Reaction.objects.filter(post__in=standing).order_by("pk")
    for post_id, emoji, who in rows.values_list("post", "emoji", "user__public_id"):
        reacted[post_id][emoji].append(str(who)[:8])
    pictures: dict[int, list[PostImage]] = defaultdict(list)
    for image in PostImage.objects.filter(post__in=standing).order_by("pk"):
        pictures[image.post_id or 0].append(image)
    for pk, post in standing.items():
        post.signs = signs(reacted.get(pk, {}))
        post.pictures = pictures.get(pk, [])


def signs(reacted: Mapping[str, list[str]]) -> list[Sign]:
    """The reactions that somebody made, in their one order."""
    return [
        Sign(
            key, emoji.value, emoji.label, len(reacted[emoji]),
            " ".join(reacted[emoji]),
        )
        for key, emoji in KEYS.items()
        if emoji in reacted
    ]  # fmt: skip


def every_sign(reacted: Iterable[str] = ()) -> list[tuple[str, str, object, bool]]:
    """All five as key, emoji, words, and whether it is among `reacted`."""
    mine = set(reacted)
    return [
        (key, emoji.value, emoji.label, emoji in mine) for key, emoji in KEYS.items()
    ]
