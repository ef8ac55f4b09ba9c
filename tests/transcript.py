"""A play on the stage, written down as a text that a translator can read.

    Айгүл: [photo]
      Bot: 📎 Photo kept. What is it about?
           2/16
           [Voting] [Counting]
    Айгүл taps [Voting]
      Bot edits: 3/16 …
    Desk <- 🔴 Critical · …

One script serves every language: buttons are found by what they do, choices by their code in the form, never by words.
Only what is random is replaced: report codes, pseudonyms, invite codes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.cases.forms import INCIDENT
from bot.core.forms import Form, Kind, actions
from bot.core.forms.actions import written
from bot.core.words import Language, Role
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.world import Query
from bot.text import words_of
from handlers.hotline_words import DIGITS
from handlers.vocabulary import MENU
from storage import accounts, forms
from storage.accounts import Member
from storage.database import Tx
from tests.stage import Actor, Stage

T = TypeVar("T")
ALMATY = ZoneInfo("Asia/Almaty")
SIGNS = {
    "back": actions.BACK,
    "skip": actions.SKIP,
    "cancel": actions.CANCEL,
    "submit": actions.SUBMIT,
    "review": actions.TO_REVIEW,
    "done": actions.DONE,
    "now": actions.NOW,
    "yes": actions.YES,
    "no": actions.NO,
    "remove_last": actions.REMOVE,
    "clear": actions.CLEAR,
    "continue": actions.CONTINUE,
    "ago": actions.AGO,
    "day": actions.DAY,
    "month": actions.MONTH,
    "hour": actions.HOUR,
    "so": actions.SO,
    "not_so": actions.NOT_SO,
    "take": actions.TAKE,
    "apart": actions.APART,
    "page": actions.PAGE,
}


@dataclass(frozen=True)
class Script:
    """What happens, as a coroutine over a play; `title` heads the transcript."""

    title: str
    happens: Callable[[Play], Awaitable[None]]


SCRIPTS: dict[str, Script] = {}


def script(title: str) -> Callable[[Callable[[Play], Awaitable[None]]], Callable[[Play], Awaitable[None]]]:
    def keep(happens: Callable[[Play], Awaitable[None]]) -> Callable[[Play], Awaitable[None]]:
        SCRIPTS[happens.__name__] = Script(title, happens)
        return happens

    return keep


class Play(Stage):
    """A stage where everything that is said in any chat is written down."""

    def __init__(self, folder: Path, language: Language, restarting: bool = False, twice: bool = False) -> None:
        super().__init__(folder, by_hand=True, forgetful=restarting)
        self.language = language
        self.restarting = restarting
        self.form_id = INCIDENT  # whose questions and choices the actors go by
        self.lines: list[str] = []
        self._cast: dict[int, Performer | Room] = {}
        self._names = Names()
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._silent = False
        self._settled_only = False
        self.emulator.world.viewers.add(self._heard)
        if twice:
            self.emulator.faults.duplicate_updates = 10**9

    def in_words(self, kk: str, ru: str, en: str) -> str:
        return {"kk": kk, "ru": ru, "en": en}[self.language.value]

    @property
    def form(self) -> Form:
        with self.mission.database.reading() as tx:
            version = forms.current_version(tx, self.form_id)
            assert version is not None
            return self.mission.library.get(tx, version)

    async def stranger(self, name: str, language: str = "") -> Performer:
        user = self.emulator.user(name, language or self.language.value)
        self._cast[user.id] = Performer(self, user)
        return self._cast[user.id]

    async def observer(self, name: str, language: str = "", station: str | None = "T-1") -> Performer:
        return await self._enters(name, language, Role.OBSERVER, None, station)

    async def coordinator(self, name: str, language: str = "", region: str | None = None) -> Performer:
        return await self._enters(name, language, Role.COORDINATOR, region, None)

    async def _enters(self, name: str, language: str, role: Role, region: str | None, station: str | None) -> Performer:
        """Somebody who joined before the curtain rises."""
        where = f" at {station}" if station else f" of {region}" if region else ""
        self.lines.append(f"({name}: {role.value}{where}{f', reads {language}' if language else ''})")
        with self.offstage():
            joined = await self._join(name, language or self.language.value, role, region, station)
        assert isinstance(joined, Performer)
        return joined

    def group(self, name: str, members: Sequence[Performer], admin: bool = False, **how: bool) -> Room:
        """A group at Telegram; the bot is in it from the beginning."""
        users = [one.user for one in members]
        room = Room(self, name, self.emulator.group(name, users, admin=admin, **how))
        self._cast[room.chat.id] = room
        self.lines.append(f"({name}: a group of {', '.join(one.name for one in members)})")
        return room

    def passes(self, **how_long: float) -> None:
        super().passes(**how_long)
        local = self.now.astimezone(ALMATY)
        self.lines.append(f"-- {local:%H:%M}{f', {local:%d.%m}' if timedelta(**how_long).days else ''} --")

    def now_quietly(self, **how_long: float) -> None:
        """Time passes and nobody writes it down."""
        super().passes(**how_long)

    def writes_down(self) -> None:
        """What came into every chat since the last act."""
        self._write_down(None)

    def remarks(self, what: str) -> None:
        """Something no chat shows."""
        self.lines.append(f"({what})")

    @contextmanager
    def offstage(self) -> Iterator[None]:
        """What happens here is not written down."""
        was, self._silent = self._silent, True
        yield
        self._listen()
        self._silent = was

    def hides(self, invite: str) -> None:
        self._names.invites.add(invite)

    def hides_number(self, *numbers: str) -> None:
        """The digits of a pseudonym where they stand alone: the first is 0001."""
        for number in numbers:
            self._names.numbers.setdefault(number, f"{len(self._names.numbers) + 1:04}")

    def member(self, tx: Tx, user: User) -> Member:
        bot_id = self.settings.bot_id
        chat = accounts.find_chat(tx, bot_id, self.mission.seal.hash_chat(bot_id, user.id))
        assert chat is not None and chat.member is not None
        return chat.member

    async def files_arrive(self) -> None:
        self.remarks("the files are fetched from Telegram")
        await self.looks()
        self._write_down(None)

    async def performed(self, by: Performer | Guest, what: str, act: Callable[[], T]) -> T:
        if self.restarting:
            await self.restart()
        done = await self.act(act)
        if self._silent:
            self._listen()
        else:
            self.lines.append("")
            self.lines += _block(
                f"{by.name} " if what.startswith("taps ") else f"{by.name}: ", [self._names.said(what)]
            )
            if isinstance(done, Query) and done.text:
                self.lines += _block("  Bot pops up: ", self._names.said(done.text).splitlines())
            self._write_down(by)
        return done

    def _write_down(self, by: Performer | Guest | None) -> None:
        """First what its actor sees, then the others in the order of the cast: chats are served side by side."""
        heard = self._listen()
        for chat_id, reader in sorted(
            self._cast.items(), key=lambda one: (one[1] is not by, list(self._cast).index(one[0]))
        ):
            mine = "  Bot" if reader is by else reader.name
            for event in self._as_seen(heard.get(chat_id, [])):
                self._write_event(event, mine, reader is by)

    def _as_seen(self, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Where several things were done at once, what each message came to in the end: the way there may differ."""
        if not self._settled_only:
            return events
        last: dict[int, dict[str, Any]] = {}
        for event in events:
            first = last.get(event["message"]["message_id"], event)
            last[event["message"]["message_id"]] = {**event, "type": first["type"]}
        return list(last.values())

    def _write_event(self, event: dict[str, Any], who: str, own: bool) -> None:
        if event["type"] == "keyboard":
            rows = (event["keyboard"] or {}).get("keyboard", [])
            shown = [" ".join(f"[{button['text']}]" for button in row) for row in rows]
            self.lines += _block(f"{'  ' if own else f'{who} '}(keyboard) ", shown or ["none"])
            return
        message = self.emulator.world.chats[event["chat"]].messages.get(event["message"]["message_id"])
        if message is None:
            return  # it was deleted before anybody could read it
        verb = {"message": ":", "edit": " edits:"}[event["type"]]
        if not own:
            verb = {"message": " <-", "edit": " <- (edited)"}[event["type"]]
        quiet = " (silently)" if message.silent and event["type"] == "message" else ""
        self.lines += _block(f"{who}{verb}{quiet} ", self._shown(event["message"]))

    def _shown(self, wire: dict[str, Any]) -> list[str]:
        kind = next((kind for kind in ("photo", "video", "voice", "audio", "location") if kind in wire), "")
        name = wire["document"].get("file_name", "") if "document" in wire else ""
        text = wire.get("text", wire.get("caption", ""))
        if kind or name:
            text = f"[{kind or 'file ' + name}] {text}".strip()
        rows = wire.get("reply_markup", {}).get("inline_keyboard", [])
        lines = self._names.said(text).splitlines()
        return lines + [" ".join(f"[{self._names.said(button['text'])}]" for button in row) for row in rows]

    def _listen(self) -> dict[int, list[dict[str, Any]]]:
        """What came into each chat since last time; of people's own messages nothing, they are written as acts."""
        heard: dict[int, list[dict[str, Any]]] = {}
        while not self._heard.empty():
            event = self._heard.get_nowait()
            by_bot = event["type"] == "keyboard" or event.get("message", {}).get("from", {}).get("is_bot")
            if event["type"] in ("message", "edit", "keyboard") and by_bot:
                self._names.said(event.get("message", {}).get("text", ""))
                heard.setdefault(event["chat"], []).append(event)
        return heard


