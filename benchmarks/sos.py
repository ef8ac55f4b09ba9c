"""From the tap on SOS to the card on the wire while 10,000 letters wait: `python -m benchmarks.sos`, some two minutes.

The emulator keeps Telegram's published limits on its own clock, the bot the pace of a real one. The letters wait in the
chats of everybody, coordinators too, and in every other lane. Exits 1 when the p99 is over a second of emulator time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.mission import environment
from benchmarks.throughput import process
from bot.app import Mission, open_mission
from bot.core.words import Lane, PersonState, Role
from bot.sandbox.limits import Limits
from bot.sandbox.model import Message, User
from bot.sandbox.telegram import Emulator
from bot.sandbox.thread import SandboxThread
from bot.sandbox.world import Waiter
from bot.settings import load
from storage import accounts, outbox, people, stations
from storage.database import Tx
from storage.outbox import Intent
from storage.stations import StationRow

REGIONS = 5
CALLERS = 50
LETTERS = 10_000
LANES = (Lane.BULK,) * 6 + (Lane.REPLY,) * 3 + (Lane.ALERT,)
EVERY = 1.0  # seconds between calls, at random from 0 to twice that
MOST = 1.0  # seconds of emulator time, p99
PATIENCE = 120.0
SEED = 10_01_2021


@dataclass(slots=True)
class Seen:
    """Seconds from the act to the message, by the emulator's clock and by ours."""

    emulated: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Town:
    """Who has a phone: coordinators two a region, observers round about the regions, and others who only listen."""

    coordinators: Sequence[User]
    observers: Sequence[User]
    others: Sequence[User]

    @property
    def everybody(self) -> list[User]:
        return [*self.coordinators, *self.observers, *self.others]

    def desk_of(self, observer: int) -> list[User]:
        region = observer % REGIONS
        return list(self.coordinators[2 * region : 2 * region + 2])


def settle_town(sandbox: SandboxThread) -> Town:
    def some(name: str, count: int) -> list[User]:
        users = [sandbox.do(sandbox.emulator.user, f"{name} {n}", "ru") for n in range(count)]
        for user in users:
            sandbox.do(sandbox.emulator.start_chat, user)
        return users

    return Town(some("Coordinator", 2 * REGIONS), some("Observer", 2 * CALLERS + 10), some("Other", 100))


def prepare(folder: Path, town: Town, letters: int) -> None:
    mission = open_mission(load(environment(folder, "http://127.0.0.1:1")))
    with mission.database.transaction() as tx:
        stations.save(tx, [StationRow(f"B-{n}", f"Region {n}", "Asia/Almaty") for n in range(REGIONS)])
        for number, user in enumerate(town.coordinators):
            _admit(tx, mission, user, f"C-{number}", Role.COORDINATOR, f"Region {number // 2}")
        for number, user in enumerate(town.observers):
            _admit(tx, mission, user, f"O-{number}", Role.OBSERVER, f"Region {number % REGIONS}")
        for number, user in enumerate(town.others):
            _admit(tx, mission, user, f"L-{number}", Role.OBSERVER, None)
        heap_up(tx, mission, letters)
    mission.database.close()


def _admit(tx: Tx, mission: Mission, user: User, pseudonym: str, role: Role, region: str | None) -> None:
    now, bot_id = datetime.now(UTC), mission.settings.bot_id
    sealed = mission.seal.close(str(user.id).encode())
    chat = accounts.add_chat(tx, bot_id, mission.seal.hash_chat(bot_id, user.id), sealed, now)
    person = people.add_person(tx, pseudonym, PersonState.ACTIVE, now)
    people.grant(tx, person, role, stations.ensure_region(tx, region) if region else None, now)
    accounts.set_person(tx, chat.account_id, person)
    accounts.set_language(tx, chat.account_id, "ru")


def heap_up(tx: Tx, mission: Mission, letters: int) -> None:
    """Letters in everybody's chat, six of ten in no hurry, three replies, one alert."""
    count = 2 * REGIONS + 2 * CALLERS + 10 + 100
    chance, now = random.Random(SEED), datetime.now(UTC)
    for n in range(letters):
        intent = Intent(1 + n % count, "line", "no_photos", lane=chance.choice(LANES))
        outbox.enqueue(tx, mission.settings.bot_id, intent, now)


async def seen(
    emulator: Emulator, chat: User, fits: Callable[[Message], bool], act: Callable[[], object], to: Seen
) -> None:
    future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    emulator.world.waiters.setdefault(chat.id, []).append(Waiter(fits, future))
    emulated, wall = emulator.world.now, time.perf_counter()
    act()
    await asyncio.wait_for(future, PATIENCE)
    to.emulated.append(emulator.world.now - emulated)
    to.wall.append(time.perf_counter() - wall)


