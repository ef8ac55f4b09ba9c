"""The screens of `/enter`: who reports, how it came, what is said aloud, and what the observer hears of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.cases.forms import INCIDENT
from bot.cases.whereabouts import current_station
from bot.core.words import Channel, PersonState
from bot.text import Words
from handlers.callbacks import token_of
from handlers.hotline_words import CHANNELS, DIGITS
from handlers.house import House
from handlers.messages import Button, Message, Rows, TextMessage, bold, plain, shorten
from handlers.render_checklists import title
from handlers.render_my_reports import choices, whole
from handlers.render_practice import marked
from handlers.sheet_orders import SheetOrder
from handlers.vocabulary import ACTIONS
from storage import accounts, forms, hotline, people, reports, sos, stations
from storage.accounts import Chat, Member
from storage.database import Tx
from storage.forms import DraftRow
from storage.outbox import Letter

STATE_SIGNS = {PersonState.SUSPENDED: "⛔ ", PersonState.PENDING: "⏳ "}


def who(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    if not chat.is_desk:
        return None
    sos_wanted, typed, found = letter.params["sos"], letter.params["typed"], letter.params["found"]
    lines = [bold("🆘 " + words.say("Who calls for help?") if sos_wanted else "☎ " + words.say("Who reports?"))]
    if typed and not found:
        lines.append("⚠ " + plain(words.say("Nobody is found by {typed}.", typed=words.quoted(typed))))
    lines.append(plain(words.say("Write the number of the pseudonym, or the station.")))
    if not sos_wanted:
        lines.append(plain(words.say("SMS: just paste the lines here, each begins with BQ.")))
    return TextMessage("\n".join(lines), _who_rows(tx, found, sos_wanted, words), edit=letter.params.get("edit"))


def _who_rows(tx: Tx, found: list[int], sos_wanted: bool, words: Words) -> Rows:
    known = [one for one in (hotline.reporter(tx, person_id) for person_id in found) if one is not None]
    rows = [(Button(_named(tx, one), f"n:who:{one.person_id}"),) for one in known]
    rows.append((Button(words.say("➕ Somebody new by telephone"), "n:new"),))
    if sos_wanted:
        return (*rows, (Button(words.named(ACTIONS["back"]), "n:start"),))
    rows.append((Button(words.say("📄 Many at once: a spreadsheet"), "n:many"),))
    return (*rows, (Button(words.say("🆘 Somebody calls for help"), "n:help"),))


def _named(tx: Tx, person: Member) -> str:
    here = current_station(tx, person.person_id)
    name = STATE_SIGNS.get(person.state, "") + person.pseudonym
    return f"{name} · {here.code}" if here else name


def station(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """Where somebody new is."""
    if not chat.is_desk:
        return None
    typed, found = letter.params.get("typed", ""), letter.params.get("found", [])
    lines = [bold(words.say("At which station are they? Write its number or code."))]
    if typed and not found:
        lines.append("⚠ " + plain(words.say("Nothing is found by {typed}.", typed=words.quoted(typed))))
    cards = [one for one in (stations.find(tx, place) for place in found) if one is not None]
    rows = [(Button(shorten(", ".join(filter(None, (one.code, one.address))), 60), f"n:at:{one.id}"),) for one in cards]
    rows.append((Button(words.say("⏭ Not known"), "n:at:"),))
    rows.append((Button(words.named(ACTIONS["back"]), "n:start"),))
    return TextMessage("\n".join(lines), tuple(rows), edit=letter.params.get("edit"))


def form(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """One person's screen: how it came, when it was told, and the forms."""
    person = hotline.reporter(tx, int(letter.subject))
    if person is None or not chat.is_desk:
        return None
    here = current_station(tx, person.person_id)
    where = ", ".join(part for part in (here.code, here.address) if part) if here else words.say("no station")
    lines = [bold("☎ " + person.pseudonym) + " · " + plain(where)]
    if letter.params.get("new"):
        lines.append("➕ " + plain(words.say("Somebody new. Tell them their pseudonym: {name}", name=person.pseudonym)))
    if not person.active:
        lines.append("⚠ " + plain(words.say("Not admitted or suspended: only a call for help can be taken.")))
    else:
        lines.append(plain(words.say("How did it come, and when was it told? Then choose the form.")))
    zone = ZoneInfo(here.time_zone) if here else house.time_zone
    rows = _form_rows(tx, house, person, letter, zone, words) if person.active else ()
    more = ((Button(words.say("🆘 Calls for help"), "n:sos"),), (Button(words.named(ACTIONS["back"]), "n:start"),))
    text = marked("\n".join(lines), chat.practises, words)
    return TextMessage(text, (*rows, *more), edit=letter.params.get("edit"))


