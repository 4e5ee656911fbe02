"""Rooms, talk, its care, and the steps that are finished by talking."""

from discussions.models.care import Flag, ModerationAction
from discussions.models.pages import DiscussionPage, PracticePage, Reflection
from discussions.models.rooms import Discussion, LiveEvent, LogCursor, Restriction
from discussions.models.talk import (
    Post,
    PostRevision,
    Reaction,
    Thread,
    ThreadReader,
)

__all__ = [
    "Discussion",
    "DiscussionPage",
    "Flag",
    "LiveEvent",
    "LogCursor",
    "ModerationAction",
    "Post",
    "PostRevision",
    "PracticePage",
    "Reaction",
    "Reflection",
    "Restriction",
    "Thread",
    "ThreadReader",
]
