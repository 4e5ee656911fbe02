"""The door to addresses that others name: nothing of this machine, nothing slow, nothing large."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from credentials.checking.fetching import Door, connect_to, is_public, parts_of
from credentials.checking.reach import Gone, NotFetched

HOST, PUBLIC = "badges.example.net", "93.184.216.34"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    """A certificate for the host, and the context that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = certificate.public_bytes(Encoding.PEM)
    both = pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(both)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


class Server:
    """A real HTTPS server on this machine that answers with the same bytes, or slowly."""

    def __init__(self, context):
        self.context, self.answer, self.pause = context, b"", 0.0
        self.requests, self.hits = [], 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                plain, _address = self.socket.accept()
            except OSError:
                return
            self.hits += 1
            threading.Thread(target=self.talk, args=(plain,), daemon=True).start()

    def talk(self, plain):
        try:
            with self.context.wrap_socket(plain, server_side=True) as line:
                self.requests.append(line.recv(4_000))
                if not self.pause:
                    line.sendall(self.answer)
                    return
                for letter in self.answer:
                    line.sendall(bytes([letter]))
                    time.sleep(self.pause)
        except OSError:
            return


@pytest.fixture
def server(identity):
    made = Server(identity[0])
    yield made
    made.socket.close()


@pytest.fixture
def door(server, identity):
    """A door for which the public address of the host leads to the server here."""
    connected = []

    def connect(address, seconds):
        connected.append(address)
        assert address == PUBLIC
        return socket.create_connection(("127.0.0.1", server.port), timeout=seconds)

    made = Door(
        agent="Tributary credential check (+https://learn.example.org)",
        resolve=lambda host: [PUBLIC],
        connect=connect,
        context=identity[1],
    )
    made.connected = connected
    return made


def test_what_stands_at_a_public_address_is_fetched(server, door):
    server.answer = OK + b"Content-Length: 2\r\n\r\n{}"
    found = door.fetch(f"https://{HOST}/a/b.json?x=1&y=%20#fragment")
    assert (found.body, found.kind) == (b"{}", "application/json")
    (request,) = server.requests
    lines = request.decode().split("\r\n")
    assert lines[0] == "GET /a/b.json?x=1&y=%20 HTTP/1.1"
    assert f"Host: {HOST}" in lines
    assert any("Tributary credential check" in line for line in lines)
    assert not any(line.lower().startswith(("cookie", "referer")) for line in lines)


def test_a_chunked_answer_is_put_together(server, door):
    server.answer = (
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    )
    assert door.fetch(f"https://{HOST}/").body == b"{}"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n", "sends us on"),
        (b"HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\n\r\n", "sends us on"),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "nothing there"),
        (b"HTTP/1.1 500 Oh\r\n\r\n", "500"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>",
            "a web page",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", "no credential"),
        (OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b", "no credential"),
        (OK + b"\r\n" + b"x" * 1_000_001, "larger than 1 MB"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "could not be reached"),
        (b"", "could not be reached"),
        (OK + b"X: " + b"y" * 70_000, "could not be reached"),
    ],
    ids=lambda x: x if isinstance(x, str) else None,
)
def test_answers_that_are_refused_in_words(server, door, answer, words):
    server.answer = answer
    with pytest.raises(NotFetched) as refused:
        door.fetch(f"https://{HOST}/")
    assert words in refused.value.sentence
    assert HOST in refused.value.sentence


def test_what_was_taken_away_keeps_its_reason(server, door):
    server.answer = b"HTTP/1.1 410 Gone\r\nContent-Length: 2\r\n\r\n{}"
    with pytest.raises(Gone) as gone:
        door.fetch(f"https://{HOST}/")
    assert gone.value.body == b"{}"


@pytest.mark.parametrize("part", ["headers", "body"])
def test_bytes_that_drip_end_with_the_deadline(server, door, part):
    server.answer = OK + (b"\r\n" if part == "body" else b"X: ") + b"1" * 4_000
    server.pause = 0.02
    started = time.monotonic()
    with pytest.raises(NotFetched, match="in time"):
        door.fetch(f"https://{HOST}/")
    assert time.monotonic() - started < 4


def test_a_name_that_is_looked_up_slowly_ends_with_the_deadline(server, door):
    door.resolve = lambda host: time.sleep(4) or [PUBLIC]
    started = time.monotonic()
    with pytest.raises(NotFetched, match="in time"):
        door.fetch(f"https://{HOST}/")
    assert time.monotonic() - started < 3.5
    assert server.hits == 0


