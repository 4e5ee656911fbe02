"""Rooms, talk, its care, and the steps that are finished by talking."""

from discussions.models.care import Appeal, Flag, HandOver, ModerationAction, Nudge
from discussions.models.pages import DiscussionPage, PracticePage, Reflection
from discussions.models.pictures import PostImage
from discussions.models.rolling import MergeOffer, Recap
from discussions.models.rooms import Discussion, LiveEvent, LogCursor, Restriction
from discussions.models.sessions import (
    AgendaItem,
    Attendance,
    FacilitatedSession,
    RaisedHand,
)
from discussions.models.signs import Mention, Reaction
from discussions.models.talk import (
    Post,
    PostRevision,
    RoomReader,
    Thread,
    ThreadReader,
)
from discussions.models.voices import EarlierVoice

__all__ = [
    "AgendaItem",
    "Appeal",
    "Attendance",
    "Discussion",
    "DiscussionPage",
    "EarlierVoice",
    "FacilitatedSession",
    "Flag",
    "HandOver",
    "LiveEvent",
    "LogCursor",
    "Mention",
    "MergeOffer",
    "ModerationAction",
    "Nudge",
    "Post",
    "PostImage",
    "PostRevision",
    "PracticePage",
    "RaisedHand",
    "Reaction",
    "Recap",
    "Reflection",
    "Restriction",
    "RoomReader",
    "Thread",
    "ThreadReader",
]
