"""What is asked about a complaint, one question after another: the day, the authority, the number, the answer's words.

`c:s:<complaint>:<answer>` is an answer by a button. Nothing is on record before the last answer.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bot.cases.complaints import following
from bot.cases.complaints.following import LONGEST, State
from bot.core.words import Language
from bot.text import words_of
from handlers import dialogues
from handlers.callbacks import number_of
from handlers.complaint_words import AUTHORITIES
from handlers.dialogues import Known
from handlers.events import Said
from handlers.turns import Turn
from storage import complaints
from storage.complaints import ComplaintRow

ASKING = "complaint"
QUESTIONS = {
    "handed_in": ("day", "authority", "number"),
    "not_accepted": ("day", "authority"),
    "deadline": ("deadline",),
    "note": ("outcome_note",),
}
SKIP = "skip"
NEAR = timedelta(days=400)


def begin(turn: Turn, row: ComplaintRow, what: str) -> None:
    _ask(turn, row, {"complaint": row.id, "what": what})


def tapped(turn: Turn, row: ComplaintRow, answer: str) -> bool:
    """False when nobody asks that any more."""
    known = dialogues.in_hand(turn, ASKING)
    if known is None or known["complaint"] != row.id:
        return False
    value = _button(_asked(known), answer, row, turn)
    if value is None:
        return False
    _take(turn, row, known, value)
    return True


@dialogues.answers(ASKING)
def typed(turn: Turn, known: Known) -> bool:
    row = complaints.get(turn.tx, known["complaint"])
    if not isinstance(turn.event, Said) or row is None or not turn.member.is_desk:
        return False
    value = _read(_asked(known), turn.event.text.strip(), turn)
    if value is None:
        _send(turn, row, known, unread=True)
    else:
        _take(turn, row, known, value)
    return True


def _asked(known: Known) -> str:
    """The first question without an answer."""
    return next(name for name in QUESTIONS[known["what"]] if name not in known)


def _button(asked: str, answer: str, row: ComplaintRow, turn: Turn) -> str | None:
    number = number_of(answer)
    if answer == SKIP and asked in ("number", "outcome_note"):
        return ""
    if number is None:
        return None
    if asked == "day" and number <= 1:
        return (_today(turn) - timedelta(days=number)).isoformat()
    if asked == "deadline" and number <= 30:
        return (_today(turn) + timedelta(days=number)).isoformat()
    if asked == "authority" and number < len(AUTHORITIES):
        return words_of(Language(row.language)).named(AUTHORITIES[number])
    return None


def _read(asked: str, text: str, turn: Turn) -> str | None:
    if asked in ("day", "deadline"):
        day = _day(text, _today(turn))
        return day.isoformat() if day is not None else None
    return text[: LONGEST[asked]] or None


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.house.time_zone).date()


def _day(text: str, today: date) -> date | None:
    """10.01.2021, or 10.01 of this year; None for what is no day near today."""
    for form, typed_day in (("%d.%m.%Y", text), ("%d.%m.%Y", f"{text.rstrip('.')}.{today.year}"), ("%Y-%m-%d", text)):
        try:
            day = datetime.strptime(typed_day, form).date()  # noqa: DTZ007 - a day by the calendar
        except ValueError:
            continue
        return day if abs(day - today) < NEAR else None
    return None


def _take(turn: Turn, row: ComplaintRow, known: Known, value: str) -> None:
    answered = {**known, _asked(known): value}
    if set(QUESTIONS[known["what"]]) <= set(answered):
        dialogues.end(turn)
        _record(turn, row, answered)
        turn.send("complaint", str(row.id), edit=turn.tapped_message)
    else:
        _ask(turn, row, answered)


def _record(turn: Turn, row: ComplaintRow, known: Known) -> None:
    by, now = turn.member.person_id, turn.now
    match known["what"]:
        case "deadline":
            following.set_deadline(turn.tx, row, date.fromisoformat(known["deadline"]), by, now)
        case "note":
            if known["outcome_note"]:
                complaints.change(turn.tx, row.id, by, now, outcome_note=known["outcome_note"])
        case what:
            facts: dict[str, Any] = {"handed_in_at": date.fromisoformat(known["day"]), "authority": known["authority"]}
            following.step(turn.tx, row, State(what), by, now, number=known.get("number") or None, **facts)


def _ask(turn: Turn, row: ComplaintRow, known: Known) -> None:
    dialogues.begin(turn, ASKING, **{name: value for name, value in known.items() if name not in ("kind", "at")})
    _send(turn, row, known)


def _send(turn: Turn, row: ComplaintRow, known: Known, unread: bool = False) -> None:
    turn.send("complaint_ask", str(row.id), edit=turn.tapped_message, asks=_asked(known), unread=unread)
