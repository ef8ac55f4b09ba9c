"""Complaints as the desk reads them: those of a report, what can be drafted, one with its state, the questions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from bot.cases.complaints import folder
from bot.cases.complaints.following import HAS_DEADLINE, STEPS, Outcome, State
from bot.core.words import Language
from bot.text import Words, words_of
from handlers.complaint_fields import known_of
from handlers.complaint_order import ComplaintOrder
from handlers.complaint_words import AUTHORITIES, OUTCOMES, STATES, name_of
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain, shorten
from handlers.vocabulary import ACTIONS, NAMES, later
from storage import complaints, reports
from storage.accounts import Chat
from storage.complaints import ComplaintRow
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import ReportRow

LONGEST_LABEL = 60
ASKS = {
    "day": later("📅 Which day was that? Press, or write it like this: 10.01.2021"),
    "authority": later("🏛 Which authority? Press, or write its name. Write no names of people."),
    "number": later("🔢 Under which number did they register it?"),
    "deadline": later("⏰ By which day must they answer? Press, or write it like this: 10.01.2021"),
    "outcome_note": later("📝 What did they answer, in a sentence? Write no names of people."),
}


def line(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[str]:
    """For the report's page: a line a complaint."""
    return [plain(f"📄 {_in_short(row, words)}") for row in complaints.of_report(tx, report.id)]


