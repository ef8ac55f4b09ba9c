"""Who is in a group is counted before anything is said there: a desk's chat that leaks is worse than a silent one.

The members that somebody of the desk writes to this bot from are known by number (getChatMember); whoever else is
counted (getChatMemberCount) is a stranger, another bot too.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.core.words import Lane, Language
from bot.text import choose, later, words_of
from handlers.house import House
from handlers.lost_cards import hand_over
from handlers.outcomes import Moved, Outcome, Passing, Unreachable
from storage import accounts, desk_groups, outbox
from storage.database import Tx
from storage.outbox import Intent
from storage.writer import Writer

FRESH = timedelta(minutes=1)
OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
TOPICS = {"sos": later("🆘 SOS"), "critical": later("🔴 Critical"), "reports": later("📋 Reports")}
ASKED = "asked"  # beside the topics: it was seen whether there can be any
DOOR = ("desk_opened", "desk_door")  # what may be said to a group in which there are strangers


class Doorkeeper:
    def __init__(self, house: House, bot: Bot, writer: Writer) -> None:
        self._house = house
        self._bot = bot
        self._writer = writer

    async def look(self, account_id: int, chat_id: int) -> Outcome | None:
        """Count who is there if that was not done within the minute; what prevents it, None if nothing does."""
        known = await self._writer.run(lambda tx: self._to_be_asked(tx, account_id))
        if known is None:
            return None
        try:
            strangers = await self._strangers(chat_id, known)
        except ChatMigrated as error:
            return Moved(error.new_chat_id)
        except (Forbidden, BadRequest) as error:
            return Unreachable(error.message)
        except RetryAfter:
            return Passing("the members cannot be counted yet")
        except TelegramError as error:
            return Passing(type(error).__name__)
        await self._writer.run(lambda tx: self._settle(tx, account_id, strangers))
        await self._make_topics(account_id, chat_id)
        return None

    async def _make_topics(self, account_id: int, chat_id: int) -> None:
        """Once, in a group with topics where the bot may make some; without them all goes below all topics."""
        language = await self._writer.run(lambda tx: self._without_topics(tx, account_id))
        if language is None:
            return
        made: dict[str, int] = {}
        with suppress(TelegramError):
            if await self._may_make_topics(chat_id):
                for name, words in TOPICS.items():
                    topic = await self._bot.create_forum_topic(chat_id, words_of(language).named(words))
                    made[name] = topic.message_thread_id
        await self._writer.run(lambda tx: desk_groups.set_topics(tx, account_id, {**made, ASKED: True}))

    def _without_topics(self, tx: Tx, account_id: int) -> Language | None:
        """The language to name them in, None where it was seen to already or strangers read along."""
        chat = accounts.get_chat(tx, account_id)
        if chat.desk is None or not chat.desk.clear or ASKED in chat.desk.topics:
            return None
        return choose(chat.language, self._house.default_language)

    async def _may_make_topics(self, chat_id: int) -> bool:
        if not (await self._bot.get_chat(chat_id)).is_forum:
            return False
        me = await self._bot.get_chat_member(chat_id, self._house.bot_id)
        return bool(getattr(me, "can_manage_topics", False))

    def _to_be_asked(self, tx: Tx, account_id: int) -> list[int] | None:
        """The numbers of everybody at the desk; None when there is nothing to count."""
        house, group = self._house, desk_groups.of_account(tx, account_id)
        if group is None or (group.checked_at is not None and house.clock() - group.checked_at < FRESH):
            return None
        return [house.open_chat(sealed) for sealed in desk_groups.accounts_known(tx, house.bot_id)]

    async def _strangers(self, chat_id: int, known: list[int]) -> int:
        everybody = await self._bot.get_chat_member_count(chat_id)
        there = await asyncio.gather(*(self._is_there(chat_id, one) for one in known if one > 0))
        return max(0, everybody - sum(there) - 1)  # the bot itself is one of them

    async def _is_there(self, chat_id: int, user_id: int) -> bool:
        """Whom Telegram does not show counts as a stranger: better a silent group than one that leaks."""
        try:
            member = await self._bot.get_chat_member(chat_id, user_id)
        except BadRequest:
            return False
        return member.status not in OUT and getattr(member, "is_member", True)

    def _settle(self, tx: Tx, account_id: int, strangers: int) -> None:
        """Write down the count. With strangers what waits goes to the private chats; a change is said in one line."""
        house, group = self._house, desk_groups.of_account(tx, account_id)
        if group is None:
            return
        desk_groups.checked(tx, account_id, strangers, house.clock())
        if strangers:
            hand_over(tx, house, account_id, "strangers in the group", but=DOOR)
        if group.strangers is not None and group.strangers != strangers:
            line = Intent(account_id, "desk_door", lane=Lane.ALERT, params={"strangers": strangers}, key="door")
            outbox.enqueue(tx, house.bot_id, line, house.clock())