def test_a_check_has_six_fetches_and_five_seconds(server, door):
    server.answer = OK + b"Content-Length: 2\r\n\r\n{}"
    for _ in range(6):
        door.fetch(f"https://{HOST}/")
    with pytest.raises(NotFetched, match="more addresses"):
        door.fetch(f"https://{HOST}/")
    late = Door(agent="x", resolve=door.resolve, connect=door.connect)
    late.until = time.monotonic() - 1
    with pytest.raises(NotFetched, match="in time"):
        late.fetch(f"https://{HOST}/")


def test_a_certificate_for_another_name_is_refused(server, door):
    with pytest.raises(NotFetched, match="certificate"):
        door.fetch("https://other.example.net/")
    door.context = ssl.create_default_context()
    with pytest.raises(NotFetched, match="certificate"):
        door.fetch(f"https://{HOST}/")


# --- nothing of this machine or its network


@pytest.fixture
def canary(identity):
    """A server on this machine that must never be reached."""
    made = Server(identity[0])
    yield made
    made.socket.close()
    assert made.hits == 0


PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_but_those_of_the_open_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::1"]
)
def test_ordinary_addresses_are_public(address):
    assert is_public(address)
    assert ipaddress.ip_address(address).is_global


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_not_asked(canary, address):
    """Among public ones, too: one address that is not public is enough."""
    for found in ([address], [PUBLIC, address]):
        door = Door(agent="x", resolve=lambda host, found=found: found, connect=never)
        with pytest.raises(NotFetched, match="open Internet"):
            door.fetch(f"https://{HOST}/")


def never(address, seconds):
    raise AssertionError(f"connected to {address}")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/",
        "https://127.0.0.1/",
        "https://[::1]:{port}/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.1/",
        "https://①②⑦.⓪.⓪.①/",
        "https://127。0。0。1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost:{port}/",
        "https://localhost/",
        "https://localhost./",
        "https://metadata/",
        "http://127.0.0.1:{port}/",
        "http://badges.example.net/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/_x",
        "ftp://badges.example.net/",
        "data:application/json,{{}}",
        "https://badges.example.net:{port}/",
        "https://badges.example.net:22/",
        "https://badges.example.net:99999/",
        "https://user:pass@badges.example.net/",
        "https://badges.example.net@127.0.0.1/",
        "https://127.0.0.1#@badges.example.net/",
        "https://badges.example.net\\@127.0.0.1/",
        "https://-bad-.example.net/",
        "https://a..b.example/",
        "https:///x",
        "https://",
        "//badges.example.net/",
        "https://badges.example.net/" + "x" * 2_000,
        "https://bad host.example/",
        "https://[/",
        "",
    ],
)
def test_addresses_that_lead_inside_or_nowhere(canary, url):
    """With the machine's own resolver and connection: nothing is injected."""
    with pytest.raises(NotFetched) as refused:
        Door(agent="x").fetch(url.format(port=canary.port))
    assert refused.value.sentence


def test_a_name_cannot_change_its_mind_after_it_was_checked(server, door, canary):
    """Rebinding: public when it is asked first, this machine when it is asked again."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    door.resolve = lambda host: next(answers)
    server.answer = OK + b"Content-Length: 2\r\n\r\n{}"
    assert door.fetch(f"https://{HOST}/").body == b"{}"
    assert door.connected == [PUBLIC]
    with pytest.raises(NotFetched, match="open Internet"):
        door.fetch(f"https://{HOST}/")
    assert door.connected == [PUBLIC]


def test_a_redirect_is_never_followed(server, door, canary):
    for place in (f"https://127.0.0.1:{canary.port}/", f"http://[::1]:{canary.port}/"):
        server.answer = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\n\r\n".encode()
        with pytest.raises(NotFetched, match="sends us on"):
            door.fetch(f"https://{HOST}/")


def test_line_ends_cannot_be_smuggled_into_a_request():
    host, path = parts_of("https://badges.example.net/a b?c=d\u00e9%0d%0aX")
    assert (host, path) == (HOST, "/a%20b?c=d%C3%A9%0d%0aX")
    with pytest.raises(NotFetched):
        parts_of("https://badges.example.net/a\r\nHost: x")


def test_the_own_connection_goes_to_the_https_port(monkeypatch):
    """Seen by the operating system's call, which the suite keeps on this machine."""
    asked = []

    def create(address, timeout):
        asked.append((address, timeout))
        raise OSError

    monkeypatch.setattr(socket, "create_connection", create)
    with pytest.raises(OSError):
        connect_to(PUBLIC, 2.0)
    assert asked == [((PUBLIC, 443), 2.0)]
