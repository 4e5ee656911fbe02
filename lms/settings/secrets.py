"""Secrets made once on first run, for development only (production reads the environment)."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _once(path: Path, make: Callable[[], str]) -> str:
    """The text of a secret file, mode 0600; made by the first process that asks."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(make() + "\n")
    return path.read_text().strip()


def secret_key(folder: Path) -> str:
    """Django's SECRET_KEY."""
    return _once(folder / "secret-key", lambda: secrets.token_urlsafe(50))


def signing_kek(folder: Path) -> str:
    """The key that encrypts issuers' private keys: 32 bytes, base64."""
    return _once(
        folder / "signing-kek",
        lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
    )


def demo_password(folder: Path) -> str:
    """The password that all demo people of this site share."""
    words = [
        "river",
        "stone",
        "maple",
        "ferry",
        "delta",
        "otter",
        "willow",
        "harbor",
        "meadow",
        "heron",
    ]
    return _once(
        folder / "demo-password",
        lambda: "-".join(
            [*(secrets.choice(words) for _ in range(3)), secrets.token_hex(2)]
        ),
    )
