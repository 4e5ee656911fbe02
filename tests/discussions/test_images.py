"""Pictures of posts: made anew, seen by whoever may read the post, gone with it."""

import datetime as dt
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from discussions.actions.hiding import hide_post
from discussions.actions.images import delete_unsent_images
from discussions.actions.posts import delete_post, publish_post
from discussions.actions.uploads import upload_image
from discussions.errors import NoPicture, PictureTooLarge
from discussions.models import Post, PostImage
from discussions.models.pictures import private
from discussions.pictures import made_anew
from lms.core import clock
from tests.factories.discussions import say

pytestmark = pytest.mark.pages

OUTBOX = {"Accept": "application/json"}


def drawn(format="JPEG", size=(40, 20), mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, format, **more)
    return out.getvalue()


def file(data=None, name="holiday.jpg"):
    return SimpleUploadedFile(name, data or drawn())


def uploaded(client, room, key=None, **values):
    values = {"key": key or uuid.uuid4(), "alt": "A clock", "picture": file(), **values}
    return client.post(f"/discussions/{room.pk}/images/", values, headers=OUTBOX)


@pytest.fixture
def post(room, thread, ana):
    """Ana's post with a picture."""
    key = uuid.uuid4()
    upload_image(
        room, by=ana, key=key, file=io.BytesIO(drawn()), size=1, alt="Our clock"
    )
    return publish_post(
        thread, by=ana, body="Look", client_id=uuid.uuid4(), images=[key]
    ).post


def address(post):
    return f"/discussions/images/{post.images.get().public_id}/"


def test_a_picture_is_turned_made_small_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    exif.get_ifd(0x8825)[2] = (47.0, 22.0, 7.0)  # where it was
    exif[0x010F] = "Secret Camera"
    data = drawn(size=(3000, 1500), exif=exif, comment=b"canary") + b"<script>canary"
    picture = made_anew(io.BytesIO(data))
    assert (picture.width, picture.height) == (800, 1600)
    again = Image.open(io.BytesIO(picture.data))
    assert (again.format, again.size) == ("WEBP", (800, 1600))
    assert not again.getexif()
    for word in (b"Secret", b"canary", b"EXIF", b"ICCP", b"XMP"):
        assert word not in picture.data


@pytest.mark.parametrize(
    ("format", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGB"), ("GIF", "P"), ("JPEG", "CMYK"), ("JPEG", "L")],
)  # fmt: skip
def test_kinds_that_are_taken(format, mode):
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, format)
    assert made_anew(io.BytesIO(out.getvalue()))[1:] == (30, 20)


def test_of_a_moving_picture_the_first_frame_stays():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    again = Image.open(io.BytesIO(made_anew(io.BytesIO(out.getvalue())).data))
    assert getattr(again, "n_frames", 1) == 1
    assert again.convert("RGB").getpixel((4, 4))[0] > 200


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", drawn()[:200], drawn("PNG")[:60],
     drawn("BMP"), drawn("TIFF"), b"GIF89a" + b"\xff" * 90, b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 30],
)  # fmt: skip
def test_whatever_is_no_picture_is_refused_in_words(data):
    with pytest.raises(NoPicture):
        made_anew(io.BytesIO(data))


def test_a_small_file_of_many_pixels_is_not_taken_apart():
    bomb = drawn("PNG", size=(6_000, 6_000), mode="1")
    assert len(bomb) < 20_000
    with pytest.raises(PictureTooLarge):
        made_anew(io.BytesIO(bomb))


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 201), ("facilitator", 201), ("stranger", 404), ("anonymous", 302)],
)
def test_who_may_upload(clients, room, who, status):
    assert uploaded(clients[who], room).status_code == status
    assert PostImage.objects.exists() == (status == 201)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"alt": " "}, "what the picture shows"), ({"alt": "a\x00b"}, "what the picture shows"),
        ({"picture": file(b"x")}, "could not be read"), ({"picture": ""}, "could not be read"),
        ({"key": "x"}, "could not be read"), ({"picture": file(b"x" * 8_000_001)}, "too large"),
    ],
)  # fmt: skip
def test_a_refused_upload_says_what_to_do(clients, room, values, words):
    answer = uploaded(clients["member"], room, **values)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert not PostImage.objects.exists()


