"""Telegram's emulator with a hand on the switch: it counts what the bot does and kills it at the planned moment."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.model import Message
from bot.sandbox.server import Server
from bot.sandbox.telegram import Emulator
from bot.sandbox.updates import Updates
from tests.crash.kills import PATIENCE, Moment

NOTHING = b'{"ok":true,"result":[]}'
IMPATIENCE = 8  # calls; when the wanted commits do not come, the kill comes with one of these


@dataclass
class Watch:
    """The moments still to come. `kill` ends the bot at once; whoever restarts it calls `begin_life`."""

    moments: list[Moment]
    database: Path
    kill: Callable[[str], None]
    calls: int = 0
    alive: bool = False
    polling: bool = False
    lives: list[int] = field(default_factory=list)  # the first message id that each life could have sent
    counting: asyncio.Task[None] | None = None

    def begin_life(self) -> None:
        self.calls, self.alive, self.polling = 0, True, False

    def strikes(self, method: str, stage: str) -> bool:
        """Count this event; True when the bot has been killed at it."""
        if not self.alive:
            return False
        if stage == "arrives" and method != "getUpdates":
            self.calls += 1
        if self.counting is not None or not self.moments or not self._is_now(self.moments[0], method, stage):
            return False
        moment = self.moments[0]
        if stage == "answered" and moment.commits:
            self.counting = asyncio.create_task(self._after_commits(moment, method))
            return False
        self.strike(f"{moment} (at {method} {stage}, call {self.calls})")
        return True

    def _is_now(self, moment: Moment, method: str, stage: str) -> bool:
        if self.calls < moment.calls:
            return False
        wanted = (method, stage) == (moment.method, moment.stage)
        return wanted or (stage == "answered" and self.calls >= moment.calls + PATIENCE)

    async def _after_commits(self, moment: Moment, method: str) -> None:
        seen, calls, last = 0, self.calls, signature(self.database)
        while seen < moment.commits and self.calls < calls + IMPATIENCE:
            await asyncio.sleep(0.0002)
            if (now := signature(self.database)) != last:
                seen, last = seen + 1, now
        self.counting = None
        self.strike(f"{moment} (at {method}, {seen} commits later)")

    def strike(self, words: str) -> None:
        if self.alive:
            self.alive = self.polling = False
            if self.moments:
                self.moments.pop(0)
            self.kill(words)


def signature(database: Path) -> tuple[bytes, int]:
    """Changes with every commit: SQLite's file change counter, or the length of its write-ahead log."""
    fd = os.open(database, os.O_RDONLY)
    try:
        counter = os.pread(fd, 4, 24)
    finally:
        os.close(fd)
    log = database.with_name(database.name + "-wal")
    with contextlib.suppress(FileNotFoundError):
        return counter, log.stat().st_size
    return counter, 0


class WatchedUpdates(Updates):
    """Remembers which updates the bot has acknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: set[int] = set()

    def acknowledge(self, offset: int, now: float) -> None:
        before = {update.id for update in self.pending}
        super().acknowledge(offset, now)
        self.acknowledged |= before - {update.id for update in self.pending}


class WatchedServer(Server):
    def __init__(self, emulator: Emulator, watch: Watch) -> None:
        super().__init__(emulator)
        self._watch = watch

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method == "getMe" and not self._watch.calls:
            self._watch.lives.append(self._next_message())
        if self._watch.strikes(method, "arrives"):
            return cut(request)
        if method == "getUpdates" and self._watch.alive:
            self._watch.polling = True
        response = await super().answer(request)
        if is_gone(request):
            return response  # asked by a process that is dead by now
        if method == "getUpdates":
            if not isinstance(response, web.Response) or response.body == NOTHING:
                return response
            self._watch.calls += 1
        if self._watch.strikes(method, "done"):
            return cut(request)
        return await self._hand_over(request, response, method)

    async def _hand_over(self, request: web.Request, response: web.StreamResponse, method: str) -> web.StreamResponse:
        """The answer is in the bot's socket before the bot may be killed."""
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
        self._watch.strikes(method, "answered")
        return response

    async def download(self, request: web.Request) -> web.StreamResponse:
        if self._watch.strikes("file", "arrives"):
            return cut(request)
        response = await super().download(request)
        assert isinstance(response, web.Response)
        body = bytes(response.body)  # type: ignore[arg-type]
        halves = web.StreamResponse(headers={"Content-Length": str(len(body))})
        with contextlib.suppress(ConnectionError):
            await halves.prepare(request)
            await halves.write(body[: len(body) // 2])
            if self._watch.strikes("file", "half"):
                return cut(request, halves)
            await halves.write(body[len(body) // 2 :])
        return await self._hand_over(request, halves, "file")

    def _next_message(self) -> int:
        return 1 + max((number for chat in self.world.chats.values() for number in chat.messages), default=0)


def is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def cut(request: web.Request, begun: web.StreamResponse | None = None) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return begun or web.Response()


class WatchedEmulator(Emulator):
    def __init__(self, watch: Watch, **options: Any) -> None:
        super().__init__(**options)
        self.world.updates = self.updates = WatchedUpdates()
        self.server = WatchedServer(self, watch)

    def said(self) -> list[Message]:
        """All that the bot said and did not take back, in the order of its messages."""
        every = [m for chat in self.world.chats.values() for m in chat.messages.values() if m.from_bot]
        return sorted(every, key=lambda message: message.id)
