"""The stage for tests: the real bot against the emulator, in one event loop, with a clock that stands still.

async with Stage(tmp_path) as stage:
    aigul = await stage.observer("Айгүл", "kk", station="T-1")
    await aigul.says("/report")
    await aigul.taps("⏭")
    assert "Фото" in aigul.sees
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self, TypeVar

from bot.app import Mission, RunningBot, open_mission
from bot.cases.getting_in import make_invite
from bot.core.words import Role
from bot.sandbox.model import Message, User
from bot.sandbox.telegram import TOKEN, Emulator
from bot.settings import Settings, load
from bot.text import words_of
from handlers import dispatch
from handlers.pacing import Rates
from storage import stations
from storage.stations import StationRow

T = TypeVar("T")
NOON = datetime(2021, 1, 10, 6, 40, tzinfo=UTC)  # 12:40 in Almaty
STATIONS = (
    StationRow("T-1", "Алатау", "Asia/Almaty", number="1", address="№ 1 мектеп (test)", registered_voters=1200),
    StationRow("T-2", "Алатау", "Asia/Almaty", number="2", address="№ 2 мектеп (test)"),
    StationRow("G-1", "Алатау", "Asia/Almaty", address="№ 3 мектеп (test)", latitude=43.2411, longitude=76.945),
    StationRow("S-9", "Сарыарқа", "Asia/Qyzylorda", number="9", address="№ 9 мектеп (test)"),
)


def settings_in(folder: Path, database_url: str | None = None, **more: str) -> Settings:
    return load(
        {
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": database_url or f"sqlite:///{folder / 'test.db'}",
            "MEDIA_URL": str(folder / "media"),
            "DATA_KEY_FILE": str(folder / "key"),
            "COMPLAINTS": str(folder / "complaints"),
            **more,
        }
    )


_fresh: dict[str, bytes] = {}


def _copy_fresh(folder: Path, *names: str) -> None:
    """A SQLite file with a mission begun in it, and its key: made once a test run, then copied."""
    if not _fresh:
        with TemporaryDirectory() as made:
            open_mission(settings_in(Path(made)), lambda: NOON).database.close()
            _fresh.update({name: (Path(made) / name).read_bytes() for name in ("test.db", "key")})
    if not (folder / "key").exists():
        for name in names:
            (folder / name).write_bytes(_fresh[name])


def begin_mission(database_url: str) -> None:
    """The newest schema and the shipped forms, as every stage finds them, under the key of every stage."""
    with TemporaryDirectory() as made:
        _copy_fresh(Path(made), "key")
        open_mission(settings_in(Path(made), database_url), lambda: NOON).database.close()


class Stage:
    """`by_hand`: retries and files wait until `looks`. `forgetful`: before every act the bot's memory is emptied."""

    def __init__(
        self,
        folder: Path,
        database_url: str | None = None,
        rates: Rates | None = None,
        by_hand: bool = False,
        forgetful: bool = False,
    ) -> None:
        self.now = NOON
        self.folder = folder
        self.settings = settings_in(folder, database_url)
        _copy_fresh(folder, "key", *(["test.db"] if database_url is None else []))
        self.mission: Mission = open_mission(self.settings, self.clock)
        self.emulator = Emulator(clock=self.timestamp)
        self.rates = rates
        self.by_hand = by_hand
        self.forgetful = forgetful
        self.bot: RunningBot | None = None
        self._running: asyncio.Task[None] | None = None
        with self.mission.database.transaction() as tx:
            stations.save(tx, STATIONS)

    def clock(self) -> datetime:
        return self.now

    def timestamp(self) -> float:
        return self.now.timestamp()

    def passes(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    async def __aenter__(self) -> Self:
        address = await self.emulator.start()
        self.mission = replace(self.mission, settings=replace(self.settings, telegram_api_url=address))
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        await self.emulator.stop()
        self.mission.database.close()

    async def start(self) -> None:
        polling = asyncio.Event()
        self.bot = RunningBot(self.mission, self.rates, self.clock, self.by_hand)
        self._running = asyncio.create_task(self.bot.run(polling.set))
        begun = asyncio.create_task(polling.wait())
        await asyncio.wait([begun, self._running], return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            await self._running

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def settle(self) -> None:
        """Until every update is acknowledged and every answer has been sent."""
        assert self.bot is not None
        while self.emulator.world.updates.pending:  # noqa: ASYNC110 - emptied by the bot's next poll
            await asyncio.sleep(0.001)
        await self.bot.settle()

    async def looks(self) -> None:
        """Whatever is due by now happens: retries, letters put off, files that wait at Telegram."""
        assert self.bot is not None
        await self.bot.look()

    def forget(self) -> None:
        """Throw away what the process keeps in memory: compiled forms, catalogues, words of the keyboard."""
        self.mission.library._compiled.clear()
        dispatch._MENU_WORDS.clear()
        words_of.cache_clear()

    async def act(self, act: Callable[[], T]) -> T:
        """Somebody does something, and the bot has its say."""
        if self.forgetful:
            self.forget()
        done = act()
        await self.settle()
        return done

    def invite(self, role: Role, region: str | None = None, station: str | None = None, **how: bool) -> str:
        """`vetted`, `practice`: as for `make_invite`."""
        with self.mission.database.transaction() as tx:
            code = make_invite(tx, role, region, station, None, self.now, **how)
        assert isinstance(code, str)
        return code

    async def stranger(self, name: str, language: str = "ru") -> Actor:
        return Actor(self, self.emulator.user(name, language))

    async def observer(self, name: str, language: str = "kk", station: str | None = "T-1") -> Actor:
        return await self._join(name, language, Role.OBSERVER, None, station)

    async def coordinator(self, name: str, language: str = "ru", region: str | None = None) -> Actor:
        return await self._join(name, language, Role.COORDINATOR, region, None)

    async def _join(self, name: str, language: str, role: Role, region: str | None, station: str | None) -> Actor:
        actor = await self.stranger(name, language)
        await actor.says(f"/start {self.invite(role, region, station)}")
        await actor.taps({"kk": "Қазақша", "ru": "Русский", "en": "English"}[language])
        return actor


class Actor:
    """Somebody with a phone. After each act everything the bot has to say to it has been said."""

    def __init__(self, stage: Stage, user: User) -> None:
        self.stage = stage
        self.user = user
        self.name = user.first_name

    @property
    def messages(self) -> list[Message]:
        return self.stage.emulator.messages(self.user)

    @property
    def last(self) -> Message:
        """The bot's last word in this chat."""
        return [message for message in self.messages if message.from_bot][-1]

    @property
    def sees(self) -> str:
        return self.last.text

    @property
    def buttons(self) -> list[str]:
        return [str(button["text"]) for button in self.last.inline_buttons]

    async def does(self, _what: str, act: Callable[[], T]) -> T:
        """Every act of a person passes here, with words for what it is."""
        return await self.stage.act(act)

    async def says(self, text: str) -> None:
        await self.does(text, lambda: self.phone.send_text(self.user, text))

    async def taps(self, label: str, message: Message | None = None) -> str:
        """Tap the first inline button whose words contain `label`; returns what popped up over the chat."""
        shown = message or self._latest_with(label)
        button = next(b for b in shown.inline_buttons if label in b["text"])
        return await self.taps_data(button["callback_data"], shown)

    async def taps_data(self, data: str, message: Message | None = None) -> str:
        """Tap with any callback data, also data that no button shows any more."""
        shown = message or self.last
        label = next((b["text"] for b in shown.inline_buttons if b["callback_data"] == data), "…")
        query = await self.does(f"taps [{label}]", lambda: self.phone.tap(self.user, shown.id, data, force=True))
        assert query is not None
        return query.text

    async def presses(self, label: str) -> None:
        """A button of the keyboard under the text field."""
        await self.does(label, lambda: self.phone.press(self.user, label))

    async def sends_photo(self, photo: bytes, caption: str = "", album: str | None = None) -> None:
        await self.does(
            f"[photo] {caption}".strip(),
            lambda: self.phone.send_photo(self.user, photo, caption, media_group_id=album),
        )

    async def replies(self, to: Message, text: str) -> None:
        """With Telegram's own reply."""
        await self.does(f"(replies) {text}", lambda: self.phone.send_text(self.user, text, reply_to=to.id))

    async def replies_with_photo(self, to: Message, photo: bytes, caption: str = "") -> None:
        act = lambda: self.phone.send_photo(self.user, photo, caption, reply_to=to.id)  # noqa: E731
        await self.does(f"(replies) [photo] {caption}".strip(), act)

    async def sends_album(self, photos: list[bytes], caption: str = "") -> None:
        await self.does(
            f"[album of {len(photos)}] {caption}".strip(), lambda: self.phone.send_album(self.user, photos, caption)
        )

    async def sends_location(self, latitude: float, longitude: float) -> None:
        await self.does("[location]", lambda: self.phone.send_location(self.user, latitude, longitude))

    async def sends_document(self, data: bytes, name: str, mime: str = "application/pdf", caption: str = "") -> None:
        act = lambda: self.phone.send_document(self.user, data, name, mime, caption)  # noqa: E731
        await self.does(f"[file {name}] {caption}".strip(), act)

    async def sends_video(self, caption: str = "") -> None:
        await self.does(f"[video] {caption}".strip(), lambda: self.phone.send_video(self.user, b"video", caption))

    async def sends_voice(self) -> None:
        await self.does("[voice message]", lambda: self.phone.send_voice(self.user, b"voice"))

    async def sends_sticker(self) -> None:
        await self.does("[sticker]", lambda: self.phone.send_sticker(self.user))

    async def sends_contact(self) -> None:
        await self.does("[contact]", lambda: self.phone.send_contact(self.user, "+77010000000", "Somebody"))

    async def sends_poll(self) -> None:
        await self.does("[poll]", lambda: self.phone.send_poll(self.user, "Which?", ["this", "that"]))

    async def sends(self, content: dict[str, Any]) -> None:
        """Any content, in the fields of the Bot API's Message."""
        await self.does(f"[{next(iter(content))}]", lambda: self.phone.send(self.user, content))

    async def edits(self, message: Message, text: str) -> None:
        await self.does(f"edits: {text}", lambda: self.phone.edit_text(self.user, message.id, text))

    async def forwards(self, message: Message) -> None:
        await self.does(f"forwards: {message.text or message.kind}", lambda: self.phone.forward(self.user, message))

    async def blocks(self) -> None:
        await self.does("blocks the bot", lambda: self.phone.block(self.user))

    async def unblocks(self) -> None:
        await self.does("unblocks the bot", lambda: self.phone.unblock(self.user))

    @property
    def phone(self) -> Emulator:
        return self.stage.emulator

    def _latest_with(self, label: str) -> Message:
        for message in reversed(self.messages):
            if any(label in str(button["text"]) for button in message.inline_buttons):
                return message
        raise LookupError(f"no button {label!r}; {self.name} sees {self.sees!r} {self.buttons}")


def photo_bytes(colour: str = "navy", size: tuple[int, int] = (320, 240)) -> bytes:
    """A small JPEG of one colour."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()
