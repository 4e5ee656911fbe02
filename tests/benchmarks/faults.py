"""What a room goes through: killed, cut, stalled, and nothing of it heard by anybody.

    python -m tests.benchmarks.faults [--json] [--minutes 2] [--seed 1]

Two live processes, two page workers, Redis and PostgreSQL; people write over HTTP and
send again what had no answer, people listen and resume. One fault after another, in an
order of chance; then the checker (`_faults_check.py`): every acknowledged post once, in
order, at everybody. Exit code 1 when one was lost, doubled or told out of order, when a
listener had to fetch the page, or when it took more than five seconds from a fault to the
first acknowledgement.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.benchmarks._faults_check import Ack, Heard, Row, Verdict, check
from tests.benchmarks._faults_people import Author, Ear, Told
from tests.benchmarks._faults_site import Proxy, Site, site
from tests.benchmarks._served import session_of

FIRST_ACK_SECONDS = 5.0
WRITERS, LISTENERS = 10, 8
EVERY = 0.5  # a writer's pause between posts
CALM = 6.0  # seconds from one fault to the next
PATIENCE = 60.0


def main() -> int:
    """Hurt the site for so many minutes, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    from tests.benchmarks.posts import postgresql

    with postgresql() as folder, site(folder) as hurt:
        story = Story(hurt, random.Random(options.seed))
        story.live_through(story.of_minutes(options.minutes))
        return show(story, as_json=options.json)


# --- the faults: each returns when it has been mended


async def room_killed(hurt: Site, dice: random.Random) -> None:
    """kill -9 of one live process; a supervisor starts it again."""
    victim = dice.choice(hurt.rooms)
    victim.kill()
    await asyncio.sleep(1)
    victim.start()


async def page_worker_killed(hurt: Site, dice: random.Random) -> None:
    """kill -9 of one of two page workers."""
    os.kill(hurt.page_worker(), signal.SIGKILL)


async def redis_killed(hurt: Site, dice: random.Random) -> None:
    """Redis gone for two seconds, and empty when it is back."""
    hurt.redis.kill()
    await asyncio.sleep(2)
    hurt.redis.start()


async def backends_terminated(hurt: Site, dice: random.Random) -> None:
    """PostgreSQL ends every connection of the site."""
    await asyncio.to_thread(hurt.terminate_backends)


async def sockets_dropped(hurt: Site, dice: random.Random) -> None:
    """Every listener's connection is cut without a word."""
    hurt.rooms_proxy.drop()


async def answers_lost(hurt: Site, dice: random.Random) -> None:
    """For a second every answer to a post is thrown away on its way."""
    hurt.pages_proxy.loses_answers = True
    await asyncio.sleep(1)
    hurt.pages_proxy.loses_answers = False


async def room_stalled(hurt: Site, dice: random.Random) -> None:
    """One live process does nothing for three seconds, then goes on."""
    await stalled(dice.choice(hurt.rooms).pid)


async def page_worker_stalled(hurt: Site, dice: random.Random) -> None:
    """One page worker does nothing for three seconds, then goes on."""
    await stalled(hurt.page_worker())


async def stalled(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)
    await asyncio.sleep(3)
    os.kill(pid, signal.SIGCONT)


Fault = Callable[[Site, random.Random], Awaitable[None]]
FAULTS: tuple[Fault, ...] = (
    room_killed, page_worker_killed, redis_killed, backends_terminated, sockets_dropped,
    answers_lost, room_stalled, page_worker_stalled,
)  # fmt: skip


# --- what happened


