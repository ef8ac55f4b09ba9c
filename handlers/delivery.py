"""The outbox on its way to Telegram: each chat's letters in order, chats side by side, urgent lanes first.

A letter is marked sent before the next one of its chat leaves, so a process killed at any moment repeats at most one
message for each chat in flight.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from telegram import Bot

from bot.core.faults import where
from bot.core.words import Lane
from handlers import render_erasing
from handlers.composing import Order, composed
from handlers.doorkeeping import Doorkeeper
from handlers.exporting import prepare
from handlers.house import LEASE, House
from handlers.lost_cards import alert_others, hand_over
from handlers.messages import FileMessage, Message, PictureMessage, TextMessage
from handlers.outcomes import EditGone, Erased, Moved, Outcome, Passing, Refused, Sent, TooFast, Unreachable
from handlers.pacing import RANK, Pacer
from handlers.render import render
from handlers.sending import send
from storage import accounts, outbox
from storage.database import Database, Tx
from storage.outbox import Letter
from storage.writer import NotDurable, Writer

log = logging.getLogger(__name__)

BATCH = 200
IDLE = 1.0  # seconds between looks for letters that nobody posted: retries, other processes' leftovers
BACKOFF = (2, 5, 15, 60, 300)  # seconds
SOS_BACKOFF = 5  # seconds at most: a call for help tries again while all else rests
# What takes long to make.
BESIDE = ("export", "digest", "digest_picture", "complaint_file", "silence", "silence_station", "silence_map")
GIVE_UP_AFTER = timedelta(hours=24)  # a network may be shut down for long, and an alert of this morning still counts


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter leased to this process with its words made; `message` None when there is nothing left to say."""

    letter: Letter
    chat_id: int
    message: Message | Order | None


def outgoing(tx: Tx, house: House, letter: Letter) -> Outgoing:
    """Make the words of a letter. One that cannot be worded is set aside: it must not hold up the others."""
    chat, sealed = accounts.addressee(tx, letter.account_id)
    chat_id, message = 0, None
    try:
        chat_id = house.open_chat(sealed)
        message = None if chat.unreachable_since else render(tx, house, chat, letter)
    except Exception as error:
        log.error("a %s cannot be worded: %s", letter.kind, where(error))
        outbox.failed(tx, letter.id, where(error), house.clock())
        alert_others(tx, house, [letter])
    return Outgoing(letter, chat_id, message)


Queue = tuple[int, str]  # an account, and which of its queues
SLOW = "slow"


def queue_of(letter: Letter) -> Queue:
    """A chat's letters go one after another. Beside them what takes long to make, and an SOS, which must not wait for
    a letter before it that waits for its turn.
    """
    beside = SLOW if letter.kind in BESIDE else "sos" if letter.lane is Lane.SOS else ""
    return letter.account_id, beside


