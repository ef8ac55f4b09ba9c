"""On which rung a report is, the line that rings for it, and the screen where the minutes are set."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cases import ladder
from bot.core.ladder import LEAD, OFFERED, REMIND_EVERY, USUAL, pace
from bot.core.words import AlertState
from bot.text import Words
from handlers.desk_words import LADDERS, RUNGS, WHY_UP
from handlers.house import House
from handlers.messages import Button, Rows, TextMessage, bold, plain
from handlers.render_desk import Labels, zone_of
from handlers.render_practice import marked
from handlers.render_standing import FREED, last_of, rung_line, state_line
from handlers.vocabulary import ACTIONS
from storage import accounts, report_notes, reports, revisions
from storage import ladder as climbing
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.report_notes import NoteRow
from storage.reports import AlertRow, ReportRow

PER_ROW = 4


def ring(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """A line below a card that stands further up, with its sound; it follows what becomes of the report."""
    alert = reports.alert(tx, int(letter.subject))
    report = reports.find(tx, alert.report_id) if alert is not None else None
    if alert is None or report is None or not chat.is_desk:
        return None
    subject, zone = f"ring:{alert.id}", zone_of(report, house)
    redraw = bool(letter.params.get("redraw"))
    shown = accounts.message_of(tx, chat.account_id, subject) if redraw else None
    if redraw and shown is None:
        return None
    category = Labels(house.library.get(tx, report.form_version_id), words).of("category", report.category)
    head = " · ".join(part for part in (report.code, category or report.form_id) if part)
    notes = report_notes.of_report(tx, report.id)
    said = [bold(head), _news(alert, notes, zone, words), rung_line(notes, zone, words)]
    said.append(state_line(tx, alert, notes, zone, words))
    text = marked("\n".join(line for line in said if line), report.practice, words)
    return TextMessage(text, _buttons(alert, words), edit=shown, remember=subject, protect=True)


def _news(alert: AlertRow, notes: list[NoteRow], zone: ZoneInfo, words: Words) -> str:
    if alert.state is not AlertState.OPEN:
        return ""
    freed = last_of(notes, *FREED)
    since = f"{(freed.at if freed else alert.raised_at).astimezone(zone):%H:%M}"
    if freed is not None:
        return "↩ " + plain(words.say("Given back {time}: nobody has it.", time=since))
    return "⏳ " + plain(words.say("Nobody has claimed it since {time}.", time=since))


def _buttons(alert: AlertRow, words: Words) -> Rows:
    show = Button(words.say("📄 Show the card"), f"a:{alert.id}:show")
    if alert.state is AlertState.OPEN:
        return ((Button(words.say("✋ Claim"), f"a:{alert.id}:take"),), (show,))
    return ((show,),)


def ladder_screen(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """How fast reports climb; for those who may, buttons. The subject is the severity that is being set."""
    if not chat.is_desk:
        return None
    chosen, edit = ladder.chosen(tx), letter.params.get("edit")
    minutes = {kind: int(pace(kind, chosen).total_seconds()) // 60 for kind in USUAL}
    if letter.subject in USUAL:
        text = bold(words.named(LADDERS[letter.subject])) + "\n" + plain(words.say("Minutes until the next rung:"))
        return TextMessage(text, _offer(letter.subject, minutes[letter.subject], words), edit=edit, protect=True)
    lines = [bold(words.say("⬆ When nobody claims a report, it climbs:"))]
    lines += [plain(f"{step}. {words.named(said)}") for step, said in RUNGS.items()]
    lines.append("")
    lines += [
        plain(f"{words.named(said)}: " + words.count("every {n} minute", "every {n} minutes", minutes[kind]))
        for kind, said in LADDERS.items()
    ]
    every = int(REMIND_EVERY.total_seconds()) // 60
    lines.append(plain(words.say("After rung {last} a critical one rings every {n} min.", last=LEAD, n=every)))
    may = chat.member is None or ladder.may_set(chat.member)
    rows = tuple((Button(words.named(said), f"a:ladder:{kind}"),) for kind, said in LADDERS.items())
    return TextMessage("\n".join(lines), rows if may else (), edit=edit, protect=True)


def _offer(kind: str, now_is: int, words: Words) -> Rows:
    each = [Button(f"✓ {n}" if n == now_is else str(n), f"a:ladder:{kind}:{n}") for n in OFFERED]
    rows = [tuple(each[at : at + PER_ROW]) for at in range(0, len(each), PER_ROW)]
    return (*rows, (Button(words.named(ACTIONS["back"]), "a:ladder:"),))


def hand_buttons(tx: Tx, _house: House, _chat: Chat, report: ReportRow, words: Words) -> list[Button]:
    """For the report's page: give back, send up."""
    alert_id = revisions.alert_of(tx, report.id)
    seen = climbing.get(tx, alert_id) if alert_id is not None else None
    if seen is None or seen.state is AlertState.RESOLVED:
        return []
    back = [Button(words.say("↩ Give back"), f"a:{alert_id}:back")] if seen.state is AlertState.CLAIMED else []
    return [*back, Button(words.say("⬆ Escalate"), f"a:{alert_id}:up")]


def why_up(tx: Tx, _house: House, chat: Chat, letter: Letter, words: Words) -> TextMessage | None:
    """Why it goes up; the subject is the alert."""
    alert = reports.alert(tx, int(letter.subject))
    report = reports.find(tx, alert.report_id) if alert is not None else None
    seen = climbing.get(tx, int(letter.subject))
    if alert is None or report is None or seen is None or not chat.is_desk:
        return None
    step = ladder.next_by_hand(seen)
    head = bold(words.say("⬆ Escalate {code}?", code=report.code))
    to = plain(f"{step}: {words.named(RUNGS[step])}")
    reasons = tuple((Button(words.named(said), f"a:{alert.id}:up:{one}"),) for one, said in WHY_UP.items())
    back = (Button(words.named(ACTIONS["back"]), f"w:{report.seq}:page"),)
    return TextMessage(f"{head}\n{to}", (*reasons, back), edit=letter.params.get("edit"), protect=True)