def button(_tx: Tx, _house: House, chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    """For the desk of the region: somebody a report was only shown to writes no complaint about it."""
    own = not report.practice and _may_read(chat, report.region_id)
    return [] if not own else [Button(words.say("📄 Complaint"), f"c:r:{report.seq}")]


def _in_short(row: ComplaintRow, words: Words) -> str:
    until = f"⏰ {row.deadline:%d.%m}" if row.deadline and row.state != State.CLOSED else None
    parts = (name_of(row.template, words), words.named(STATES[State(row.state)]), until)
    return " · ".join(part for part in parts if part)


def listed(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not _may_read(chat, report.region_id):
        return None
    rows = complaints.of_report(tx, report.id)
    lines = [bold(words.say("📄 Complaints about {code}", code=report.code))]
    if not rows:
        lines.append(plain(words.say("None yet. A draft has blanks for the name and the signature.")))
    shown = tuple((Button(shorten(_in_short(row, words), LONGEST_LABEL), f"c:k:{row.id}"),) for row in rows)
    new = (Button(words.say("➕ New draft"), f"c:n:{report.seq}"),)
    back = (Button(words.named(ACTIONS["back"]), f"c:b:{report.seq}"),)
    return TextMessage("\n".join(lines), (*shown, new, back), edit=letter.params.get("edit"), protect=True)


def _may_read(chat: Chat, region_id: int | None) -> bool:
    return chat.is_desk and chat.region_id in (None, region_id)


def new(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """First the language of the letter, then which template."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not _may_read(chat, report.region_id):
        return None
    found = folder.templates(house.complaints) if house.complaints else []
    language = letter.params.get("of_language")
    if not found:
        text, rows = words.say("There are no templates yet. Ask the administrator."), []
    elif language is None:
        text = words.say("In which language?")
        there = [one for one in Language if any(template.language is one for template in found)]
        rows = [(Button(NAMES[one], f"c:n:{report.seq}:{one.value}"),) for one in there]
    else:
        text = words.say("What about?")
        chosen = [one for one in found if one.language == language]
        rows = [
            (Button(shorten(name_of(one.name, words), LONGEST_LABEL), f"c:n:{report.seq}:{language}:{one.key}"),)
            for one in chosen
        ]
    back = (Button(words.named(ACTIONS["back"]), f"c:r:{report.seq}"),)
    return TextMessage(plain(text), (*rows, back), edit=letter.params.get("edit"), protect=True)


def card(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    row = complaints.get(tx, int(letter.subject))
    if row is None or not _may_read(chat, row.region_id):
        return None
    edit = letter.params.get("edit")
    if letter.params.get("closing"):
        text = words.say("🏁 What did they answer?")
        rows = tuple((Button(words.named(OUTCOMES[one]), f"c:k:{row.id}:{one}"),) for one in Outcome)
        return TextMessage(plain(text), (*rows, _back(row, words)), edit=edit, protect=True)
    return TextMessage("\n".join(_lines(row, words)), _buttons(row, words), edit=edit, protect=True)


def _back(row: ComplaintRow, words: Words) -> tuple[Button, ...]:
    return (Button(words.named(ACTIONS["back"]), f"c:k:{row.id}"),)


def _lines(row: ComplaintRow, words: Words) -> list[str]:
    handed = f"{row.handed_in_at:%d.%m.%Y}" if row.handed_in_at else None
    number = f"№ {row.number}" if row.number else None
    where = " · ".join(part for part in (row.authority, number, handed) if part)
    outcome = words.named(OUTCOMES[Outcome(row.outcome)]) if row.outcome else ""
    said = [
        words.say("About the report {code}", code=row.code) + f" · {NAMES[Language(row.language)]}",
        words.named(STATES[State(row.state)]) + (f": {outcome}" if outcome else ""),
        f"🏛 {where}" if where else "",
        words.say("⏰ They answer by {day}", day=_written(row.deadline)) if row.deadline else "",
        f"📝 {row.outcome_note}" if row.outcome_note else "",
    ]
    return [bold("📄 " + name_of(row.template, words)), *(plain(line) for line in said if line)]


def _written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _buttons(row: ComplaintRow, words: Words) -> Rows:
    labels = {
        State.HANDED_IN: words.say("📨 Handed in"),
        State.NOT_ACCEPTED: words.say("🚫 Not accepted"),
        State.ACCEPTED: words.say("✅ Accepted"),
        State.CLOSED: words.say("🏁 Their answer"),
    }
    state = State(row.state)
    steps = [Button(labels[to], f"c:k:{row.id}:{to}") for to in STEPS[state]]
    if state in HAS_DEADLINE:
        steps.append(Button(words.say("⏰ Deadline"), f"c:k:{row.id}:deadline"))
    pairs = [tuple(steps[at : at + 2]) for at in range(0, len(steps), 2)]
    file = Button(words.say("📄 The file"), f"c:k:{row.id}:file")
    observer = Button(words.say("👁 To the observer"), f"c:k:{row.id}:observer")
    return (*pairs, (file, observer), (Button(words.named(ACTIONS["back"]), f"c:r:{row.seq}"),))


def asked(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    row = complaints.get(tx, int(letter.subject))
    if row is None or not _may_read(chat, row.region_id):
        return None
    asks = letter.params["asks"]
    lines = [words.say("That day does not fit.")] if letter.params.get("unread") else []
    rows = _answers(row, asks, words)
    text = "\n".join([*lines, words.named(ASKS[asks])])
    return TextMessage(plain(text), (*rows, _back(row, words)), edit=letter.params.get("edit"), protect=True)


def _answers(row: ComplaintRow, asks: str, words: Words) -> Rows:
    def answer(label: str, value: object) -> Button:
        return Button(label, f"c:s:{row.id}:{value}")

    match asks:
        case "day":
            return ((answer(words.say("Today"), 0), answer(words.say("Yesterday"), 1)),)
        case "deadline":
            days = [(n, words.count("in {n} day", "in {n} days", n)) for n in (1, 3, 5, 10)]
            buttons = [answer(label, n) for n, label in days]
            return tuple(buttons[:2]), tuple(buttons[2:])
        case "authority":
            said = words_of(Language(row.language))
            return tuple((answer(said.named(name), n),) for n, name in enumerate(AUTHORITIES))
        case _:
            return ((answer(words.named(ACTIONS["skip"]), "skip"),),)


def file(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> ComplaintOrder | None:
    """For the desk, or for the observer whose report it is."""
    row = complaints.get(tx, int(letter.subject))
    report = reports.find(tx, row.report_id) if row is not None else None
    if row is None or report is None:
        return None
    if letter.params.get("observer"):
        if chat.member is None or chat.member.person_id != report.reporter_id:
            return None
        caption = words.say(
            "📄 A draft complaint about your report {code}. Write your name and sign by hand, not in this chat.",
            code=row.code,
        )
    elif not _may_read(chat, row.region_id):
        return None
    else:
        caption = words.say(
            "📄 A draft about {code}. A lawyer reads it first; names are written by hand.", code=row.code
        )
    known = known_of(tx, house, report, row, words_of(Language(row.language)))
    name = f"complaint-{row.code}-{row.id}.docx"
    return ComplaintOrder(row.template, row.language, name, known, caption, words)


def due(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """A deadline is near; nothing once the complaint is closed or the day was changed."""
    row = complaints.get(tx, int(letter.subject))
    if row is None or not _may_read(chat, row.region_id) or row.state == State.CLOSED or row.deadline is None:
        return None
    head = words.say("⏰ A complaint about {code}: they answer by {day}", code=row.code, day=_written(row.deadline))
    return TextMessage("\n".join([plain(head), *_lines(row, words)[2:3]]), _buttons(row, words), protect=True)
