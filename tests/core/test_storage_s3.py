"""Two buckets of an S3 service: pictures for everybody, private files by signed link."""

import time
import urllib.request
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from lms.settings import services


@pytest.fixture(scope="module")
def service():
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def buckets(service, monkeypatch, settings):
    """The storages that base.py makes when two buckets are named."""
    public, private = f"public-{uuid4()}", f"private-{uuid4()}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "tester",
        "AWS_SECRET_ACCESS_KEY": "no secret",
        "S3_ENDPOINT_URL": service,
        "S3_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=service, region_name="us-east-1")
    client.create_bucket(Bucket=public)
    client.create_bucket(Bucket=private)
    settings.STORAGES = services.storages(settings.PRIVATE_ROOT, public, private)
    return client, public, private


def keys(client, bucket):
    return {
        item["Key"] for item in client.list_objects(Bucket=bucket).get("Contents", [])
    }


def test_public_and_private_files_lie_in_their_own_buckets(buckets):
    client, public, private = buckets
    seen = storages["default"].save("boat.png", ContentFile(b"picture"))
    hidden = storages["private"].save("roster.csv", ContentFile(b"names"))
    assert keys(client, public) == {seen}
    assert keys(client, private) == {hidden}
    assert storages["default"].open(seen).read() == b"picture"
    assert storages["private"].open(hidden).read() == b"names"


def test_a_second_file_of_the_same_name_replaces_nothing(buckets):
    first = storages["private"].save("evidence.pdf", ContentFile(b"one"))
    second = storages["private"].save("evidence.pdf", ContentFile(b"two"))
    assert first != second
    assert storages["private"].open(first).read() == b"one"


def test_a_private_link_is_signed_for_a_minute_and_a_public_one_is_plain(buckets):
    seen = storages["default"].save("boat.png", ContentFile(b"picture"))
    hidden = storages["private"].save("roster.csv", ContentFile(b"names"))
    plain = urlsplit(storages["default"].url(seen))
    signed = parse_qs(urlsplit(storages["private"].url(hidden)).query)
    assert plain.query == ""
    assert 0 < int(signed["Expires"][0]) - time.time() <= 60
    with urllib.request.urlopen(storages["private"].url(hidden)) as answer:
        assert answer.read() == b"names"


def test_one_bucket_alone_is_not_enough(settings):
    made = services.storages(settings.PRIVATE_ROOT, "only-this", "")
    assert "s3" not in made["default"]["BACKEND"]
