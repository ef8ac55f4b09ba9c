"""The composition root: Settings in, a mission and a running bot out."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.cases.attachments import MOST_BYTES
from bot.cases.forms import FormLibrary, publish_shipped
from bot.cases.photos.inspector import Inspector
from bot.core.reminders import PollingDay
from bot.settings import Settings
from handlers import timetable
from handlers.delivery import Delivery
from handlers.fetching import Fetcher
from handlers.house import House
from handlers.intake import Conversations, Poller
from handlers.looking import Looker
from handlers.pacing import Pacer, Rates
from handlers.routes import Router
from handlers.sheet_reading import SheetReader
from handlers.telegram_request import AiohttpRequest
from handlers.timetable import Timetable
from storage import accounts, inbox, outbox, report_index, schema
from storage.alone import Alone, free_everything
from storage.database import Database, Tx
from storage.media import MediaFolder
from storage.mission import check_key
from storage.seal import Seal, parse_key, read_or_make_key
from storage.writer import Writer

log = logging.getLogger(__name__)

GOODBYE_SECONDS = 5.0
KEEP_QUEUES = timedelta(days=7)
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class TokenRefused(Exception):
    """Telegram does not know this token."""


@dataclass(frozen=True, slots=True)
class Mission:
    """What every command works on: the database at the newest schema, the media folder, the key, the forms."""

    settings: Settings
    database: Database
    media: MediaFolder
    seal: Seal
    library: FormLibrary


def open_mission(settings: Settings, clock: Clock = utc_now) -> Mission:
    """Open the database, bring it to the newest schema, and see that the shipped forms are there."""
    database = Database(settings.database_url)
    schema.upgrade(database)
    report_index.index_old(database)
    key = parse_key(settings.data_key) if settings.data_key else read_or_make_key(settings.data_key_file)
    seal = Seal(key)
    with database.transaction() as tx:
        check_key(tx, seal, clock())
        publish_shipped(tx, clock())
    return Mission(settings, database, MediaFolder(settings.media), seal, FormLibrary())


class RunningBot:
    """The bot at work: intake, delivery, fetching and housekeeping as tasks of one event loop.

    `by_hand`: what waits for its time (retries, files to fetch) is looked for only when `look` is called.
    """

    def __init__(
        self,
        mission: Mission,
        rates: Rates | None = Rates(),  # noqa: B008
        clock: Clock = utc_now,
        by_hand: bool = False,
    ) -> None:
        self._mission = mission
        self._rates = rates
        self._clock = clock
        self._by_hand = by_hand
        self._tasks: list[asyncio.Task[None]] = []
        self._at_work: tuple[Conversations, Delivery, Fetcher, Timetable] | None = None
        self._sheets: SheetReader

    async def settle(self) -> None:
        """Return when everything that was taken in is dealt with and everything said at once is on its way or away."""
        if self._at_work is not None:
            conversations, delivery, _, _ = self._at_work
            await conversations.settle()
            await delivery.settle()

    async def look(self) -> None:
        """Deal with everything that is due now and in nobody's hands: once what the loops do for ever."""
        assert self._at_work is not None
        conversations, delivery, fetcher, due = self._at_work
        rounds = (conversations.look, delivery.look, fetcher.step, self._sheets.step, due.look)
        while sum([await one() for one in rounds]):
            await self.settle()

    async def run(self, on_polling: Callable[[], None] | None = None) -> None:
        """Serve until cancelled. Raises TokenRefused, or AlreadyRunning."""
        settings = self._mission.settings
        alone = Alone(self._mission.database, settings.bot_id)
        writer = Writer(self._mission.database)
        request = AiohttpRequest()
        application = _application(settings, request)
        inspector = Inspector()
        try:
            await self._connect(application)
            house = self._house(application.bot.username)
            await writer.run(lambda tx: self._prepare(tx, house, alone.sure))
            await self._serve(house, application, request, writer, inspector, on_polling)
        finally:
            await self._stop()
            await request.shutdown()
            await asyncio.to_thread(writer.close)
            inspector.close()
            alone.release()

    async def _stop(self) -> None:
        """Take nothing more in, let what is under way end if it can soon, then stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.settle(), GOODBYE_SECONDS)

    async def _serve(
        self,
        house: House,
        application: Application,  # type: ignore[type-arg]
        request: AiohttpRequest,
        writer: Writer,
        inspector: Inspector,
        on_polling: Callable[[], None] | None,
    ) -> None:
        settings, bot = self._mission.settings, application.bot
        pacer = Pacer(self._rates, asyncio.get_running_loop().time)
        delivery = Delivery(house, bot, writer, self._mission.database, pacer)
        conversations = Conversations(house, writer, Router(application), delivery, bot)
        looker = Looker(house, writer, self._mission.database, inspector)
        fetcher = Fetcher(house, bot, request, writer, delivery, looker, settings.telegram_local_mode)
        due = Timetable(house, writer, delivery)
        self._sheets = SheetReader(house, writer, delivery)
        self._at_work = conversations, delivery, fetcher, due
        poller = Poller(request, bot.base_url, conversations)
        work = [poller.run(on_polling), self._keep_time(house, writer, due)]
        if not self._by_hand:
            work += [conversations.sweep(), delivery.run(), fetcher.run(), self._sheets.run()]
        self._tasks = [asyncio.create_task(task) for task in work]
        await asyncio.gather(*self._tasks)

    def _house(self, username: str) -> House:
        mission = self._mission
        exports = mission.media.root / "exports"
        exports.mkdir(mode=0o700, exist_ok=True)
        for left_behind in exports.iterdir():  # an export that was under way when the process ended
            if left_behind.is_dir():
                shutil.rmtree(left_behind, ignore_errors=True)
            else:
                left_behind.unlink(missing_ok=True)
        return House(
            mission.settings.bot_id,
            username,
            mission.library,
            mission.seal,
            mission.settings.default_language,
            mission.settings.time_zone,
            mission.media,
            exports,
            self._clock,
            None if mission.settings.telegram_local_mode else MOST_BYTES,
            complaints=mission.settings.complaints,
            polling=_polling(mission.settings),
        )

    def _prepare(self, tx: Tx, house: House, alone: bool) -> None:
        accounts.remember_bot(tx, house.bot_id, house.username)
        if alone:
            free_everything(tx, house.bot_id, self._clock())

    async def _connect(self, application: Application) -> None:  # type: ignore[type-arg]
        """Reach Telegram, however long it takes: a dead network at the start is no reason to give up."""
        pause = 1.0
        while True:
            try:
                await application.initialize()
            except InvalidToken as error:
                raise TokenRefused from error
            except TelegramError as error:
                log.warning("Telegram cannot be reached yet: %s", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
            else:
                return

    async def _keep_time(self, house: House, writer: Writer, due: Timetable) -> None:
        """APScheduler as a clock: what is due is looked for every few seconds, what is old goes once an hour."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        def prune(tx: Tx) -> None:
            before = self._clock() - KEEP_QUEUES
            inbox.prune(tx, before)
            outbox.prune(tx, before)
            accounts.forget_strangers(tx, before)

        async def tidy() -> None:
            await writer.run(prune)
            await asyncio.to_thread(house.media.sweep)

        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(tidy, "interval", hours=1, coalesce=True, max_instances=1)
        if not self._by_hand:
            scheduler.add_job(due.tick, "interval", seconds=timetable.EVERY, coalesce=True, max_instances=1)
        scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)


def _polling(settings: Settings) -> PollingDay | None:
    day = settings.election_day
    return PollingDay(day, settings.polls_open, settings.polls_close) if day else None


def _application(settings: Settings, request: AiohttpRequest) -> Application:  # type: ignore[type-arg]
    base = settings.telegram_api_url
    builder = ApplicationBuilder().token(settings.bot_token).updater(None).job_queue(None)
    builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot").local_mode(settings.telegram_local_mode)
    # The library's own polling is not used; left to itself it would make a client that reads every certificate first.
    return builder.request(request).get_updates_request(request).build()
