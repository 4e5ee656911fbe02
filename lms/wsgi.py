"""Pages alone, for a WSGI server in production."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
application = get_wsgi_application()

# As in lms.asgi: what is loaded by now stays, and costs no request a full collection.
gc.collect()
gc.freeze()