class Performer(Actor):
    """An actor who finds buttons by what they do."""

    stage: Play

    def __init__(self, stage: Play, user: User) -> None:
        super().__init__(stage, user)

    async def does(self, what: str, act: Callable[[], T]) -> T:
        return await self.stage.performed(self, what, act)

    async def sends_album(self, photos: list[bytes], caption: str = "") -> None:
        self.stage._settled_only = True
        await super().sends_album(photos, caption)
        self.stage._settled_only = False

    async def joins(self, role: Role, region: str | None = None, station: str | None = None, **how: bool) -> None:
        code = self.stage.invite(role, region, station, **how)
        self.stage.hides(code)
        await self.says(f"/start {code}")

    async def chooses_language(self, language: str = "") -> None:
        await self.taps_like(f"l:{language or self.stage.language.value}")

    async def presses_menu(self, name: str, language: str = "") -> None:
        """A button of the keyboard under the text field, by the name of its command."""
        await self.presses(words_of(Language(language or self.stage.language.value)).named(MENU[name]))

    async def signs(self, sign: str) -> str:
        """One of the signs that stand under a question: back, skip, cancel, …"""
        return await self.taps_like(rf"d:[^:]+:{SIGNS[sign]}(v|\d+)(\..*)?")

    async def picks(self, question: str, *choices: str) -> None:
        """Choices by their codes in the form; of several, each is one more tap."""
        asked = self._question(question)
        on = True if asked.kind is Kind.SELECT_MULTIPLE else None
        for code in choices:
            number = next(one.index for one in asked.choices if one.name == code)
            await self.taps_like(rf"d:[^:]+:{re.escape(written(actions.CHOOSE, asked.index, number, on))}")

    async def changes(self, question: str) -> None:
        """Tap an answer in the review."""
        edit = written(actions.EDIT, actions.REVIEW, self._question(question).index)
        await self.taps_like(rf"d:[^:]+:{re.escape(edit)}")

    async def takes(self, what: str) -> str:
        """At the desk: claim, resolve, photos."""
        return await self.taps_like(rf"a:\d+:{what}")

    async def taps_like(self, pattern: str) -> str:
        message, data = self.button_like(pattern)
        return await self.taps_data(data, message)

    def button_like(self, pattern: str) -> tuple[Message, str]:
        """The newest message with a button whose data fits, and the data."""
        for message in reversed(self.messages):
            for button in message.inline_buttons:
                if re.fullmatch(pattern, button["callback_data"]):
                    return message, button["callback_data"]
        raise LookupError(f"no button like {pattern}; {self.name} sees {self.sees!r} {self.buttons}")

    def _question(self, name: str) -> Any:
        return next(one for one in self.stage.form.questions if one.name == name)