def test_the_same_key_again_is_the_same_picture_and_nobody_elses(clients, room):
    key = uuid.uuid4()
    answers = [uploaded(clients["member"], room, key) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert uploaded(clients["other"], room, key).status_code == 409
    assert PostImage.objects.count() == 1


def test_the_outbox_shows_a_picture_with_its_post_and_nobody_elses(
    clients, room, thread, ben
):
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    uploaded(clients["member"], room, mine)
    uploaded(clients["other"], room, theirs)
    values = {"body": "Look", "client_id": uuid.uuid4(), "images": f"{mine} {theirs} x"}
    for _ in range(2):
        clients["member"].post(f"/threads/{thread.pk}/posts/", values, headers=OUTBOX)
    post = Post.objects.get()
    assert [str(i.public_id) for i in post.images.all()] == [str(mine)]
    told = clients["other"].get(f"/discussions/{room.pk}/events/?after=0").json()
    html = told["events"][-1]["html"]
    assert 'width="40" height="20" alt="A clock"' in html


def test_without_scripts_one_form_brings_words_and_picture(clients, room, thread):
    values = {"body": "Look", "client_id": uuid.uuid4(), "alt": "A clock"}
    for _ in range(2):
        answer = clients["member"].post(
            f"/threads/{thread.pk}/posts/", {**values, "picture": file()}
        )
        assert answer.status_code == 303
    assert Post.objects.get().images.count() == PostImage.objects.count() == 1


def test_a_picture_without_words_keeps_what_was_typed(clients, thread):
    values = {"body": "My long thought", "client_id": uuid.uuid4(), "picture": file()}
    answer = clients["member"].post(f"/threads/{thread.pk}/posts/", values)
    assert answer.status_code == 422
    assert "My long thought" in answer.text
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("who", "unsent", "standing", "hidden", "deleted"),
    [
        ("member", 200, 200, 404, 404), ("other", 404, 200, 404, 404), ("root", 404, 200, 200, 404),
        ("facilitator", 404, 200, 200, 404), ("stranger", 404, 404, 404, 404),
        ("anonymous", 302, 302, 302, 302),
    ],
)  # fmt: skip
def test_who_may_see_a_picture(
    clients, post, ana, hanne, who, unsent, standing, hidden, deleted
):
    where, image = address(post), post.images.get()
    PostImage.objects.update(post=None)
    assert clients[who].get(where).status_code == unsent
    PostImage.objects.filter(pk=image.pk).update(post=post)
    assert clients[who].get(where).status_code == standing
    hide_post(post, by=hanne, reason="Shows a child")
    assert clients[who].get(where).status_code == hidden
    Post.objects.update(state="visible")
    delete_post(post, by=ana)
    assert clients[who].get(where).status_code == deleted


def test_it_is_served_as_a_picture_and_asked_for_each_time(clients, post):
    answer = clients["other"].get(address(post))
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    known = {"If-None-Match": answer["ETag"]}
    assert clients["other"].get(address(post), headers=known).status_code == 304
    assert clients["stranger"].get(address(post), headers=known).status_code == 404


def test_what_was_not_sent_for_a_day_and_what_was_taken_back_is_deleted(
    room, post, ana, settle
):
    kept = say(room, ana)
    old, new = uuid.uuid4(), uuid.uuid4()
    for key in (old, new):
        upload_image(room, by=ana, key=key, file=file(), size=1, alt="x")
    PostImage.objects.filter(public_id=old).update(
        created_at=clock.now() - dt.timedelta(hours=25)
    )
    name = post.images.get().file.name
    assert private().exists(name)
    delete_post(post, by=ana)
    assert delete_unsent_images() == 2
    settle()
    assert [i.public_id for i in PostImage.objects.all()] == [new]
    assert not private().exists(name)
    assert kept.is_visible