def _form_rows(tx: Tx, house: House, _person: Member, letter: Letter, zone: ZoneInfo, words: Words) -> Rows:
    how, told = letter.params["how"], letter.params["told"]
    by = tuple(
        Button(("● " if one == how else "") + words.named(said), f"n:by:{one.value}") for one, said in CHANNELS.items()
    )
    at = f"{datetime.fromisoformat(told).astimezone(zone):%d.%m %H:%M}" if told else ""
    other = Button(f"● {at}" if told else words.say("Another time"), "n:told:ask")
    when = (Button(("" if told else "● ") + words.say("🕐 Told now"), "n:told:now"), other)
    listed = [(number, house.library.get(tx, version)) for number, _, version in forms.current(tx)]
    offered = tuple(
        (Button(words.say("Incident") if one.form_id == INCIDENT else title(one, words), f"n:form:{number}"),)
        for number, one in listed
    )
    return (by, when, *offered)


def told(_tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    if not chat.is_desk:
        return None
    ask = words.say("When was it told? Write it like this: 14:30 or 10.01 14:30")
    warning = "⚠ " if letter.params.get("again") else ""
    back = ((Button(words.say("🕐 Told now"), "n:told:now"),),)
    return TextMessage(warning + bold(ask), back, edit=letter.params.get("edit"))


def banner(tx: Tx, draft: DraftRow, words: Words) -> str:
    """Above every question that is asked on behalf of somebody else; HTML."""
    name = people.pseudonym_of(tx, draft.reported_by or 0)
    sign = words.named(CHANNELS[Channel(draft.channel or Channel.PHONE)]).partition(" ")[0]
    return plain(f"{sign} " + words.say("For {name}: you write it down", name=name))


def entered(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """The receipt of what was written down: the code, and how to say it."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not chat.is_desk:
        return None
    subject = f"entered:{report.id}"
    lines = ["✅ " + words.say("Received. Code: {code}", code=report.code)]
    if report.channel == Channel.PHONE:
        lines.append(words.say("Tell them the code: {code}", code=said_aloud(report.code, words)))
    if report.late:
        lines.append("🕓 " + words.say("Marked as late: it came long after it was sent."))
    if accounts.accounts_of(tx, chat.bot_id, report.reporter_id):
        lines.append(words.say("{name} also gets a message about it.", name=report.reported_by))
    rows = (
        (Button(words.say("☎ More of {name}", name=report.reported_by), f"n:who:{report.reporter_id}"),),
        (Button(words.say("☎ Somebody else"), "n:start"),),
    )
    edit = letter.params.get("edit") or accounts.message_of(tx, chat.account_id, subject)
    text = marked(plain("\n".join(lines)), report.practice, words)
    return TextMessage(text, rows, edit=edit, remember=subject)


def said_aloud(code: str, words: Words) -> str:
    """`one two three – four five six`."""
    return " ".join("–" if sign == "-" else words.named(DIGITS[int(sign)]) for sign in code)


def written_down(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """For the observer: the report as `/myreports` shows it."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or chat.member is None or report.reporter_id != chat.member.person_id:
        return None
    head = plain("☎ " + words.say("A coordinator wrote down your report {code}.", code=report.code))
    text = marked(f"{head}\n\n{whole(tx, house, report, words)}", report.practice, words)
    buttons = tuple(row for row in choices(house, report, words) if row[0].data != f"r:{token_of(report.id)}:list:0")
    return TextMessage(text, buttons, silent=True)


def sos_written(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    call = sos.get(tx, int(letter.subject))
    if call is None or not chat.is_desk:
        return None
    if letter.params.get("told"):
        lines = ["✅ " + words.say("It is on the card of {code}. Write more, if there is more.", code=call.code)]
    else:
        lines = ["🆘 " + words.say("{name}: the call {code} rings at the desk.", name=call.pseudonym, code=call.code)]
        lines.append(words.say("Write what they say: where, what happened, how many people. It goes on the card."))
    text = marked(plain("\n".join(lines)), call.practice, words)
    return TextMessage(text, ((Button(words.say("☎ Somebody else"), "n:start"),),), edit=letter.params.get("edit"))


def sheet(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """Which form the spreadsheet is for."""
    if not chat.is_desk:
        return None
    ask = bold("📄 " + words.say("A spreadsheet of which form?"))
    hint = plain(words.say("Choose, fill it in, send it back here as a file. What is wrong in it is shown first."))
    listed = [(number, house.library.get(tx, version)) for number, _, version in forms.current(tx)]
    rows = [
        (Button(words.say("Incident") if one.form_id == INCIDENT else title(one, words), f"n:sheet:{number}"),)
        for number, one in listed
    ]
    rows.append((Button(words.named(ACTIONS["back"]), "n:start"),))
    return TextMessage(f"{ask}\n{hint}", tuple(rows), edit=letter.params.get("edit"))


def sheet_template(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> SheetOrder | None:
    version = next((one for number, _, one in forms.current(tx) if str(number) == letter.subject), None)
    if version is None or not chat.is_desk:
        return None
    return SheetOrder(house.library.get(tx, version), words, house.exports, house.owner)


KINDS = {
    "enter_sheet": sheet,
    "sheet_template": sheet_template,
    "enter_who": who,
    "enter_station": station,
    "enter_form": form,
    "enter_told": told,
    "entered": entered,
    "written_down": written_down,
    "enter_sos": sos_written,
}
