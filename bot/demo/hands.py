"""Hands for a day that plays itself: somebody who taps and types on an emulated phone, and meets the real bot.

They look at buttons by what they carry, never at words. Whoever is touched from the page is let go at once: a real
person has taken that phone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.core.forms import Form, Kind, Question
from bot.sandbox.model import Message, Person, User
from bot.sandbox.telegram import Emulator

PATIENCE = 20.0  # seconds of the real clock until hands believe that no answer comes
BETWEEN = 0.6  # seconds between two taps, so that one can follow
MOST_STEPS = 60


class LetGo(Exception):
    """A real person has taken this phone."""


@dataclass(slots=True)
class Hands:
    emulator: Emulator
    user: User
    link: str

    @property
    def person(self) -> Person:
        return self.emulator.world.people[self.user.id]

    async def joins(self) -> None:
        """Opens the link and chooses a language."""
        if self.person.started:
            return
        self.emulator.open_link(self.user, self.link)
        asked = await self._sees(lambda m: self._carries(m, f"l:{self.user.language_code}"))
        await self._taps(asked, f"l:{self.user.language_code}")

    async def reports(self, form: Form, given: Mapping[str, str], photos: list[bytes]) -> None:
        """An incident: photos first, questions after; without photos by the command."""
        before = self._newest()
        if len(photos) > 1:
            self.emulator.send_album(self.user, photos)
        elif photos:
            self.emulator.send_photo(self.user, photos[0])
        else:
            self.emulator.send_text(self.user, "/report")
        await self._fills(form, given, before)

    async def lists(self, form: Form, number: int, given: Mapping[str, str]) -> None:
        """A checklist, chosen by its number in the mission."""
        before = self._newest()
        self.emulator.send_text(self.user, "/checklists")
        listed = await self._sees(lambda m: m.id > before and self._carries(m, f"f:{number}"))
        await self._taps(listed, f"f:{number}")
        await self._fills(form, given, before)

    async def claims(self) -> None:
        """Takes every card that can be taken, of an alert or of a call for help."""
        for message in self.emulator.messages(self.user):
            for data in _buttons(message):
                if re.fullmatch(r"[as]:\d+:claim", data):
                    await self._taps(message, data)

    async def calls(self, words: str, place: tuple[float, float]) -> None:
        """Calls for help, then says what happens and where."""
        self.emulator.send_text(self.user, "/sos")
        await self._sees(lambda m: any(data.startswith("s:") for data in _buttons(m)))
        await asyncio.sleep(BETWEEN)
        self._held()
        self.emulator.send_text(self.user, words)
        self.emulator.send_location(self.user, *place)

    async def closes(self, outcome: str) -> None:
        """Closes the calls for help that it has taken."""
        for message in self.emulator.messages(self.user):
            taken = next((data for data in _buttons(message) if re.fullmatch(r"s:\d+:close", data)), None)
            if taken is not None:
                ending = f"{taken.removesuffix('close')}end:{outcome}"
                await self._taps(message, taken)
                await self._taps(await self._sees(partial(_offers, ending)), ending)

    async def _fills(self, form: Form, given: Mapping[str, str], before: int) -> None:
        """Answers what is given, skips what can be skipped, and submits."""
        seen = ""
        for _ in range(MOST_STEPS):
            shown = await self._sees(partial(_is_next, before, seen))
            before, seen = shown.id - 1, _screen(shown)
            token, at = seen.rsplit(":", 1)
            if at == "uv":
                await self._taps(shown, f"d:{token}:uv")
                return
            await self._answers(form.questions[int(at)], shown, f"d:{token}:", given)

    async def _answers(self, question: Question, shown: Message, prefix: str, given: Mapping[str, str]) -> None:
        at, wanted, offered = question.index, given.get(question.name), _buttons(shown)
        for choice in question.choices:
            if choice.name == wanted and f"{prefix}c{at}.{choice.index}" in offered:
                return await self._taps(shown, f"{prefix}c{at}.{choice.index}")
            if choice.name == wanted and f"{prefix}c{at}.{choice.index}.1" in offered:
                await self._taps(shown, f"{prefix}c{at}.{choice.index}.1")
                ticked = await self._sees(lambda m: self._carries(m, f"{prefix}d{at}"))
                return await self._taps(ticked, f"{prefix}d{at}")
        if wanted is not None and question.kind in (Kind.TEXT, Kind.INTEGER, Kind.DECIMAL):
            self._held()
            self.emulator.send_text(self.user, wanted)
            return await asyncio.sleep(BETWEEN)
        if wanted is not None and question.kind is Kind.GEOPOINT:
            self._held()
            self.emulator.send_location(self.user, *(float(degrees) for degrees in wanted.split()[:2]))
            return await asyncio.sleep(BETWEEN)
        now = [f"{prefix}t{at}"] if question.kind in (Kind.DATETIME, Kind.DATE, Kind.TIME) else []
        ways = [*now, f"{prefix}s{at}", f"{prefix}d{at}", *(b for b in offered if b.startswith(f"{prefix}c{at}."))]
        return await self._taps(shown, next(way for way in ways if way in offered))

    async def _taps(self, message: Message, data: str) -> None:
        await asyncio.sleep(BETWEEN)
        self._held()
        self.emulator.tap(self.user, message.id, data, force=True)

    async def _sees(self, fits: Callable[[Message], bool]) -> Message:
        """The message that fits, now or soon. Raises TimeoutError, or LetGo."""
        self._held()
        return await self.emulator.wait_for(self.user, fits, PATIENCE)

    def _held(self) -> None:
        if self.person.by_hand:
            raise LetGo

    def _newest(self) -> int:
        return max((message.id for message in self.emulator.messages(self.user)), default=0)

    @staticmethod
    def _carries(message: Message, data: str) -> bool:
        return data in _buttons(message)


def _buttons(message: Message) -> list[str]:
    return [str(button.get("callback_data", "")) for button in message.inline_buttons]


def _offers(data: str, message: Message) -> bool:
    return data in _buttons(message)


def _is_next(before: int, seen: str, message: Message) -> bool:
    """A screen that came after `before` and is not the one just answered."""
    return message.id > before and _screen(message) not in ("", seen)


def _screen(message: Message) -> str:
    """`token:index` of the question a message asks, `token:uv` of a review, empty for another message."""
    for data in _buttons(message):
        if found := re.fullmatch(r"d:([\w-]+):(?:x(\d+)|(uv))", data):
            return f"{found[1]}:{found[2] or found[3]}"
    return ""
