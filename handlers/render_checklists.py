"""The list of forms to choose from."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.cases.forms import INCIDENT
from bot.cases.whereabouts import current_station
from bot.core.forms import Form
from bot.core.words import Language
from bot.text import Words
from handlers.house import House
from handlers.messages import Button, TextMessage, plain
from handlers.vocabulary import LINES
from storage import filed, forms
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.outbox import Letter

SEPARATOR = " · "  # between the titles of one form: Kazakh, Russian, English


def checklists(tx: Tx, house: House, chat: Chat, _letter: Letter, words: Words) -> TextMessage | None:
    if chat.member is None:
        return None
    listed = [one for one in forms.current(tx) if one[1] != INCIDENT]
    if not listed:
        return TextMessage(plain(words.named(LINES["no_form"])))
    filed = _filed_today(tx, house, chat.member)
    buttons = tuple(
        (Button(title(house.library.get(tx, version), words) + filed.get(form_id, ""), f"f:{number}"),)
        for number, form_id, version in listed
    )
    return TextMessage(plain(words.say("Which checklist?")), buttons)


def _filed_today(tx: Tx, house: House, member: Member) -> dict[str, str]:
    """` ✓ 07:15` for each form that this person filed today, by the clock of the station."""
    here = current_station(tx, member.person_id)
    zone = ZoneInfo(here.time_zone) if here else house.time_zone
    midnight = datetime.combine(house.clock().astimezone(zone).date(), time(), zone)
    last = filed.filed_since(tx, member.person_id, midnight, member.practice)
    return {form_id: f" ✓ {at.astimezone(zone):%H:%M}" for form_id, at in last.items()}


def title(form: Form, words: Words) -> str:
    """A title in three languages, one after another, is said in the reader's; any other as it is."""
    parts = form.title.split(SEPARATOR)
    return parts[list(Language).index(words.language)] if len(parts) == len(Language) else form.title
