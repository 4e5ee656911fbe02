"""Production: everything comes from the environment; what is missing stops the start."""

import os
import sys

from lms.settings.base import *
from lms.settings.base import SITE_URL


def required(name: str, meaning: str) -> str:
    """An environment variable, or exit 1 with a sentence that says what to set."""
    value = os.environ.get(name, "")
    if not value:
        sys.stderr.write(f"{name} is not set: {meaning}\n")
        sys.exit(1)
    return value


MAIL_FOLDER = None
SECRET_KEY = required("SECRET_KEY", "a random text of at least 50 characters.")
if len(SECRET_KEY) < 50:
    sys.stderr.write("SECRET_KEY is shorter than 50 characters: make a longer one.\n")
    sys.exit(1)
SIGNING_KEK = required(
    "SIGNING_KEK", "32 random bytes in base64; keep it off the database."
)
required("SITE_URL", "the public address, such as https://learn.example.org.")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "host names, separated by commas.").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SOCKET_ORIGINS = [SITE_URL]
DEBUG = False

SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT") or "1")

EMAIL_HOST = os.environ.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or "25")
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"

if not REDIS_URL:
    # Limits must hold across processes: without Redis they live in the database.
    CACHES["default"] = {
        "BACKEND": "lms.core.cache.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
