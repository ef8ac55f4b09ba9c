"""Updates from Telegram: stored before they are acknowledged, then each conversation in order, all side by side.

Polling goes through the library's network port but not through its Updater, which acknowledges updates before anything
is stored, nor through `get_updates`, which parses a batch whole (Bot API, getUpdates).
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.core.faults import where
from handlers.delivery import Delivery
from handlers.dispatch import dispatch
from handlers.house import LEASE, House
from handlers.routes import Router
from handlers.telegram_request import Unreadable, fields
from handlers.turns import TurnResult, give_up_turn, next_or_release, take_turn
from storage import inbox
from storage.database import Tx
from storage.inbox import Arrival, Waiting
from storage.writer import NotDurable, Writer

log = logging.getLogger(__name__)

POLL_SECONDS = 25
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
RETRY_SECONDS = (1, 5)  # then the update is poison and set aside
IDLE = 1.0
SWEEP = 200


Taken = list[tuple[str, Waiting | None]]  # conversations that are ours now, each with its first update that is due


class Conversations:
    """One task for each conversation that has something waiting; within a conversation strictly in order."""

    def __init__(self, house: House, writer: Writer, router: Router, delivery: Delivery, bot: Bot) -> None:
        self._house = house
        self._writer = writer
        self._router = router
        self._delivery = delivery
        self._bot = bot
        self._running: dict[str, asyncio.Task[None]] = {}
        self._answers: set[asyncio.Task[Any]] = set()

    async def take_in(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store a batch; when this returns it is durable, and its conversations are being served."""
        arrivals = [self._arrival(update) for update in updates if _number(update) is not None]
        if arrivals:
            self._start(await self._writer.run(lambda tx: self._store(tx, arrivals)))

    async def sweep(self) -> None:
        """Look, for ever, for what waits in nobody's hands: retries now due, and what a dead process left behind."""
        while True:
            try:
                await self.look()
            except NotDurable as error:
                log.warning("the inbox cannot be read: %s", error)
            except Exception as error:
                log.error("waiting updates cannot be looked for: %s", where(error))
            await asyncio.sleep(IDLE)

    async def look(self) -> int:
        """One round of the sweep; returns how many conversations were taken up."""
        found = await self._writer.run(self._lease_waiting)
        self._start(found)
        return len(found)

    async def settle(self) -> None:
        while self._running or self._answers:
            await asyncio.gather(*self._running.values(), *self._answers, return_exceptions=True)

    def _arrival(self, update: dict[str, Any]) -> Arrival:
        payload = _written(update)
        chat_id = chat_of(update)
        key: int | str = f"update {update['update_id']}" if chat_id is None else chat_id
        return Arrival(
            update["update_id"], self._house.seal.hash_chat(self._house.bot_id, key), self._house.seal.close(payload)
        )

    def _store(self, tx: Tx, arrivals: list[Arrival]) -> Taken:
        now = self._house.clock()
        inbox.store(tx, self._house.bot_id, arrivals, now)
        return self._lease(tx, {arrival.chat_hash for arrival in arrivals})

    def _lease_waiting(self, tx: Tx) -> Taken:
        now = self._house.clock()
        return self._lease(tx, inbox.waiting_chats(tx, self._house.bot_id, now, SWEEP))

    def _lease(self, tx: Tx, chats: Any) -> Taken:
        now = self._house.clock()
        taken = inbox.lease(tx, self._house.bot_id, chats, self._house.owner, now, now + LEASE)
        return [(chat_hash, next_or_release(tx, self._house, chat_hash)) for chat_hash in taken]

    def _start(self, taken: Taken) -> None:
        for chat_hash, first in taken:
            before = self._running.get(chat_hash)
            if before is None and first is None:
                continue
            task = asyncio.create_task(self._serve(chat_hash, first, before))
            self._running[chat_hash] = task
            task.add_done_callback(partial(self._forget, chat_hash))

    def _forget(self, chat_hash: str, task: asyncio.Task[None]) -> None:
        if self._running.get(chat_hash) is task:
            del self._running[chat_hash]

    async def _serve(self, chat_hash: str, first: Waiting | None, before: asyncio.Task[None] | None) -> None:
        """From `first` on, or after `before` from whatever is left: that task may have been at `first` already."""
        if before is not None:
            await asyncio.wait([before])
            first = None
        served = False
        while not served:
            try:
                waiting = first or await self._writer.run(lambda tx: next_or_release(tx, self._house, chat_hash))
                first = None
                while waiting is not None:
                    waiting = await self._turn(chat_hash, waiting)
                served = True
            except NotDurable as error:  # the row stays where it is
                log.warning("a conversation waits for the database: %s", error)
                await asyncio.sleep(IDLE)

    async def _turn(self, chat_hash: str, waiting: Waiting) -> Waiting | None:
        try:
            happening = await self._router.happening(_read(self._house.seal.open(waiting.payload)))
            result = await self._writer.run(
                lambda tx: take_turn(tx, self._house, chat_hash, waiting, happening, dispatch)
            )
        except NotDurable:
            raise
        except Exception as error:
            return await self._put_off(chat_hash, waiting, error)
        self._deliver(result)
        return result.next

    async def _put_off(self, chat_hash: str, waiting: Waiting, error: Exception) -> Waiting | None:
        """Try the update again in a while, or set it aside as poison; its chat waits, the others do not."""
        fault = where(error)
        log.error("update set back: %s", fault)
        if waiting.attempts < len(RETRY_SECONDS):
            due = self._house.clock() + timedelta(seconds=RETRY_SECONDS[waiting.attempts])

            def put_off(tx: Tx) -> None:
                inbox.put_off(tx, waiting.id, waiting.attempts + 1, due, fault)
                inbox.release(tx, self._house.bot_id, chat_hash, self._house.owner)

            await self._writer.run(put_off)
            return None
        result = await self._writer.run(lambda tx: give_up_turn(tx, self._house, chat_hash, waiting, fault))
        self._deliver(result)
        return result.next

    def _deliver(self, result: TurnResult) -> None:
        self._delivery.post(result.outgoing)
        if result.callback_id is not None:
            task = asyncio.create_task(self._answer(result.callback_id, result.toast, result.must_read))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def _answer(self, callback_id: str, toast: str | None, must_read: bool) -> None:
        """Stop the button's spinner. Not worth keeping: after a few seconds Telegram takes no answer any more."""
        try:
            await self._bot.answer_callback_query(callback_id, toast, show_alert=must_read)
        except TelegramError as error:
            log.debug("a tap was not answered: %s", type(error).__name__)


