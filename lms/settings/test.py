"""Tests: as development, with fast passwords, mail in memory and tasks after commit."""

import atexit
import shutil
import tempfile
from pathlib import Path

from lms.settings.base import *
from lms.settings.base import INSTALLED_APPS, MIDDLEWARE, STORAGES

_SCRATCH = Path(tempfile.mkdtemp(prefix="tributary-test-"))
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)
SECRET_KEY = "for the test suite only, never for a site that people use"  # noqa: S105
SIGNING_KEK = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://localhost:8000"
CREDENTIALS_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SOCKET_ORIGINS = [SITE_URL, "http://testserver"]
DEMO_ALLOWED = True
SERVES_MEDIA = True
INSTALLED_APPS = [*INSTALLED_APPS, "lms.demo"]
DEMO_PASSWORD = "river-stone-maple-test"  # noqa: S105
MAIL_FOLDER = None
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "lms.core.tasks.OnCommitBackend"}}
MEDIA_ROOT = _SCRATCH / "media"
PRIVATE_ROOT = _SCRATCH / "private"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]
