"""Intents become messages, in the reader's language, from what is stored when they are delivered.

This runs inside a transaction and is quick. What takes long is an order here (`exporting`), carried out before sending.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.core.words import Language
from bot.text import Words, choose, words_of
from handlers.exporting import ExportOrder
from handlers.house import House
from handlers.messages import Button, Message, TextMessage, plain
from handlers.render_checklists import checklists
from handlers.render_desk import album, card, open_alerts
from handlers.render_export import export_menu, order
from handlers.render_question import question
from handlers.render_reporter import my_reports, news, received
from handlers.vocabulary import LINES, NAMES, ROLES, commands_for, later, menu_texts
from storage import stations
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter


def render(tx: Tx, house: House, chat: Chat, letter: Letter) -> Message | ExportOrder | None:
    """The words of an intent; None when there is nothing to say any more."""
    if chat.member is not None and not chat.member.active and letter.kind != "line":
        return None  # suspended since: nothing of the mission is said any more
    code = letter.params.get("language") or chat.language
    words = words_of(choose(code, house.default_language))
    return _KINDS[letter.kind](tx, house, chat, letter, words)


def _line(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message:
    text = plain(words.named(LINES[letter.subject], **letter.params.get("facts", {})))
    menu = menu_texts(words, chat.member.is_desk) if letter.params.get("menu") and chat.member else ()
    return TextMessage(
        text,
        menu=menu,
        edit=letter.params.get("edit"),
        remember=letter.params.get("remember"),
        commands=_commands(chat, letter, words),
    )


def _commands(chat: Chat, letter: Letter, words: Words) -> tuple[tuple[str, str], ...]:
    if not letter.params.get("commands") or chat.member is None:
        return ()
    return commands_for(words, chat.member.is_desk)


def _language(_tx: Tx, _house: House, _chat: Chat, _letter: Letter, _words: Words) -> Message:
    asks = "\n".join(words_of(language).say("Choose a language") for language in Language)
    return TextMessage(plain(asks), tuple((Button(NAMES[one], f"l:{one.value}"),) for one in Language))


def _welcome(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """Who one is here and what is kept, in three lines."""
    member = chat.member
    if member is None or member.role is None:
        return None
    role = words.named(ROLES[member.role])
    lines = [
        words.say("Welcome! You are {role}, your name here is {pseudonym}.", role=role, pseudonym=member.pseudonym)
        + _place(tx, chat, words),
        words.say("We keep this pseudonym, your reports and your photos. The number of this chat is kept encrypted."),
        words.say("Chats with bots in Telegram are not end-to-end encrypted: write no names here."),
    ]
    if not member.is_desk:
        lines.append(words.say("If something happens, send a photo at once or press /report."))
    return TextMessage(
        plain("\n".join(lines)), menu=menu_texts(words, member.is_desk), commands=_commands(chat, letter, words)
    )


def _place(tx: Tx, chat: Chat, words: Words) -> str:
    member = chat.member
    assert member is not None
    assigned = stations.assigned_to(tx, member.person_id)
    if assigned:
        here = assigned[0]
        said = ", ".join(part for part in (here.code, here.address) if part)
        return " " + words.say("Region: {region}. Station: {station}.", region=here.region, station=said)
    if member.region_id is not None:
        return " " + words.say("Region: {region}.", region=stations.region_name(tx, member.region_id))
    return ""


def _help(_tx: Tx, _house: House, chat: Chat, _letter: Letter, words: Words) -> Message | None:
    if chat.member is None:
        return None
    desk = chat.member.is_desk
    text = words.named(HELP_DESK if desk else HELP_OBSERVER)
    return TextMessage(plain(text), menu=menu_texts(words, desk))


def _place_request(_tx: Tx, _house: House, chat: Chat, _letter: Letter, words: Words) -> Message | None:
    if chat.member is None:
        return None
    return TextMessage(
        plain(words.named(LINES["place_how"])),
        menu=menu_texts(words, chat.member.is_desk),
        ask_place=words.say("📍 Send my location"),
    )


HELP_OBSERVER = later(
    "📷 Something happened? Send a photo at once, questions later.\n"
    "/report — report an incident\n"
    "/checklists — opening, voting, counting, departure\n"
    "/myreports — my reports and their codes\n"
    "/language — change the language\n"
    "/cancel — stop what you began\n\n"
    "⏭ skips any question that is not required. If you do not know, skip it, do not guess.\n"
    "“Received” means it reached us. “Seen” means a person has read it.\n"
    "The bot calls neither an ambulance nor the police: 103, 102, 112."
)
HELP_DESK = later(
    "Alerts come to this chat. ✋ claims a report, ☑ resolves it, 📷 shows its photos.\n"
    "/open — what is not resolved yet, the worst first\n"
    "/export — get the reports as a file: tables, photos, a map, a briefing\n"
    "/report — file a report of your own\n"
    "/language — change the language\n\n"
    "When you press ✋, the observer learns that a person has seen the report."
)

Renderer = Callable[[Tx, House, Chat, Letter, Words], "Message | ExportOrder | None"]

_KINDS: dict[str, Renderer] = {
    "line": _line,
    "language": _language,
    "welcome": _welcome,
    "help": _help,
    "place_request": _place_request,
    "question": question,
    "received": received,
    "seen": news,
    "resolved": news,
    "my_reports": my_reports,
    "checklists": checklists,
    "card": card,
    "album": album,
    "open_alerts": open_alerts,
    "export": order,
    "export_menu": export_menu,
}
