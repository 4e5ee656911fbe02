"""Starting the site: the port, the two processes, and how they end."""

import os
import signal
import socket
import sys
import threading
import time

import pytest
from django.core.management import CommandError, call_command

from lms.management.supervisor import Supervisor

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
]


def supervise(**commands):
    said = []
    return Supervisor(commands, environment=os.environ, say=said.append), said


def after(seconds, *signals):
    """Send this process signals, as a terminal or an init system would."""

    def send():
        for number in signals:
            time.sleep(seconds)
            os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_and_is_no_failure(asked):
    supervisor, said = supervise(pages=STAYS, worker=STAYS)
    after(0.3, asked)
    assert supervisor.run() == 0
    assert [child.poll() for child in supervisor.children.values()] == [-15, -15]
    assert said == []


def test_when_one_process_dies_the_rest_ends_and_the_reason_is_said():
    dies = [sys.executable, "-c", "raise SystemExit(3)"]
    supervisor, said = supervise(pages=STAYS, worker=dies)
    assert supervisor.run() == 1
    assert supervisor.children["pages"].poll() == -signal.SIGTERM
    assert said == ["The worker process ended by itself (code 3): stopping the rest."]


def test_a_second_signal_does_not_wait():
    supervisor, _ = supervise(pages=STUBBORN)
    started = time.monotonic()
    after(0.5, signal.SIGINT, signal.SIGINT)
    assert supervisor.run() == 0
    assert time.monotonic() - started < 10
    assert supervisor.children["pages"].poll() == -signal.SIGKILL


def test_a_port_in_use_is_one_sentence(settings):
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.PORT = str(other.getsockname()[1])
        with pytest.raises(CommandError, match="is in use by another program"):
            call_command("serve")


@pytest.mark.parametrize("port", ["eighty", "70000", "-1"])
def test_a_port_that_is_none_is_one_sentence(settings, port):
    settings.PORT = port
    with pytest.raises(CommandError, match="a number from 1 to 65535"):
        call_command("serve")
