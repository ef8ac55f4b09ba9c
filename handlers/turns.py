"""One turn: an event taken in one transaction. What changes, what is to be said and that it is done commit together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.core.words import Lane, Language
from bot.text import Words, choose, words_of
from handlers.delivery import Outgoing, outgoing
from handlers.events import (
    ChatEvent,
    Commanded,
    GroupMoved,
    Happening,
    MembersChanged,
    NothingToSay,
    Reachable,
    Tapped,
)
from handlers.house import LEASE, House
from handlers.vocabulary import GLAD, TOASTS
from storage import accounts, inbox, outbox
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.inbox import Waiting
from storage.outbox import Intent, Letter

SEEN_EVERY = timedelta(minutes=15)  # when somebody was last seen is written down no oftener


@dataclass(slots=True)
class Turn:
    """What a handler of events has in hand. `sent_at` is Telegram's clock, or ours where it does not say."""

    tx: Tx
    house: House
    chat: Chat
    event: ChatEvent
    now: datetime
    received_at: datetime
    sent_at: datetime
    language: Language
    letters: list[Letter] = field(default_factory=list)
    toast: str | None = None
    must_read: bool = False
    actor: Member | None = None
    private_account: int | None = None

    @property
    def member(self) -> Member:
        """Who acts: in a private chat its person, in a group whoever wrote or tapped there."""
        member = self.actor or self.chat.member
        assert member is not None
        return member

    @property
    def in_group(self) -> bool:
        return self.private_account is not None

    @property
    def words(self) -> Words:
        return words_of(self.language)

    def send(
        self,
        kind: str,
        subject: str = "",
        to: int | None = None,
        lane: Lane = Lane.REPLY,
        key: str | None = None,
        dedupe: str | None = None,
        **params: Any,
    ) -> None:
        """Put an intent in the outbox, leased to this process: it leaves as soon as the turn is committed."""
        intent = Intent(to or self.chat.account_id, kind, subject, params, lane, key, dedupe)
        house = self.house
        letter = outbox.enqueue(self.tx, house.bot_id, intent, self.now, house.owner, self.now + LEASE)
        if letter is not None:
            self.letters.append(letter)

    @property
    def tapped_message(self) -> int | None:
        """The message whose button was tapped, if one was and Telegram still says which."""
        return self.event.message_id if isinstance(self.event, Tapped) else None

    def post(self, intents: Iterable[Intent]) -> None:
        for one in intents:
            self.send(one.kind, one.subject, one.account_id, one.lane, one.key, one.dedupe, **one.params)

    def line(self, name: str, **params: Any) -> None:
        """One sentence by its name in the vocabulary."""
        self.send("line", name, **params)

    def pop_up(self, what: str, **facts: object) -> None:
        """A few words over the chat, in answer to a tap; a refusal stays until it is read."""
        self.toast = self.words.named(TOASTS[what], **facts)
        self.must_read = what not in GLAD


@dataclass(frozen=True, slots=True)
class TurnResult:
    outgoing: tuple[Outgoing, ...] = ()
    next: Waiting | None = None
    callback_id: str | None = None
    toast: str | None = None
    must_read: bool = False


def take_turn(
    tx: Tx,
    house: House,
    chat_hash: str,
    waiting: Waiting,
    happening: Happening | None,
    dispatch: Callable[[Turn], None],
) -> TurnResult:
    """Let the event have its effect, mark the update done, and take the conversation's next one.

    A process that stood still may find its lease in other hands, or the update done: then it has no effect here.
    """
    if not inbox.holds(tx, house.bot_id, chat_hash, house.owner, house.clock() + LEASE):
        return TurnResult()
    if not inbox.done(tx, waiting.id):
        return _close(tx, house, chat_hash, None)
    turn = _open(tx, house, chat_hash, waiting, happening) if happening else None
    if turn is not None:
        dispatch(turn)
    return _close(tx, house, chat_hash, turn)


