"""Keeps the suite on this machine."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def only_this_machine() -> Iterator[None]:
    """Inside the block 127.0.0.1 and ::1 can be reached; anything else fails by name."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            refuse_outside(address[0])
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_outside(host)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def refuse_outside(host: str | bytes | None) -> None:
    """Raise unless `host` is this machine."""
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    try:
        address = ipaddress.ip_address(name)
        inside = address.is_loopback or address.is_unspecified
    except ValueError:
        inside = name == "localhost"
    if not inside:
        raise OSError(f"A test tried to reach {name}: tests stay on this machine.")