class Delivery:
    def __init__(self, house: House, bot: Bot, writer: Writer, database: Database, pacer: Pacer) -> None:
        self._house = house
        self._bot = bot
        self._writer = writer
        self._database = database
        self._pacer = pacer
        self._door = Doorkeeper(house, bot, writer)
        self._queues: dict[Queue, list[tuple[int, int, Outgoing]]] = {}
        self._at_work: dict[Queue, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._fresh: set[int] = set()

    def post(self, letters: Iterable[Outgoing]) -> None:
        """Send these as soon as their chats allow. They are leased to us and committed."""
        for item in letters:
            if item.letter.id in self._held:
                continue
            name = queue_of(item.letter)
            queue = self._queues.setdefault(name, [])
            if not queue and name not in self._at_work:
                self._fresh.add(item.letter.id)  # nothing of this chat is under way: the words made just now still hold
            self._held.add(item.letter.id)
            heapq.heappush(queue, (RANK[item.letter.lane], item.letter.id, item))
            if name not in self._at_work:
                self._at_work[name] = asyncio.create_task(self._serve(name))

    async def run(self) -> None:
        """Look for letters that are due and in nobody's hands, for ever."""
        while True:
            found = 0
            try:
                found = await self.look()
            except NotDurable as error:
                log.warning("the outbox cannot be read: %s", error)
            except Exception as error:
                log.error("letters cannot be looked for: %s", where(error))
            await asyncio.sleep(0 if found == BATCH else IDLE)

    async def look(self) -> int:
        """One round; returns how many letters were taken up."""
        found = await self._writer.run(self._lease_due)
        self.post(found)
        return len(found)

    async def settle(self) -> None:
        """Wait until nothing is under way (for a quiet end and for tests)."""
        while self._at_work:
            await asyncio.gather(*self._at_work.values(), return_exceptions=True)

    def _lease_due(self, tx: Tx) -> list[Outgoing]:
        now = self._house.clock()
        letters = outbox.lease_due(tx, self._house.bot_id, self._house.owner, now, now + LEASE, BATCH)
        return [outgoing(tx, self._house, letter) for letter in letters if letter.id not in self._held]

    async def _serve(self, name: Queue) -> None:
        queue = self._queues[name]
        try:
            while queue:
                _, letter_id, item = heapq.heappop(queue)
                try:
                    await self._deliver(item)
                finally:
                    self._held.discard(letter_id)
                    self._fresh.discard(letter_id)
        except NotDurable as error:
            log.warning("a delivery could not be recorded: %s", error)
            self._drop(queue)
        except Exception as error:
            log.error("a delivery failed: %s", where(error))
            self._drop(queue)
        finally:
            self._at_work.pop(name, None)
            if not self._queues.get(name):
                self._queues.pop(name, None)

    def _drop(self, queue: list[tuple[int, int, Outgoing]]) -> None:
        """Forget what is queued here; it lies in the outbox and comes back when its lease runs out."""
        for _, letter_id, _ in queue:
            self._held.discard(letter_id)
            self._fresh.discard(letter_id)
        queue.clear()

    async def _deliver(self, item: Outgoing) -> None:
        waited = await self._pacer.turn(item.letter.account_id, item.letter.lane, group=item.chat_id < 0)
        in_group = item.chat_id < 0
        if in_group and (problem := await self._door.look(item.letter.account_id, item.chat_id)) is not None:
            await self._settle(item, problem)
            return
        if waited or in_group or item.letter.id not in self._fresh:
            renewed = await self._writer.run(lambda tx: self._renew(tx, item))
            if renewed is None:
                self._pacer.give_back(item.letter.account_id)
                return
            item = renewed
        if item.message is None:
            await self._writer.run(lambda tx: outbox.failed(tx, item.letter.id, "nothing to say", self._house.clock()))
            return
        await self._settle(item, await self._send(item.chat_id, item.message))

    async def _settle(self, item: Outgoing, outcome: Outcome) -> None:
        await self._writer.run(lambda tx: self._record(tx, item, outcome))
        self._after(item, outcome)

    async def _send(self, chat_id: int, ordered: Message | Order) -> Outcome:
        """A fault of ours is an outcome too: the letter fails alone and its chat goes on."""
        try:
            made = await composed(ordered, self._house, self._database)
            message = await prepare(made, self._house, self._database, lambda one: send(self._bot, chat_id, one))
            outcome = await send(self._bot, chat_id, message)
            if isinstance(outcome, EditGone) and isinstance(message, TextMessage) and not message.edit_only:
                outcome = await send(self._bot, chat_id, replace(message, edit=None))
            if isinstance(message, FileMessage | PictureMessage):
                message.path.unlink(missing_ok=True)
        except Exception as error:
            return Refused(where(error))
        return outcome

    def _renew(self, tx: Tx, item: Outgoing) -> Outgoing | None:
        now = self._house.clock()
        letter = outbox.renew(tx, item.letter.id, self._house.owner, now + LEASE)
        return outgoing(tx, self._house, letter) if letter else None

    def _record(self, tx: Tx, item: Outgoing, outcome: Outcome) -> None:
        now, letter = self._house.clock(), item.letter
        match outcome:
            case Sent(message_id=message_id):
                outbox.sent(tx, letter.id, message_id, now)
                self._remember(tx, item, message_id)
            case Erased():
                outbox.sent(tx, letter.id, None, now)
                outbox.enqueue(tx, self._house.bot_id, render_erasing.news(letter, outcome), now)
            case TooFast(seconds=seconds):
                outbox.put_off(tx, letter.account_id, now + timedelta(seconds=seconds))
            case Passing(error=error) if now - letter.created_at < GIVE_UP_AFTER:
                pause = BACKOFF[min(letter.attempts, len(BACKOFF) - 1)]
                later = now + timedelta(seconds=min(pause, SOS_BACKOFF) if letter.lane is Lane.SOS else pause)
                if letter.kind in BESIDE or letter.lane is Lane.SOS:
                    outbox.put_off_one(tx, letter.id, later, error)
                else:
                    outbox.put_off(tx, letter.account_id, later, letter.id, error)
            case Unreachable(error=error):
                accounts.set_unreachable(tx, letter.account_id, now)
                hand_over(tx, self._house, letter.account_id, error)
            case Moved(chat_id=chat_id):
                house = self._house
                accounts.move_chat(tx, letter.account_id, house.hash_chat(chat_id), house.close_chat(chat_id))
                outbox.put_off(tx, letter.account_id, now)
            case Passing(error=error) | Refused(error=error):
                outbox.failed(tx, letter.id, error, now)
                alert_others(tx, self._house, [letter])
            case EditGone():
                outbox.failed(tx, letter.id, "the message to edit is gone", now)

    def _remember(self, tx: Tx, item: Outgoing, message_id: int | None) -> None:
        if not isinstance(item.message, TextMessage) or message_id is None:
            return
        if item.message.is_screen:
            accounts.set_screen(tx, item.letter.account_id, message_id)
        if item.message.remember:
            accounts.set_message(tx, item.letter.account_id, self._house.bot_id, item.message.remember, message_id)

    def _after(self, item: Outgoing, outcome: Outcome) -> None:
        """Whatever put the chat off gave all its letters back to the outbox: they must not leave from here."""
        account_id, beside = queue_of(item.letter)
        alone = isinstance(outcome, Passing) and beside  # then only this letter was put off
        if isinstance(outcome, TooFast | Passing | Unreachable | Moved) and beside != SLOW and not alone:
            for name in ((account_id, ""), (account_id, "sos")):
                self._drop(self._queues.get(name, []))
        if isinstance(outcome, Refused | EditGone):
            log.error("Telegram refuses a %s: %s", item.letter.kind, outcome)
