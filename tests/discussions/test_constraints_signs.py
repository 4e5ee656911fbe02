"""The database is the last judge: marks, mentions and pictures of posts."""

import uuid

import pytest

from discussions.models import Mention, Post, PostImage
from lms.core import clock
from tests.factories.discussions import say
from tests.factories.refusals import refuses


@pytest.fixture
def post(thread, ana):
    return say(thread, ana)


def test_a_mark_says_who_set_it(post, hanne):
    for changes in ({"helpful_at": clock.now()}, {"helpful_by": hanne}):
        with refuses("post_helpful_by_somebody"):
            Post.objects.filter(pk=post.pk).update(**changes)


def test_a_thread_holds_one_mark(thread, post, ben, hanne):
    second = say(thread, ben)
    marking = {"helpful_at": clock.now(), "helpful_by": hanne}
    Post.objects.filter(pk=post.pk).update(**marking)
    with refuses("post_one_helpful_in_a_thread"):
        Post.objects.filter(pk=second.pk).update(**marking)


def test_a_post_mentions_somebody_once(post, ben):
    Mention.objects.create(post=post, user=ben)
    with refuses("mention_once_per_post"):
        Mention.objects.create(post=post, user=ben)


def test_a_picture_says_what_it_shows_and_has_a_size(room, post, ana):
    values = {"discussion": room, "uploader": ana, "post": post, "file": "talk/x.webp"}
    PostImage.objects.create(**values, alt="A clock", width=1, height=1)
    with refuses("post_image_says_what_it_shows"):
        PostImage.objects.create(**values, alt="", width=1, height=1)
    with refuses("post_image_has_a_size"):
        PostImage.objects.create(
            **values, alt="A clock", width=0, height=1, public_id=uuid.uuid4()
        )
