"""Bare servers to measure the rooms against: `python -m tests.benchmarks._rivals NAME PORT`.

picows: a server in Cython that hands one prebuilt message to every listener. channels:
Channels' own consumer and in-memory layer, as its tutorial has it. A socket on /control
says what is to be told; everybody else listens. They keep nothing and know nobody.
"""

import asyncio
import os
import sys

READY = b'{"type":"ready"}'


async def picows(port: int) -> None:
    """One write() for each listener and message."""
    from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_create_server

    crowd: set[WSTransport] = set()

    class Ear(WSListener):
        def on_ws_connected(self, transport: WSTransport) -> None:
            crowd.add(transport)
            transport.send(WSMsgType.TEXT, READY)

        def on_ws_disconnected(self, transport: WSTransport) -> None:
            crowd.discard(transport)

    class Control(WSListener):
        def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
            if frame.msg_type == WSMsgType.TEXT:
                told = frame.get_payload_as_bytes()
                for peer in crowd:
                    peer.send(WSMsgType.TEXT, told)

    def listener(request: object) -> WSListener:
        return Control() if request.path == b"/control" else Ear()

    server = await ws_create_server(listener, "127.0.0.1", port)
    await server.serve_forever()


def channels(port: int) -> None:
    """group_send to a group, under the same uvicorn as ours."""
    import django
    from django.conf import settings

    settings.configure(
        CHANNEL_LAYERS={
            "default": {
                "BACKEND": "channels.layers.InMemoryChannelLayer",
                "CONFIG": {"capacity": 1_000_000},
            }
        },
        INSTALLED_APPS=["channels"],
        SECRET_KEY="bench",
    )
    django.setup()
    import uvicorn
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import URLRouter
    from django.urls import path

    class Ear(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            await self.channel_layer.group_add("room", self.channel_name)
            await self.accept()
            await self.send(text_data=READY.decode())

        async def told(self, event: dict) -> None:
            await self.send(text_data=event["text"])

    class Control(AsyncWebsocketConsumer):
        async def receive(self, text_data: str = "", bytes_data: bytes = b"") -> None:
            await self.channel_layer.group_send(
                "room", {"type": "told", "text": text_data}
            )

    application = URLRouter(
        [path("control", Control.as_asgi()), path("", Ear.as_asgi())]
    )
    uvicorn.run(
        application, host="127.0.0.1", port=port, log_level="warning",
        ws="websockets-sansio", ws_per_message_deflate=False, lifespan="off",
    )  # fmt: skip


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    if sys.argv[1] == "picows":
        asyncio.run(picows(int(sys.argv[2])))
    else:
        channels(int(sys.argv[2]))