def _read(payload: bytes) -> Any:
    """The update without what no database keeps as text: halves of a surrogate pair, and NUL."""
    text = payload.decode("utf-8", "replace")
    read = json.loads(text)
    return _without_nul(read) if "\\u0000" in text else read


def _without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_without_nul(each) for each in value]
        case dict():
            return {name: _without_nul(each) for name, each in value.items()}
    return value


def _number(update: dict[str, Any]) -> int | None:
    """The number of an update, if it is one that a column of 64 bits holds."""
    number = update.get("update_id")
    return number if isinstance(number, int) and 0 <= number < 2**63 else None


def _written(update: dict[str, Any]) -> bytes:
    try:
        return json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    except RecursionError:  # no message is nested so deep; the number stays, so that it is acknowledged
        log.error("an update is nested too deep to be kept")
        return json.dumps({"update_id": update["update_id"]}).encode()


def chat_of(update: dict[str, Any]) -> int | None:
    """The chat an update belongs to, read without trusting its shape."""
    for name, body in update.items():
        if name == "update_id" or not isinstance(body, dict):
            continue
        message = body.get("message") if name == "callback_query" else body
        for holder in (message, body):
            for key in ("chat", "from"):
                found = holder.get(key) if isinstance(holder, dict) else None
                if isinstance(found, dict) and isinstance(found.get("id"), int):
                    return int(found["id"])
    return None


class Poller:
    """Long polling. A batch is acknowledged by the next call's offset, that is, once it is stored."""

    def __init__(self, request: BaseRequest, base_url: str, conversations: Conversations) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._conversations = conversations
        self._offset = 0

    async def run(self, on_first: Callable[[], None] | None = None) -> None:
        failures = 0
        while True:
            try:
                updates = await self._poll(0 if on_first else POLL_SECONDS)
                if on_first:
                    on_first()
                    on_first = None
                await self._conversations.take_in(updates)
                failures = 0
            except Exception as error:
                failures += 1
                await asyncio.sleep(_pause(error, failures))
                continue
            numbers = [number for update in updates if (number := _number(update)) is not None]
            # An empty answer says that all before are forgotten there; the next ids may be lower (Bot API, Update).
            self._offset = max(numbers) + 1 if numbers else 0

    async def _poll(self, seconds: int) -> list[dict[str, Any]]:
        """The next updates. Where a batch cannot be read they come one by one, and one that cannot is passed over."""
        try:
            return await self._ask(seconds, 100)
        except Unreadable:
            pass
        try:
            return await self._ask(0, 1)
        except Unreadable as error:
            if error.update_id is None:
                raise
            log.error("an update that cannot be read is passed over")
            return [{"update_id": error.update_id}]

    async def _ask(self, seconds: int, limit: int) -> list[dict[str, Any]]:
        parameters = {"offset": self._offset, "timeout": seconds, "limit": limit, "allowed_updates": ALLOWED}
        answer = await self._request.post(self._url, fields(parameters), read_timeout=seconds + 10.0)
        return [update for update in answer if isinstance(update, dict)] if isinstance(answer, list) else []


def _pause(error: Exception, failures: int) -> float:
    match error:
        case InvalidToken():
            log.error("Telegram refuses the token")
            return 30.0
        case Conflict():
            log.error("another process reads this bot's updates")
            return 5.0
        case RetryAfter():
            return 5.0
        case _:
            known = isinstance(error, TelegramError | NotDurable)
            log.warning("updates cannot be read or stored: %s", type(error).__name__ if known else where(error))
            return float(min(0.5 * 2 ** min(failures, 5), 15.0))