@dataclass(frozen=True)
class Guest:
    """Somebody acting in a group."""

    name: str


@dataclass(frozen=True)
class Room:
    """A group. What is said there is written down like what comes into any chat."""

    stage: Play
    name: str
    chat: Chat

    @property
    def messages(self) -> list[Message]:
        return self.stage.emulator.messages(self.chat)

    async def says(self, who: Performer, text: str) -> None:
        await self._does(who, text, lambda: self.stage.emulator.send_text(who.user, text, chat=self.chat))

    async def taps(self, who: Performer, pattern: str) -> str:
        """The newest message here with a button whose data fits; returns what popped up."""
        message, data = newest_button(self.messages, pattern)
        label = next(b["text"] for b in message.inline_buttons if b["callback_data"] == data)
        act = lambda: self.stage.emulator.tap(who.user, message.id, data, chat=self.chat)  # noqa: E731
        query = await self._does(who, f"taps [{label}]", act)
        return query.text if query is not None else ""

    async def is_joined_by(self, who: Performer) -> None:
        await self._does(who, "comes", lambda: self.stage.emulator.groups.join(self.chat, who.user))

    async def is_left_by(self, who: Performer) -> None:
        await self._does(who, "leaves", lambda: self.stage.emulator.groups.leave(self.chat, who.user))

    async def _does(self, who: Performer, what: str, act: Callable[[], T]) -> T:
        return await self.stage.performed(Guest(f"{who.name} in {self.name}"), what, act)


