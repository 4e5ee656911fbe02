"""Pages and live rooms in one application; production serves them apart."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402  apps must be loaded first

from discussions.routing import application as websocket  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": websocket})