async def calls(emulator: Emulator, town: Town, numbers: Sequence[int]) -> Seen:
    """One after another, each measured to the first card at the desk."""
    result, chance, under_way = Seen(), random.Random(SEED), []
    for number in numbers:
        caller, desk = town.observers[number], town.desk_of(number)[number // REGIONS % 2]
        under_way.append(asyncio.create_task(_call(emulator, caller, f"O-{number} ", desk, result)))
        await asyncio.sleep(chance.uniform(0, 2 * EVERY))
    await asyncio.gather(*under_way)
    return result


def _call(emulator: Emulator, caller: User, name: str, desk: User, result: Seen) -> Coroutine[Any, Any, None]:
    fits = lambda message: message.from_bot and "🆘" in message.text and name in message.text  # noqa: E731
    return seen(emulator, desk, fits, lambda: emulator.send_text(caller, "SOS"), result)


async def replies(emulator: Emulator, town: Town, numbers: Sequence[int], until: asyncio.Task[Seen]) -> Seen:
    """An ordinary answer beside it, for comparison; one that is not there at the end counts as long as it waited."""
    result, began = Seen(), emulator.world.now
    under_way = [asyncio.create_task(_ask(emulator, town.observers[number], result)) for number in numbers]
    await until
    for task in under_way:
        if not task.done():
            task.cancel()
            result.emulated.append(emulator.world.now - began)
            result.wall.append(emulator.world.now - began)
    await asyncio.gather(*under_way, return_exceptions=True)
    return result


def _ask(emulator: Emulator, observer: User, result: Seen) -> Coroutine[Any, Any, None]:
    fits = lambda message: message.from_bot and "/cancel" in message.text  # noqa: E731
    return seen(emulator, observer, fits, lambda: emulator.send_text(observer, "/help"), result)


def measure(letters: int, work: Callable[[Emulator, Town], Coroutine[Any, Any, list[Seen]]]) -> list[Seen]:
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-") as name, SandboxThread(limits=Limits()) as sandbox:
        town = settle_town(sandbox)
        prepare(Path(name), town, letters)
        with process("-m", "bot", "run", LOG_LEVEL="ERROR", **environment(Path(name), sandbox.url)) as child:
            while sandbox.do(getattr, sandbox.emulator.world.updates, "poll") is None:
                if child.poll() is not None:
                    raise RuntimeError("the bot ended before it polled")
                time.sleep(0.02)
            found = sandbox.wait(work(sandbox.emulator, town), 600)
            codes = [
                call.code for call in sandbox.do(lambda: list(sandbox.emulator.log)) if call.method == "sendMessage"
            ]
        said, refused = codes.count(200), codes.count(429)
        print(f"{letters:,} letters waiting: {said:,} messages left meanwhile, {refused} refused as too fast")
    return found


def show(name: str, found: Seen) -> float:
    """One row; returns the p99 in emulator time."""
    emulated, wall = sorted(found.emulated), sorted(found.wall)
    figures = " ".join(f"{_at(values, share):9.3f}" for values in (emulated, wall) for share in (0.5, 0.99))
    print(f"{name:44} {len(emulated):5} {figures}", flush=True)
    return _at(emulated, 0.99)


def _at(values: Sequence[float], share: float) -> float:
    return values[min(int(len(values) * share), len(values) - 1)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sos", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLERS)
    parser.add_argument("--letters", type=int, default=LETTERS)
    chosen = parser.parse_args()
    first = range(chosen.calls)

    async def idle(emulator: Emulator, town: Town) -> list[Seen]:
        return [await calls(emulator, town, first[: chosen.calls // 2])]

    async def loaded(emulator: Emulator, town: Town) -> list[Seen]:
        alarm = asyncio.create_task(calls(emulator, town, first))
        answered = await replies(emulator, town, range(2 * CALLERS, 2 * CALLERS + 10), alarm)
        return [await alarm, answered]

    (quiet,) = measure(0, idle)
    busy, answered = measure(chosen.letters, loaded)
    print(f"\n{os.cpu_count()} processors{'':30} calls  p50 emul  p99 emul  p50 wall  p99 wall   (seconds)")
    show("SOS to the card, an idle bot", quiet)
    worst = show(f"SOS to the card, {chosen.letters:,} letters waiting", busy)
    show(f"/help to its answer, {chosen.letters:,} letters waiting", answered)
    if worst > MOST:
        print(f"MISSED: p99 {worst:.2f} s of emulator time, {MOST:.0f} allowed")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