@dataclass
class Story:
    """A room, its people, and the faults they lived through."""

    hurt: Site
    dice: random.Random
    authors: list[Author] = field(default_factory=list)
    ears: dict[str, Ear] = field(default_factory=dict)
    faults: list[tuple[str, float]] = field(default_factory=list)
    calm: float = CALM
    room_id: int = 0

    def of_minutes(self, minutes: float) -> list[Fault]:
        """So many faults, each kind as often as the others, in an order of chance."""
        found: list[Fault] = []
        for _ in range(max(1, round(minutes * 60 / (self.calm * len(FAULTS))))):
            found += self.dice.sample(FAULTS, len(FAULTS))
        return found

    def live_through(
        self, faults: list[Fault], *, writers: int = WRITERS, listeners: int = LISTENERS
    ) -> None:
        """Let people write and listen while the site is hurt; then wait for calm."""
        self.fill(writers, listeners)
        asyncio.run(self._live_through(faults))

    def fill(self, writers: int, listeners: int) -> None:
        """A room, and everybody signed in."""
        from tests.factories.accounts import person
        from tests.factories.discussions import hello, lounge

        people = [person() for _ in range(writers + listeners)]
        room = lounge(*people)
        room.refresh_from_db()
        self.room_id = room.pk
        path = f"/threads/{hello(room).pk}/posts/"
        rooms = f"localhost:{self.hurt.rooms_port}"
        self.authors = [
            Author(self.hurt.pages_port, rooms, path, session_of(who))
            for who in people[:writers]
        ]
        self.ears = {
            who.display_name: Ear(
                self.hurt.rooms_port, room.pk, session_of(who), str(room.epoch), 1
            )
            for who in people[writers:]
        }

    async def _live_through(self, faults: list[Fault]) -> None:
        proxies: list[Proxy] = [self.hurt.pages_proxy, self.hurt.rooms_proxy]
        for proxy in proxies:
            await proxy.start()
        everybody_hears = [asyncio.Event() for _ in self.ears]
        listening = [
            asyncio.create_task(ear.run(event.set))
            for ear, event in zip(self.ears.values(), everybody_hears, strict=True)
        ]
        async with asyncio.timeout(PATIENCE):
            for event in everybody_hears:
                await event.wait()
        writing = [asyncio.create_task(a.run(EVERY)) for a in self.authors]
        self.faults.append(("before any fault", time.monotonic()))
        await asyncio.sleep(self.calm / 2)
        for fault in faults:
            self.faults.append((fault.__name__.replace("_", " "), time.monotonic()))
            await fault(self.hurt, self.dice)
            since = time.monotonic() - self.faults[-1][1]
            await asyncio.sleep(max(0, self.calm - since))
        await self._until_calm(writing)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for proxy in proxies:
            await proxy.close()

    async def _until_calm(self, writing: list[asyncio.Task[None]]) -> None:
        """Every post acknowledged; every listener at the last of them."""
        for author in self.authors:
            author.is_done = True
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*writing)
        last = max(t.ack.seq for t in self.told)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and any(
            ear.seq < last for ear in self.ears.values()
        ):
            await asyncio.sleep(0.05)

    @property
    def told(self) -> list[Told]:
        """Every acknowledgement, in the order in which they came."""
        return sorted((t for a in self.authors for t in a.told), key=lambda t: t.at)

    def rows(self) -> list[Row]:
        """The room's posts as they are stored."""
        from discussions.models import Post

        posts = Post.objects.filter(discussion=self.room_id).order_by("seq")
        found = posts.values_list("seq", "pk", "client_id")
        return [Row(seq, pk, str(client_id)) for seq, pk, client_id in found]

    def lines(self) -> list["Line"]:
        """One line a kind of fault; what came until the next fault is its doing."""
        rows, lines = self.rows(), {}
        ends = [at for _, at in self.faults[1:]] + [time.monotonic()]
        for (name, began), ended in zip(self.faults, ends, strict=True):
            told = [t for t in self.told if began <= t.at < ended]
            acks = [t.ack for t in told]
            verdict = check(acks, rows, within(acks, self.heard()))
            back = [
                m for e in self.ears.values() for m in e.came_back if began <= m < ended
            ]
            line = lines.setdefault(name, Line(name))
            line.add(began, told, len(back), verdict)
        return list(lines.values())

    def heard(self) -> dict[str, list[Heard]]:
        """What everybody was told."""
        return {name: ear.heard for name, ear in self.ears.items()}

    def verdict(self) -> Verdict:
        """Everything against everything."""
        return check([t.ack for t in self.told], self.rows(), self.heard())

    def reloads(self) -> int:
        """How often a listener was told to fetch the page again."""
        return sum(ear.reloads for ear in self.ears.values())


def within(acks: list[Ack], heard: dict[str, list[Heard]]) -> dict[str, list[Heard]]:
    """Of what was told, the part with the numbers of these acknowledgements."""
    numbers = [ack.seq for ack in acks] or [0]
    low, high = min(numbers), max(numbers)
    return {n: [h for h in told if low <= h.seq <= high] for n, told in heard.items()}


@dataclass
class Line:
    """What one kind of fault did, over all its times."""

    name: str
    times: int = 0
    acks: int = 0
    first: float = 0.0
    slowest: float = 0.0
    resent: int = 0
    reconnects: int = 0
    verdict: Verdict = field(default_factory=Verdict)

    def add(
        self, began: float, told: list[Told], reconnects: int, verdict: Verdict
    ) -> None:
        """One more time."""
        self.times += 1
        self.acks += len(told)
        waited = told[0].at - began if told else float("inf")
        self.first = max(self.first, waited)
        self.slowest = max([self.slowest, *(t.seconds for t in told)])
        self.resent += sum(t.tries > 1 for t in told)
        self.reconnects += reconnects
        self.verdict = self.verdict.plus(verdict)


HEAD = (
    "fault", "times", "acks", "first ack s", "slowest s", "resent", "reconnects", "lost",
    "doubled", "reordered",
)  # fmt: skip


def show(story: Story, *, as_json: bool) -> int:
    """Print a line a fault, and the whole; the exit status."""
    lines, whole = story.lines(), story.verdict()
    late = [x for x in lines if x.first > FIRST_ACK_SECONDS]
    good = whole.is_good and not late and not story.reloads()
    table = [
        (x.name, x.times, x.acks, round(x.first, 2), round(x.slowest, 2), x.resent,
         x.reconnects, x.verdict.lost, x.verdict.doubled, x.verdict.reordered)
        for x in lines
    ]  # fmt: skip
    if as_json:
        for row in table:
            print(json.dumps(dict(zip(HEAD, row, strict=True))))
        print(json.dumps({**whole._asdict(), "reloads": story.reloads(), "ok": good}))
        return 0 if good else 1
    for row in (HEAD, *table):
        print(f"{row[0]:<22}" + "".join(f"{value!s:>12}" for value in row[1:]))
    print(
        f"\n{len(story.told)} posts acknowledged, {len(story.ears)} listeners:"
        f" {whole.lost} lost, {whole.doubled} doubled, {whole.reordered} out of order,"
        f" {whole.holes} holes; {story.reloads()} told to fetch the page."
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
