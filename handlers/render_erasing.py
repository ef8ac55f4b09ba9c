"""What is deleted in a chat, what a person is asked before it, and what is said of it afterwards."""

from __future__ import annotations

from bot.text import Words
from handlers.house import House
from handlers.messages import Button, Erasure, TextMessage, plain
from handlers.outcomes import Erased
from handlers.vocabulary import menu_texts
from storage import erasing, people
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Intent, Letter


def wipe(_tx: Tx, _house: House, chat: Chat, _letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    lines = [
        words.say("🧹 Delete my messages in this chat?"),
        words.say("Only those of the last 48 hours: Telegram lets me delete no others."),
        words.say("What you sent stays on this phone until you delete this chat yourself."),
        words.say("Your reports and calls for help stay with the mission."),
    ]
    rows = ((Button(words.say("🧹 Yes, delete"), "t:wipe:yes"),), (Button(words.say("⬅ No"), "t:wipe:no"),))
    return TextMessage(plain("\n".join(lines)), rows)


def erase(tx: Tx, house: House, chat: Chat, letter: Letter, _words: Words) -> Erasure | None:
    """What there is to delete is seen when it is done."""
    young, old = erasing.messages_in(tx, chat.account_id, house.clock())
    return Erasure(tuple(young), len(old), bool(letter.params.get("taken")))


def news(letter: Letter, outcome: Erased) -> Intent:
    """For whoever asked for it."""
    told = {"gone": outcome.gone, "left": outcome.left, "taken": bool(letter.params.get("taken"))}
    return Intent(letter.params["tell"], "erased", letter.subject, told)


def erased(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """How much was deleted, and what stays; honestly."""
    if chat.member is None or (letter.params["taken"] and not chat.member.is_desk):
        return None
    gone, left = letter.params["gone"], letter.params["left"]
    lines = []
    if letter.params["taken"]:
        lines.append("📵 " + people.pseudonym_of(tx, int(letter.subject)))
    lines.append(words.count("🧹 Deleted: {n} message.", "🧹 Deleted: {n} messages.", gone))
    if left:
        lines.append(words.say("Could not be deleted: {n}.", n=left))
    if letter.params["taken"]:
        lines.append(words.say("What the observer wrote there stays, and what is older than 48 hours."))
    else:
        lines.append(words.say("What you wrote stays, and what is older than 48 hours: delete this chat yourself."))
    menu = () if letter.params["taken"] else menu_texts(words, chat.member.is_desk)
    return TextMessage(plain("\n".join(lines)), menu=menu)