def give_up_turn(tx: Tx, house: House, chat_hash: str, waiting: Waiting, fault: str) -> TurnResult:
    """Set a poison update aside, tell its sender if it is one of ours, and go on with the next."""
    if not inbox.holds(tx, house.bot_id, chat_hash, house.owner, house.clock() + LEASE):
        return TurnResult()
    if not inbox.set_aside(tx, waiting.id, waiting.attempts + 1, fault):
        return _close(tx, house, chat_hash, None)
    chat = accounts.find_chat(tx, house.bot_id, chat_hash)
    turn = None
    if chat is not None and chat.member is not None:
        now = house.clock()
        language = choose(chat.language, house.default_language)
        turn = Turn(tx, house, chat, NothingToSay(), now, waiting.received_at, now, language)
        turn.line("set_aside")
    return _close(tx, house, chat_hash, turn)


def _open(tx: Tx, house: House, chat_hash: str, waiting: Waiting, happening: Happening) -> Turn | None:
    if not happening.private:
        return _open_in_group(tx, house, chat_hash, waiting, happening)
    chat = accounts.find_chat(tx, house.bot_id, chat_hash)
    if chat is None:
        if isinstance(happening.event, Reachable | NothingToSay):
            return None
        chat = accounts.add_chat(tx, house.bot_id, chat_hash, house.close_chat(happening.chat_id), house.clock())
    if chat.unreachable_since is not None and not isinstance(happening.event, Reachable):
        accounts.set_unreachable(tx, chat.account_id, None)
    if chat.member is not None and (chat.seen_at is None or house.clock() - chat.seen_at >= SEEN_EVERY):
        accounts.set_seen(tx, chat.account_id, house.clock())
    language = choose(chat.language or happening.language_code, house.default_language)
    sent_at = happening.sent_at or waiting.received_at
    return Turn(tx, house, chat, happening.event, house.clock(), waiting.received_at, sent_at, language)


def _open_in_group(tx: Tx, house: House, chat_hash: str, waiting: Waiting, happening: Happening) -> Turn | None:
    """A turn of somebody of the desk, or of the group's own (who is in it, where it is); None for all others.

    A person's private chat with the bot has the person's number at Telegram.
    """
    chat = accounts.find_chat(tx, house.bot_id, chat_hash)
    own = accounts.find_chat(tx, house.bot_id, house.hash_chat(happening.user_id)) if happening.user_id else None
    known = own is not None and own.member is not None and own.member.is_desk
    of_group = isinstance(happening.event, Reachable | MembersChanged | GroupMoved)
    if not (known and isinstance(happening.event, Commanded | Tapped)) and not (of_group and chat is not None):
        return None
    if chat is None:
        chat = accounts.add_chat(tx, house.bot_id, chat_hash, house.close_chat(happening.chat_id), house.clock())
    language = choose(chat.language or (own.language if own else None), house.default_language)
    sent_at = happening.sent_at or waiting.received_at
    turn = Turn(tx, house, chat, happening.event, house.clock(), waiting.received_at, sent_at, language)
    turn.private_account, turn.actor = (own.account_id, own.member) if own is not None and known else (0, None)
    return turn


def _close(tx: Tx, house: House, chat_hash: str, turn: Turn | None) -> TurnResult:
    waiting = next_or_release(tx, house, chat_hash)
    if turn is None:
        return TurnResult(next=waiting)
    latest = {(letter.account_id, letter.key or letter.id): letter for letter in turn.letters}
    tapped = turn.event.callback_id if isinstance(turn.event, Tapped) else None
    letters = tuple(outgoing(tx, house, letter) for letter in latest.values())
    return TurnResult(letters, waiting, tapped, turn.toast, turn.must_read)


def next_or_release(tx: Tx, house: House, chat_hash: str) -> Waiting | None:
    """The conversation's next update that is due; without one its lease ends, in the same transaction."""
    waiting = inbox.first_waiting(tx, house.bot_id, chat_hash)
    if waiting is not None and waiting.due_at <= house.clock():
        return waiting
    inbox.release(tx, house.bot_id, chat_hash, house.owner)
    return None
