"""Pages and live rooms in one application; production serves them apart."""

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
django = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402  apps must be loaded first

from discussions.routing import application as websocket  # noqa: E402
from lms.core.body_limit import limited  # noqa: E402

application = ProtocolTypeRouter({"http": limited(django), "websocket": websocket})

# What is loaded by now stays for good. Out of the collector's sight it costs no pause: a
# full collection of everything that Django and Wagtail hold would stop every room.
gc.collect()
gc.freeze()