def newest_button(messages: Sequence[Message], pattern: str) -> tuple[Message, str]:
    for message in reversed(messages):
        for button in message.inline_buttons:
            if re.fullmatch(pattern, button["callback_data"]):
                return message, button["callback_data"]
    raise LookupError(f"no button like {pattern}; the last words are {messages[-1].text!r}")


_DIGIT = f"(?:{'|'.join(words_of(one).named(said) for one in Language for said in DIGITS)})"


class Names:
    """What is random, said as what a reader can follow: the first report is 100-001, the first observer O-0001."""

    def __init__(self) -> None:
        self.invites: set[str] = set()
        self.numbers: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self._calls: dict[str, str] = {}
        self._events: dict[str, str] = {}

    def said(self, text: str) -> str:
        for code in self.invites:
            text = text.replace(code, "<invite>")
        for number, said in self.numbers.items():
            text = re.sub(rf"(?<![-\d]){number}", said, text)
        text = re.sub(r"sha256 [0-9a-f]+", "sha256 <hash>", text)  # of what an encoder made, and encoders change
        text = re.sub(r"\b[0-9a-f]{12}…", "<hash>…", text)
        text = re.sub(r"\b\d{3}-\d{3}\b", self._code, text)
        text = re.sub(r"\bSOS-\d{4}\b", self._call, text)
        text = re.sub(r"\bE-\d{4}\b", self._event, text)
        text = re.sub(rf"{_DIGIT}( {_DIGIT})* – {_DIGIT}( {_DIGIT})*", "<the code in words>", text)
        return re.sub(r"\b[OCA]-\d{4}\b", self._person, text)

    def _code(self, found: re.Match[str]) -> str:
        return self._codes.setdefault(found[0], f"100-{len(self._codes) + 1:03}")

    def _call(self, found: re.Match[str]) -> str:
        return self._calls.setdefault(found[0], f"SOS-{1000 + len(self._calls) + 1}")

    def _event(self, found: re.Match[str]) -> str:
        return self._events.setdefault(found[0], f"E-{1000 + len(self._events) + 1}")

    def _person(self, found: re.Match[str]) -> str:
        letter = found[0][0]
        number = 1 + sum(one.startswith(letter) for one in self._people)
        return self._people.setdefault(found[0], f"{letter}-{number:04}")


def _block(head: str, lines: list[str]) -> list[str]:
    """The first line after its head, the others below it."""
    first, *rest = lines or [""]
    indent = " " * (len(head) if head.startswith("  ") else 4)
    return [f"{head}{first}".rstrip(), *(f"{indent}{line}".rstrip() for line in rest)]


async def perform(name: str, folder: Path, language: Language, **how: bool) -> str:
    """The whole transcript of a script in one language."""
    wanted = SCRIPTS[name]
    async with Play(folder, language, **how) as play:
        await wanted.happens(play)
        return "\n".join([f"# {wanted.title}", "", *play.lines, ""])
