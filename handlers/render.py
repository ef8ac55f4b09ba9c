"""Intents become messages, in the reader's language, from what is stored when they are delivered.

This runs inside a transaction and is quick. What takes long is an order here (`exporting`), carried out before sending.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.cases.whereabouts import current_station
from bot.core.words import Language, PersonState
from bot.text import Words, choose, words_of
from handlers import (
    render_admission,
    render_batches,
    render_broadcast,
    render_bundle,
    render_climbing,
    render_complaints,
    render_erasing,
    render_events,
    render_group,
    render_hotline,
    render_invites,
    render_judging,
    render_person,
    render_records,
    render_rules,
    render_silent,
    render_sos,
    render_sos_desk,
    render_stations,
    render_talk,
    render_team,
    render_training,
)
from handlers.composing import Order
from handlers.digest_screens import digest_screen
from handlers.house import House
from handlers.messages import Button, Message, TextMessage, plain
from handlers.render_checklists import checklists
from handlers.render_desk import album, card
from handlers.render_digest import digest
from handlers.render_export import export_menu, order
from handlers.render_files import files
from handlers.render_lists import report_list
from handlers.render_my_reports import added, my_report, my_reports
from handlers.render_practice import by_mode
from handlers.render_question import question
from handlers.render_reminders import reminder
from handlers.render_reporter import news, received
from handlers.render_revisions import desk_news, what_changed
from handlers.report_history import report_history
from handlers.report_page import report_page
from handlers.report_place import report_map
from handlers.silence_map import silence_map
from handlers.vocabulary import LINES, NAMES, ROLES, commands_for, later, menu_texts
from storage import stations
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.outbox import Letter


def render(tx: Tx, house: House, chat: Chat, letter: Letter) -> Message | Order | None:
    """The words of an intent; None when there is nothing to say any more."""
    if chat.member is not None and not _may_hear(chat.member, letter.kind):
        return None  # suspended since: nothing of the mission is said any more
    code = letter.params.get("language") or chat.language or (chat.dialogue or {}).get("language")
    words = words_of(choose(code, house.default_language))
    if chat.desk is not None:
        return render_group.said(tx, house, chat, letter, words)
    return by_mode(_KINDS[letter.kind](tx, house, chat, letter, words), chat, letter, words)


def _may_hear(member: Member, kind: str) -> bool:
    """Who is not admitted yet is asked what is asked at the door; who is suspended hears what is said to all."""
    at_the_door = kind in ("language", "pledge") and member.state is PersonState.PENDING
    return member.active or kind in SAID_TO_ALL or at_the_door


def _line(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message:
    text = plain(words.named(LINES[letter.subject], **letter.params.get("facts", {})))
    active = chat.member is not None and chat.member.active
    menu = menu_texts(words, chat.member.is_desk) if letter.params.get("menu") and chat.member and active else ()
    return TextMessage(
        text,
        menu=menu,
        edit=letter.params.get("edit"),
        remember=letter.params.get("remember"),
        commands=_commands(chat, letter, words),
    )


def _commands(chat: Chat, letter: Letter, words: Words) -> tuple[tuple[str, str], ...]:
    if not letter.params.get("commands") or chat.member is None or not chat.member.active:
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
    lines = ["✅ " + words.say("You are admitted.")] if letter.params.get("admitted") else []
    lines += [
        words.say("Welcome! You are {role}, your name here is {pseudonym}.", role=role, pseudonym=member.pseudonym)
        + _place(tx, chat, words),
        words.say("We keep this pseudonym, your reports and your photos. The number of this chat is kept encrypted."),
        words.say("Chats with bots in Telegram are not end-to-end encrypted: write no names here."),
    ]
    if not member.is_desk:
        if current_station(tx, member.person_id) is None and stations.count(tx):
            lines.append(words.say("Choose your station: /station"))
        lines.append(words.say("If something happens, send a photo at once or press /report."))
    return TextMessage(
        plain("\n".join(lines)), menu=menu_texts(words, member.is_desk), commands=_commands(chat, letter, words)
    )


def _place(tx: Tx, chat: Chat, words: Words) -> str:
    member = chat.member
    assert member is not None
    here = current_station(tx, member.person_id)
    if here is not None:
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
    "🆘 In danger: press 🆘 SOS, or write the word “help”.\n"
    "📷 Something happened? Send a photo at once, questions later.\n"
    "/report — report an incident\n"
    "/checklists — opening, voting, counting, departure\n"
    "/station — where you are: arrive, leave, change\n"
    "/myreports — my reports and their codes\n"
    "/wipe — delete my messages in this chat\n"
    "/language — change the language\n"
    "/cancel — stop what you began\n\n"
    "⏭ skips any question that is not required. If you do not know, skip it, do not guess.\n"
    "“Received” means it reached us. “Seen” means a person has read it.\n"
    "The bot calls neither an ambulance nor the police: 103, 102, 112."
)
HELP_DESK = later(
    "Alerts come to this chat. ✋ claims a report, ☑ resolves it, 📷 shows its photos.\n"
    "💬 asks the observer, ⋯ shows all about a report and what can be done with it.\n"
    "🆘 A call for help rings until somebody presses ✋. Closing it asks what became of the person.\n"
    "/open — what is not resolved yet, the worst first\n"
    "/find — find a report: code, station, observer, words\n"
    "/events — what several tell of\n"
    "/silent — who is silent; remind them\n"
    "/enter — what came by telephone, SMS or paper\n"
    "/digest — a digest at the hours you choose\n"
    "/export — get the reports as a file: tables, photos, a map, a briefing\n"
    "/broadcast — write to many observers\n"
    "/team, /invite — people and one-time links\n"
    "/rules, /ladder — what rings here, how fast it climbs\n"
    "/report — file a report of your own\n"
    "/language — change the language\n\n"
    "When you press ✋, the observer learns that a person has seen the report."
)

SAID_TO_ALL = ("line", "sos", "sos_place", "erase")  # whoever calls for help hears what becomes of it

Renderer = Callable[[Tx, House, Chat, Letter, Words], "Message | Order | None"]

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
    "reopened": news,
    "my_reports": my_reports,
    "my_report": my_report,
    "added": added,
    "desk_news": desk_news,
    "what_changed": what_changed,
    "checklists": checklists,
    "whereabouts": render_stations.whereabouts_view,
    "station_regions": render_stations.regions,
    "station_search": render_stations.search,
    "station_hits": render_stations.hits,
    "station_read_back": render_stations.read_back,
    "left": render_stations.left,
    "relieved": render_stations.relieved,
    "move_offer": render_stations.move_offer,
    "reminder": reminder,
    "moved": render_stations.moved,
    "card": card,
    **render_broadcast.KINDS,
    **render_silent.KINDS,
    "silence_map": silence_map,
    **render_bundle.KINDS,
    **render_rules.KINDS,
    **render_group.AFTERWARDS,
    **render_sos.KINDS,
    **render_sos_desk.KINDS,
    **render_events.KINDS,
    **render_records.KINDS,
    **render_hotline.KINDS,
    **render_batches.KINDS,
    "practice": render_training.practice,
    "pledge": render_admission.pledge,
    "admission": render_admission.card,
    "album": album,
    "files": files,
    "report_list": report_list,
    "report_page": report_page,
    "report_history": report_history,
    "report_map": report_map,
    "ring": render_climbing.ring,
    "ladder": render_climbing.ladder_screen,
    "why_up": render_climbing.why_up,
    "judge": render_judging.judge,
    **render_talk.KINDS,
    "export": order,
    "export_menu": export_menu,
    "digest": digest,
    "digest_picture": digest,
    "digest_screen": digest_screen,
    "team": render_team.listed,
    "team_choice": render_team.choice,
    "team_search": render_team.search,
    "team_person": render_person.page,
    "standing": render_person.standing,
    "invite": render_invites.invite,
    "invite_links": render_invites.links,
    "invites_open": render_invites.unused,
    "complaints": render_complaints.listed,
    "complaint_new": render_complaints.new,
    "complaint": render_complaints.card,
    "complaint_ask": render_complaints.asked,
    "complaint_file": render_complaints.file,
    "complaint_due": render_complaints.due,
    "wipe": render_erasing.wipe,
    "erase": render_erasing.erase,
    "erased": render_erasing.erased,
}
