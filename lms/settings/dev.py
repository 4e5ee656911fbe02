"""Development: everything works with no environment variable at all."""

import os

from lms.settings.base import *
from lms.settings.base import INSTALLED_APPS, PORT, VAR
from lms.settings.secrets import demo_password, secret_key, signing_kek

(VAR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise looks there, too
DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(VAR / "secrets")
SIGNING_KEK = os.environ.get("SIGNING_KEK") or signing_kek(VAR / "secrets")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}"]
SOCKET_ORIGINS = CSRF_TRUSTED_ORIGINS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# Mails become files that /dev/mail/ shows.
MAIL_FOLDER = VAR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(MAIL_FOLDER)

DEMO_ALLOWED = True
SERVES_MEDIA = True
INSTALLED_APPS = [*INSTALLED_APPS, "lms.demo"]
DEMO_PASSWORD = demo_password(VAR / "secrets")

# Static files straight from the source tree: no collectstatic step before the first page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
