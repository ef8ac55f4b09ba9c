"""How far an export is, said in one message that is edited: every tenth part, and never two edits at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.text import Words
from handlers.messages import TextMessage, plain

STEP = 10  # per cent
Tell = Callable[[TextMessage], Awaitable[object]]


class Progress:
    """`screen` finds the message to edit, or None while there is none. What becomes of an edit does not matter."""

    def __init__(self, tell: Tell, screen: Callable[[], int | None], words: Words) -> None:
        self._tell, self._screen, self._words = tell, screen, words
        self._loop = asyncio.get_running_loop()
        self._said = 0
        self._saying: asyncio.Task[None] | None = None

    @property
    def said_something(self) -> bool:
        return self._said > 0

    def heard(self, done: int, total: int) -> None:
        """Called in the thread that makes the file, with reports written and reports in all."""
        percent = done * 100 // max(total, 1) // STEP * STEP
        if self._said < percent < 100:
            self._said = percent
            self._loop.call_soon_threadsafe(self._begin, percent)

    async def say(self, text: str) -> None:
        screen = await asyncio.to_thread(self._screen)
        if screen is not None:
            await self._tell(TextMessage(plain(text), edit=screen))

    async def say_percent(self, percent: int) -> None:
        await self.say(self._words.say("⏳ The file is being made: {percent} %", percent=percent))

    async def end(self, text: str) -> None:
        """The last word, after whatever is being said."""
        if self._saying is not None:
            await asyncio.gather(self._saying, return_exceptions=True)
        await self.say(text)

    def _begin(self, percent: int) -> None:
        if self._saying is None or self._saying.done():
            self._saying = self._loop.create_task(self.say_percent(percent))
