"""`/digest`: when a digest comes, about what and in which language, all by buttons on one screen edited in place.

`g:<what>[:<argument>…]`. A button says what is to be, not what to turn over, so a repeat or an old one does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases import subscriptions as cases
from bot.core import digest_hours
from bot.core.digest_hours import CLOSING_HOURS, EVERY, FIRST_HOUR, LAST_HOUR, Schedule, Slot
from bot.core.words import Language
from handlers.house import House
from handlers.turns import Turn
from storage import outbox, stations, subscriptions
from storage.database import Tx
from storage.outbox import Intent
from storage.subscriptions import SubscriptionRow

SCREENS = ("main", "hours", "days", "language", "scope", "zone", "end")
STAYS = {"hour": "hours", "every": "hours", "close": "hours", "day": "days"}  # where one choice seldom comes alone
CALENDAR = timedelta(days=400)


def due(tx: Tx, house: House, now: datetime) -> Iterable[Intent]:
    """For the timetable: the digests whose hour has come."""
    return cases.due_digests(tx, house.bot_id, now)


def show(turn: Turn) -> None:
    turn.send("digest_screen", "main")


def tapped(turn: Turn, rest: str) -> None:
    """A button outlives a role, so the role is asked again here; one that is not understood shows how things stand."""
    what, _, argument = rest.partition(":")
    if not turn.member.is_desk:
        turn.pop_up("for_coordinators")
        return
    row = cases.of_chat(turn.tx, turn.chat)
    match what:
        case "preview":
            _preview(turn, row)
        case "yes" | "own" if row is None:
            subscriptions.save(turn.tx, _proposal(turn))
            _redraw(turn, "main" if what == "yes" else "hours")
        case "show" if row is not None and argument in SCREENS:
            _redraw(turn, argument)
        case "month" if row is not None and (month := _day(f"{argument}-01", turn.now)) is not None:
            _redraw(turn, "days", month=f"{month:%Y-%m}")
        case "stop" if row is not None:
            subscriptions.end(turn.tx, turn.chat.account_id, turn.now)
            _redraw(turn, "main")
        case _ if row is not None:
            _change(turn, row, what, argument)
        case _:
            _redraw(turn, "main")


def _change(turn: Turn, row: SubscriptionRow, what: str, argument: str) -> None:
    changed = _changed(turn, row, what, argument)
    if changed is None:
        turn.pop_up("closed")
        _redraw(turn, "main")
        return
    if changed != row:
        cases.change(turn.tx, row, changed, turn.now)
    day = _day(argument, turn.now) if what == "day" else None
    _redraw(turn, STAYS.get(what, "main"), f"{day:%Y-%m}" if day else None)


def _changed(turn: Turn, row: SubscriptionRow, what: str, argument: str) -> SubscriptionRow | None:
    """The subscription as the button wants it; None for a button that does not exist (any more)."""
    match what:
        case "pause":
            return replace(row, paused_at=row.paused_at or turn.now)
        case "resume":
            return replace(row, paused_at=None)
        case "lang" if argument in ("chat", *Language):
            return replace(row, language=None if argument == "chat" else Language(argument))
        case "scope" if argument in regions_on_offer(turn):
            return replace(row, region_id=int(argument) if argument != "all" else None)
        case "zone" if argument in cases.zones_on_offer(turn.tx, turn.member, turn.house.time_zone):
            return replace(row, schedule=replace(row.schedule, zone=ZoneInfo(argument)))
        case _:
            schedule = _rescheduled(row.schedule, what, argument, turn.now)
            return replace(row, schedule=schedule) if schedule else None


def _rescheduled(plan: Schedule, what: str, argument: str, now: datetime) -> Schedule | None:
    number, _, on = argument.partition(":")
    today = digest_hours.day_of(now, plan.zone)
    match what:
        case "hour" if _is_among(number, range(FIRST_HOUR, LAST_HOUR + 1)) and on in ("0", "1"):
            hour = {int(number)}
            return replace(plan, hours=plan.hours | hour if on == "1" else plan.hours - hour)
        case "every" if _is_among(number, EVERY):
            return replace(plan, hours=digest_hours.every(int(number)))
        case "close" if _is_among(number, (0, *CLOSING_HOURS)):
            return replace(plan, closing=int(number) or None)
        case "days" if argument in ("all", "today", "tomorrow"):
            only = {"all": None, "today": today, "tomorrow": today + timedelta(days=1)}[argument]
            return replace(plan, first=only, last=only)
        case "day" if (day := _day(argument, now)) is not None:
            return with_day(plan, day)
    return None


def with_day(plan: Schedule, day: date) -> Schedule:
    """A day of the calendar: the first tap is that day alone, a later one the end; then it begins anew."""
    if plan.first is not None and plan.first == plan.last and day > plan.first:
        return replace(plan, last=day)
    return replace(plan, first=day, last=day)


def regions_on_offer(turn: Turn) -> tuple[str, ...]:
    own = turn.member.region_id
    if own is not None:
        return (str(own),)
    return ("all", *(str(region_id) for region_id, _ in stations.regions(turn.tx)))


def _proposal(turn: Turn) -> SubscriptionRow:
    return cases.proposal(turn.chat, turn.house.time_zone, turn.now)


def _preview(turn: Turn, row: SubscriptionRow | None) -> None:
    """One as it would be now; nothing is counted as told by it."""
    row = row or _proposal(turn)
    slot = Slot(turn.now)
    for intent in cases.letters(row, cases.begin_of(turn.tx, row, slot), slot, preview=True):
        once = replace(intent, key=f"preview:{intent.kind}")
        outbox.enqueue(turn.tx, turn.house.bot_id, once, turn.now)
    turn.pop_up("preview_comes")


def _redraw(turn: Turn, screen: str, month: str | None = None) -> None:
    """The tapped message becomes the next screen; of several taps at once the last one is shown."""
    message_id = turn.tapped_message
    turn.send("digest_screen", screen, key=f"digest:{message_id}", edit=message_id, month=month)


def _is_among(text: str, numbers: Iterable[int]) -> bool:
    return text in {str(number) for number in numbers}


def _day(text: str, now: datetime) -> date | None:
    """A day written YYYY-MM-DD that the calendar could show."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs(day - now.date()) < CALENDAR else None
