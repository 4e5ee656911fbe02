"""Keeps a few child processes running together: all of them, or none."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

STOP_SECONDS = 15
LOOK_SECONDS = 0.2


class Supervisor:
    """Starts commands, waits until a signal or a death, and ends the rest cleanly."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        environment: Mapping[str, str],
        inherit: Sequence[int] = (),
        say: Callable[[str], object],
    ) -> None:
        """`commands` by name; children also get the open files of `inherit`."""
        self.commands = commands
        self.environment = environment
        self.inherit = inherit
        self.say = say
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_stop = 0

    def run(self) -> int:
        """Stay until SIGINT or SIGTERM (0) or until a child ends by itself (1)."""
        before = {
            s: signal.signal(s, self._on_signal)
            for s in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            self._start()
            dead = self._wait()
            if dead:
                code = self.children[dead].returncode
                self.say(
                    f"The {dead} process ended by itself (code {code}): stopping the rest."
                )
            return 1 if dead else 0
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop += 1

    def _start(self) -> None:
        for name, command in self.commands.items():
            # A session of its own: Ctrl-C reaches this process alone, which passes it on.
            self.children[name] = subprocess.Popen(  # noqa: S603
                command,
                env=dict(self.environment),
                pass_fds=self.inherit,
                start_new_session=True,
            )

    def _wait(self) -> str | None:
        while not self.asked_to_stop:
            for name, child in self.children.items():
                if child.poll() is not None:
                    return name
            time.sleep(LOOK_SECONDS)
        return None

    def _stop(self) -> None:
        """Ask politely, wait, then insist; a second signal shortens the wait."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        patience = self.asked_to_stop
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.poll() is None for child in self.children.values()):
            if time.monotonic() > deadline or self.asked_to_stop > patience:
                break
            time.sleep(0.05)
        for child in self.children.values():
            if child.poll() is None:
                child.kill()
            child.wait()
