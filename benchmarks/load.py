"""The users, inside the emulator's own process: observers filling reports, people greeting an echo.

Each workload says when its first update became available and when the last answer arrived. An observer acts again as
soon as the answer is there, so as many updates are under way as there are chats; in the backlog all of them are.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from bot.sandbox.model import Message, User
from bot.sandbox.telegram import Emulator
from bot.sandbox.thread import SandboxThread
from bot.sandbox.world import Waiter

PATIENCE = 60.0  # seconds for one answer
BACKLOG = ("/help", "/language", "/nothing", "sticker")  # each is answered in words of its own


@dataclass(slots=True)
class Outcome:
    """Seconds on one clock. `disorder` counts answers that were not those of their update."""

    seconds: float = 0.0
    updates: int = 0
    disorder: int = 0
    latencies: list[float] = field(default_factory=list)


class Stopwatch:
    def __init__(self) -> None:
        self.outcome = Outcome()
        self.began = self.ended = time.perf_counter()

    def answered(self, since: float) -> None:
        self.ended = time.perf_counter()
        self.outcome.updates += 1
        self.outcome.latencies.append(self.ended - since)

    def stop(self) -> Outcome:
        self.outcome.seconds = self.ended - self.began
        return self.outcome


async def answer(emulator: Emulator, user: User, act: Callable[[], object], watch: Stopwatch) -> Message:
    """The bot's next word in the chat, new or edited, after `act`."""
    future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    waiters = emulator.world.waiters.setdefault(user.id, [])
    waiters.append(Waiter(lambda message: message.from_bot, future))
    since = time.perf_counter()
    act()
    try:
        message = await asyncio.wait_for(future, PATIENCE)
    finally:
        waiters.pop()
    watch.answered(since)
    return message


class Observer:
    """Fills incident reports one after another, knowing nothing but what the screen offers."""

    def __init__(self, emulator: Emulator, user: User) -> None:
        self._emulator = emulator
        self._user = user
        self._shown: Message | None = None

    async def go_on(self, updates: int, watch: Stopwatch) -> None:
        for _ in range(updates):
            await self._act(watch)

    async def _act(self, watch: Stopwatch) -> None:
        before, wanted = self._shown, _what_next(self._shown)
        if before is None or not wanted.startswith("d:"):
            self._shown = await self._answer(lambda: self._emulator.send_text(self._user, wanted), watch)
            return
        self._shown = await self._answer(lambda: self._emulator.tap(self._user, before.id, wanted), watch)
        if self._shown.id != before.id:
            watch.outcome.disorder += 1  # a tap turns its own message into the next screen

    async def _answer(self, act: Callable[[], object], watch: Stopwatch) -> Message:
        return await answer(self._emulator, self._user, act, watch)


def _what_next(shown: Message | None) -> str:
    """Words to type, or the data of the button to tap: submit, answer, or leave the question open."""
    data = [str(button.get("callback_data", "")) for button in shown.inline_buttons] if shown else []
    offered = {one.rpartition(":")[2][:1]: one for one in reversed(data)}
    if not offered:
        return "/report"
    for sign in ("u", "d", "c"):  # submit, done, a choice
        if sign in offered:
            return offered[sign]
    only_skipped = "s" in offered and ("t" in offered or offered["s"].endswith(":s0"))  # a place, a photo
    if only_skipped:
        return offered["s"]
    return offered.get("t", "3")


async def interview(emulator: Emulator, users: Sequence[User], updates: int, state: dict[int, Observer]) -> Outcome:
    """Whole reports: taps and words, every one answered by the next screen."""
    for user in users:
        state.setdefault(user.id, Observer(emulator, user))
    watch = Stopwatch()
    await asyncio.gather(*(state[user.id].go_on(updates // len(users), watch) for user in users))
    return watch.stop()


async def talk(emulator: Emulator, users: Sequence[User], updates: int, _state: object) -> Outcome:
    """Words for an echo, which must come back as they went."""
    watch = Stopwatch()

    async def one(user: User) -> None:
        for number in range(updates // len(users)):
            text = f"said {number}"
            heard = await answer(emulator, user, partial(emulator.send_text, user, text), watch)
            watch.outcome.disorder += heard.text != text

    await asyncio.gather(*(one(user) for user in users))
    return watch.stop()


async def backlog(emulator: Emulator, users: Sequence[User], updates: int, _state: object) -> Outcome:
    """Everything is there at once, as after an hour without network; the answers must come in the same order."""
    begun = {user.id: max(emulator.world.chats[user.id].messages, default=0) for user in users}
    each = updates // len(users)
    watch = Stopwatch()
    for number in range(each):
        for user in users:
            _say(emulator, user, BACKLOG[(user.id + number * 7 // 3) % len(BACKLOG)])
    for user in users:
        heard: list[Message] = []
        while len(heard) < each:
            await asyncio.sleep(0.005)
            if time.perf_counter() - watch.began > PATIENCE:
                raise TimeoutError(f"{len(heard)} of {each} answers after {PATIENCE} s")
            heard = [m for m in emulator.messages(user) if m.from_bot and m.id > begun[user.id]]
        wanted = [BACKLOG[(user.id + number * 7 // 3) % len(BACKLOG)] for number in range(each)]
        watch.outcome.disorder += sum(_kind(m) != one for m, one in zip(heard, wanted, strict=True))
        watch.outcome.updates += each
    watch.ended = time.perf_counter()
    return watch.stop()


def _say(emulator: Emulator, user: User, what: str) -> None:
    if what == "sticker":
        emulator.send_sticker(user)
    else:
        emulator.send_text(user, what)


def _kind(message: Message) -> str:
    """Which of BACKLOG this answers."""
    if message.inline_buttons:
        return "/language"
    if "/myreports" in message.text:
        return "/help"
    return "/nothing" if re.search(r"/help\b", message.text) else "sticker"


WORKLOADS = {"interview": interview, "talk": talk, "backlog": backlog}


def _first_poll(emulator: Emulator) -> float | None:
    """When the first poll was answered, or now if one is waiting: a long poll is logged when it ends."""
    logged = next((call.at for call in emulator.log if call.method == "getUpdates"), None)
    return emulator.world.now if logged is None and emulator.world.updates.poll is not None else logged


def serve(pipe: Connection) -> None:
    """The process of an emulator: orders come through the pipe, ("stop",) ends it."""
    with SandboxThread() as sandbox:
        pipe.send(sandbox.url)
        users: list[User] = []
        state: dict[int, Any] = {}
        while (order := pipe.recv())[0] != "stop":
            match order:
                case ("users", count):
                    users = [sandbox.do(sandbox.emulator.user, f"Observer {n}") for n in range(count)]
                    pipe.send([user.id for user in users])
                case ("delay", seconds):
                    sandbox.do(setattr, sandbox.emulator.faults, "delay", seconds)
                    pipe.send(None)
                case ("polled",):
                    pipe.send(sandbox.do(_first_poll, sandbox.emulator))
                case (name, updates):
                    pipe.send(sandbox.wait(WORKLOADS[name](sandbox.emulator, users, updates, state), 600))
