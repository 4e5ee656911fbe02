"""The listening socket of the rooms, and the server on it.

The send buffer is set on the *listening* socket, so every accepted one inherits it:
a peer that does not read holds 256 KiB, not 4 MiB. TCP_USER_TIMEOUT ends a peer that
reads nothing (uvicorn's ping does not: its close waits behind the unread data).
"""

from __future__ import annotations

import socket
import sys
from typing import Any

SEND_BUFFER = 128 * 1024  # Linux doubles it
USER_TIMEOUT_MS = 40_000


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket whose connections cannot hoard; give it to uvicorn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    made.bind((host, port))
    made.set_inheritable(True)
    return made


def options() -> dict[str, Any]:
    """How uvicorn serves rooms: no compression, small frames in, a grace of ten seconds."""
    return {
        "ws": "websockets-sansio",
        "loop": "auto",
        "http": "auto",
        "lifespan": "off",
        "ws_per_message_deflate": False,
        "ws_max_size": 65_536,
        "ws_ping_interval": 20.0,
        "ws_ping_timeout": 20.0,
        "backlog": 4096,
        "timeout_graceful_shutdown": 10,
        "log_level": "warning",
        "access_log": False,
        "proxy_headers": False,  # nothing here asks where a peer comes from
    }


def run(
    host: str, port: int, workers: int = 1, app: str = "lms.asgi:application"
) -> None:
    """Serve until told to stop. Several workers are several hubs: that needs PostgreSQL."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    sock = listening_socket(host, port)
    config = uvicorn.Config(app, workers=workers, **options())
    name = "localhost" if host in ("127.0.0.1", "::1") else host
    sys.stdout.write(f"Listening on http://{name}:{port}\n")
    sys.stdout.flush()
    if workers == 1:
        uvicorn.Server(config).run(sockets=[sock])
    else:
        Multiprocess(config, sockets=[sock]).run()
