"""Finding what was said, in the rooms that somebody may read now.

Only words that stand are found: hidden, held and deleted posts are not, from the moment
on. PostgreSQL asks its index of words (`post_words`); SQLite looks into each post.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

from discussions.models import Discussion, Post
from lms.accounts.models import User

FOUND_SHOWN = 20
QUERY_LENGTH = 200
MOST_WORDS = 12
BEFORE_HIT, AFTER_HIT = 90, 170
_WORD = re.compile(r'(-?)"([^"]+)"|(-?)([^\s"]+)')
_BLANKS = re.compile(r"\s+")


class Matches(Func):
    """Whether a post holds the words, as a person types them; PostgreSQL alone.

    The first half is written as the index has it, or the index is not used.
    """

    template = "(to_tsvector('simple', %(expressions)s))"
    arg_joiner = ") @@ websearch_to_tsquery('simple', "
    output_field = BooleanField()


class Found(NamedTuple):
    """A post that was found, and the words around the hit."""

    post: Post
    excerpt: SafeString


class Results(NamedTuple):
    """A page of what was found; `older` is the number of the next page, if any."""

    found: list[Found]
    page: int
    older: int | None


def find(
    user: User, query: str, *, room: Discussion | None = None, page: int = 1
) -> Results:
    """What was said with these words in `room`, or in every room open to `user`.

    The newest first. Nothing is found for nothing asked.
    """
    wanted, unwanted = words_of(query)
    if not wanted:
        return Results([], page, None)
    posts = Post.objects.readable().filter(
        discussion__in=Discussion.objects.open_to(user)
    )
    if room is not None:
        posts = posts.filter(discussion=room)
    start = (page - 1) * FOUND_SHOWN
    rows = list(
        with_words(posts, query, wanted, unwanted)
        .select_related("author", "thread", "discussion__cohort")
        .order_by("-created_at", "-pk")[start : start + FOUND_SHOWN + 1]
    )
    found = [Found(post, excerpt(post, wanted)) for post in rows[:FOUND_SHOWN]]
    return Results(found, page, page + 1 if len(rows) > FOUND_SHOWN else None)


def with_words(
    posts: QuerySet[Post], query: str, wanted: list[str], unwanted: list[str]
) -> QuerySet[Post]:
    """Posts that hold the words that are wanted, and none that is not."""
    if connection.vendor == "postgresql":
        return posts.filter(Matches(F("body"), Value(query)))
    for word in wanted:
        posts = posts.filter(Q(body__icontains=word))
    for word in unwanted:
        posts = posts.exclude(body__icontains=word)
    return posts


def words_of(query: str) -> tuple[list[str], list[str]]:
    """Which words and "phrases" a query asks for, and which with a - it does not want."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, also_minus, word in _WORD.findall(query)[:MOST_WORDS]:
        text = phrase or word
        if re.search(r"\w", text) and text.casefold() != "or":
            (unwanted if minus or also_minus else wanted).append(text)
    return wanted, unwanted


def excerpt(post: Post, wanted: list[str]) -> SafeString:
    """The words around the first hit, every hit in a mark, everything else escaped."""
    said = _BLANKS.sub(" ", html.unescape(strip_tags(post.body_html))).strip()
    hits = re.compile("|".join(re.escape(w) for w in wanted), re.IGNORECASE)
    first = hits.search(said)
    middle = first.start() if first else 0
    start, end = max(0, middle - BEFORE_HIT), middle + AFTER_HIT
    start = said.find(" ", start) + 1 if start else 0
    part = said[start:end]
    if end < len(said):
        part = part.rsplit(" ", 1)[0] + " …"
    marked = format_html_join("", "{}", ((piece,) for piece in pieces(part, hits)))
    return format_html("{}{}", "… " if start else "", marked)


def pieces(part: str, hits: re.Pattern[str]) -> list[str | SafeString]:
    """Text cut at its hits, each of them in a mark."""
    found: list[str | SafeString] = []
    end = 0
    for hit in hits.finditer(part):
        found += [part[end : hit.start()], format_html("<mark>{}</mark>", hit[0])]
        end = hit.end()
    return [*found, part[end:]]
