"""Who is meant by an @ in a post: people of its room, by the names that they show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import CohortMembership
from discussions.models import Discussion, Mention, Post
from discussions.models.rooms import RestrictionKind, restrictions
from discussions.rules import text as texts
from lms.core.markdown import Marked, Split

SUGGESTED = 8


class Person(NamedTuple):
    """Somebody of a room, as far as a mention needs them."""

    pk: int
    public_id: str
    name: str


class Found(NamedTuple):
    """A post's HTML with the names in it marked, and whom they mean."""

    html: str
    user_ids: frozenset[int]


def find(room: Discussion, text: str) -> Found:
    """Render a tidy source whose `@Display Name`s are resolved among the room's people.

    The longest name wins, in capitals or not; several people of one name are all meant.
    Nobody outside the room can be meant. One query.
    """
    meant: set[int] = set()
    html = texts.html_of(text, split=splitter(people_of(room), meant))
    return Found(html, frozenset(meant))


def store(post: Post, user_ids: Iterable[int]) -> None:
    """Remember whom a post mentions: new ones are added, those known already stay.

    Who mentions themselves is not told, and so not stored.
    """
    others = sorted(set(user_ids) - {post.author_id})
    Mention.objects.bulk_create(
        [Mention(post=post, user_id=pk) for pk in others], ignore_conflicts=True
    )


def suggest(room: Discussion, start: str) -> list[Person]:
    """People of the room one of whose names begins so, at most eight.

    Those whose first name begins so come first.
    """
    start = " ".join(start.split())
    name = "user__display_name"
    begins = Q(**{f"{name}__istartswith": start})
    begins |= Q(**{f"{name}__icontains": f" {start}"})
    found = persons(present(room).filter(begins).order_by(name, "pk")[:50])
    key = key_of(start)
    found.sort(key=lambda p: not key_of(p.name).startswith(key))
    return found[:SUGGESTED]


def people_of(room: Discussion) -> list[Person]:
    """Everybody who can be mentioned in a room: who is a member and may read it now."""
    return persons(present(room).order_by("pk"))


def present(room: Discussion) -> QuerySet[CohortMembership]:
    """The open memberships of a room's cohort, but for those who were removed from it."""
    audience = OuterRef("cohort__series__audience")
    banned = restrictions(
        room.pk, OuterRef("user"), RestrictionKind.BAN, audience=audience
    )
    return CohortMembership.objects.filter(
        ~Exists(banned),
        cohort=room.cohort_id,
        left_at__isnull=True,
        user__anonymized_at__isnull=True,
    ).exclude(user__display_name="")


def persons(members: QuerySet[CohortMembership]) -> list[Person]:
    """Memberships as people."""
    rows = members.values_list("user", "user__public_id", "user__display_name")
    return [Person(pk, str(public_id), name) for pk, public_id, name in rows]


def key_of(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(name.split()).casefold()


def splitter(people: Iterable[Person], meant: set[int]) -> Split:
    """What finds these people's names in plain text, and adds them to `meant`."""
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_name[key_of(person.name)].append(person)
    names = sorted({p.name for group in by_name.values() for p in group}, key=len)
    pattern = _pattern(reversed(names))

    def split(text: str) -> Iterator[str | Marked]:
        at = 0
        for found in pattern.finditer(text) if names else ():
            if group := by_name.get(key_of(found[1])):
                yield text[at : found.start()]
                yield Marked(f"@{group[0].name}", [p.public_id for p in group])
                meant.update(p.pk for p in group)
                at = found.end()
        yield text[at:]

    return split


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """`@` and one of the names, the longest first; neither within a word."""
    spelled = (r"[ \u00a0]+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<![\w@])@({'|'.join(spelled)})(?!\w|-\w)", re.IGNORECASE)
