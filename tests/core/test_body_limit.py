"""Bodies of requests are counted before the framework keeps any of them."""

import asyncio

import pytest

from lms.asgi import application
from lms.core.body_limit import LIMIT, PICTURE_LIMIT, STAFF_LIMIT, limited

CHUNK = 64_000


class Sender:
    """A browser that sends a body in pieces, and remembers what it was asked for."""

    def __init__(self, size, chunk=CHUNK):
        self.left, self.chunk = size, chunk
        self.taken = 0
        self.answers = []

    async def receive(self):
        size = min(self.chunk, self.left)
        self.left -= size
        self.taken += size
        return {
            "type": "http.request",
            "body": b"x" * size,
            "more_body": self.left > 0,
        }

    async def send(self, message):
        self.answers.append(message)

    def ask(self, app, path, announced=None):
        headers = [(b"host", b"testserver")]
        if announced is not None:
            headers.append((b"content-length", announced))
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": headers,
        }
        asyncio.run(app(scope, self.receive, self.send))
        body = b"".join(m.get("body", b"") for m in self.answers)
        return self.answers[0]["status"], body.decode()


async def whole(scope, receive, send):
    """An application that reads everything and says how much it was."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


@pytest.mark.parametrize("announced", [b"50000000", b"9" * 5_000, b"many"])
def test_what_is_announced_as_too_large_is_not_read_at_all(announced):
    sender = Sender(50_000_000)
    status, sentence = sender.ask(application, "/verify/", announced)
    assert (status, sentence) == (
        413,
        "That is too large: at most 2 MB can be sent here.",
    )
    assert sender.taken == 0


@pytest.mark.parametrize("announced", [None, b"12"])
@pytest.mark.parametrize("chunk", [CHUNK, 50_000_000])
def test_what_is_not_announced_is_counted_and_cut_off(announced, chunk):
    sender = Sender(50_000_000, chunk)
    status, _sentence = sender.ask(application, "/verify/", announced)
    assert status == 413
    assert sender.taken <= LIMIT + chunk


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/verify/", LIMIT, 200),
        ("/verify/", LIMIT + 1, 413),
        ("/me/", LIMIT + 1, 413),
        ("/cms/documents/add/", LIMIT + 1, 200),
        ("/cms/documents/add/", STAFF_LIMIT, 200),
        ("/cms/documents/add/", STAFF_LIMIT + 1, 413),
        ("/cmsx/", LIMIT + 1, 413),
        ("/discussions/7/images/", PICTURE_LIMIT, 200),
        ("/threads/7/posts/", PICTURE_LIMIT, 200),
        ("/threads/7/posts/", PICTURE_LIMIT + 1, 413),
    ],
)
def test_staff_may_send_more_below_the_cms_and_members_a_picture(path, size, status):
    for announced in (None, str(size).encode()):
        assert Sender(size).ask(limited(whole), path, announced)[0] == status


def test_the_limit_lies_below_what_is_kept_in_memory_and_above_what_is_allowed(
    settings,
):
    from credentials.views.verify import MAX_BODY
    from discussions.pictures import MAX_BYTES

    assert MAX_BODY < LIMIT < settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE < STAFF_LIMIT
    assert MAX_BYTES < PICTURE_LIMIT
