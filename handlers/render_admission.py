"""The pledge as a person reads it, and the card of somebody who asks to be admitted."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases.admission import REFUSALS, may_decide
from bot.core.words import PersonState, Role
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain
from handlers.vocabulary import ACTIONS, REFUSED_AS, ROLES
from storage import accounts, admission
from storage.accounts import Chat
from storage.admission import Applicant
from storage.database import Tx
from storage.outbox import Letter


def pledge(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    at = admission.pledged_at(tx, chat.member.person_id)
    lines = [
        bold(words.say("Before you begin:")),
        plain("• " + words.say("I work for no party and no candidate.")),
        plain("• " + words.say("I report what I see, as it is.")),
        plain("• " + words.say("I do not interfere and do not argue.")),
        plain("• " + words.say("I write nobody's name here.")),
        plain("• " + words.say("My safety comes before any report.")),
    ]
    edit = letter.params.get("edit")
    if at is not None:
        lines.append("✅ " + plain(words.say("Accepted {time}", time=_clock(at, house.time_zone))))
        return TextMessage("\n".join(lines), edit=edit)
    return TextMessage("\n".join(lines), ((Button(words.say("✅ I accept"), "m:pledge"),),), edit=edit)


def card(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Somebody asks to be admitted; None for a reader who has no say in it."""
    found = admission.applicant(tx, int(letter.subject))
    if found is None or chat.member is None or not may_decide(chat.member, found):
        return None
    subject = f"admission:{found.person_id}"
    lines = [*_who(found, house, words), *_decided(tx, found, house, words)]
    buttons = _buttons(found, bool(letter.params.get("asking")), words) if found.state is PersonState.PENDING else ()
    shown = accounts.message_of(tx, chat.account_id, subject)
    return TextMessage("\n".join(lines), buttons, edit=shown, remember=subject, protect=True)


def _who(found: Applicant, house: House, words: Words) -> list[str]:
    role = words.named(ROLES[found.role])
    asks = words.say("{pseudonym} asks to be admitted as {role}.", pseudonym=found.pseudonym, role=role)
    lines = ["🚪 " + bold(asks)]
    if found.region and found.station:
        lines.append(words.say("Region: {region}. Station: {station}.", region=found.region, station=found.station))
    elif found.region:
        lines.append(words.say("Region: {region}.", region=found.region))
    if found.invited_by:
        lines.append(words.say("Invited by {name}", name=found.invited_by))
    if found.pledged_at is not None:
        at = _clock(found.pledged_at, house.time_zone)
        lines.append(words.say("Accepted the pledge {time}", time=at))
    return [lines[0], *(plain(line) for line in lines[1:])]


def _decided(tx: Tx, found: Applicant, house: House, words: Words) -> list[str]:
    decision = admission.decision(tx, found.person_id)
    if decision is None or found.state is PersonState.PENDING:
        return []
    name = decision.by or words.named(ROLES[Role.ADMINISTRATOR])
    at = _clock(decision.at, house.time_zone)
    if decision.what == "admit":
        return ["✅ " + plain(words.say("Admitted by {name}, {time}", name=name, time=at))]
    lines = ["⛔ " + plain(words.say("Refused by {name}, {time}", name=name, time=at))]
    if decision.reason in REFUSED_AS:
        lines.append(plain(words.named(REFUSED_AS[decision.reason])))
    return lines


def _buttons(found: Applicant, asking: bool, words: Words) -> Rows:
    own = f"m:{found.person_id}"
    if not asking:
        return ((Button(words.say("✅ Admit"), f"{own}:admit"), Button(words.say("⛔ Refuse"), f"{own}:refuse")),)
    reasons = tuple((Button("⛔ " + words.named(REFUSED_AS[one]), f"{own}:no:{one}"),) for one in REFUSALS)
    return (*reasons, (Button(words.named(ACTIONS["back"]), f"{own}:back"),))


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d.%m %H:%M}"
