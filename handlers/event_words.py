"""What is said of events by name: figures, why two are near, what could not be done."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.distress import Outcome
from bot.core.event_figures import MOMENTS, Figure, bounds_of, moment_of
from bot.core.events import Why
from bot.text import Words
from handlers.sos_words import OUTCOMES
from handlers.vocabulary import later

FIGURES = {
    Figure.PEOPLE: later("People"),
    Figure.SINCE: later("From"),
    Figure.UNTIL: later("Until"),
    Figure.TEMPERATURE: later("Outside"),
    Figure.INJURED: later("People injured"),
    Figure.IN_HOSPITAL: later("People in hospital"),
    Figure.OUTCOME: later("Outcome"),
}

ASKED = {
    "add": later("Send the code of the report or of the call."),
    "join": later("Send the code of the other report, call or event."),
    "merge": later("Send the code of the other event."),
    "note": later("Write the note. Observers do not see it."),
    Figure.PEOPLE.value: later("How many people? A number, or from–to: 30–50."),
    Figure.SINCE.value: later("Since when? For example 11:40 or 10.01 11:40."),
    Figure.UNTIL.value: later("Until when? For example 20:30 or 10.01 20:30."),
    Figure.TEMPERATURE.value: later("How many degrees outside? For example −9."),
    Figure.INJURED.value: later("How many are injured? A number, or from–to: 1–3."),
    Figure.IN_HOSPITAL.value: later("How many are in hospital? A number, or from–to: 1–3."),
    Figure.OUTCOME.value: later("What became of the people? A few words."),
}

SAID = {
    "stale": later("This has changed meanwhile."),
    "practice": later("Practice and real reports do not go together."),
    "only": later("It is the only one here, so it stays."),
    "itself": later("That is the same one."),
    "unknown": later("There is no such code here."),
    "unreadable": later("That does not fit. Once more, please."),
    "apart": later("Noted: not the same. It will not be proposed again."),
    "together": later("One event now: {code}."),
}


def why_said(why: Why, words: Words) -> str:
    """`same station, 15 min apart`."""
    parts = [words.say("same station") if why.same_station else ""]
    if not why.same_station and why.metres is not None:
        parts.append(words.say("{n} m apart", n=why.metres))
    parts.append(_apart(why.minutes, words))
    parts.append("" if why.same_category else words.say("another category"))
    parts.append(words.say("the same observer") if why.again else "")
    return ", ".join(part for part in parts if part)


def _apart(minutes: int, words: Words) -> str:
    if not minutes:
        return words.say("at the same time")
    if minutes < 60:
        return words.say("{minutes} min apart", minutes=minutes)
    return words.say("{hours} h {minutes} min apart", hours=minutes // 60, minutes=minutes % 60)


def value_said(figure: Figure, value: str, zone: ZoneInfo, day: datetime | None, words: Words) -> str:
    """`30–50`, `at least 30`, `−9 °C`, `11:40`; a moment of another day than `day` with its date."""
    if figure is Figure.OUTCOME:
        return words.named(OUTCOMES[Outcome(value)]) if value in tuple(Outcome) else value
    if figure in MOMENTS:
        return _clock(moment_of(value), zone, day)
    least, most = bounds_of(value)
    if figure is Figure.TEMPERATURE:
        signed = [str(one).replace("-", "−") for one in dict.fromkeys((least, most)) if one is not None]
        return "…".join(signed) + " °C"
    if least is not None and most is None:
        return words.say("at least {least}", least=least)
    if least is None:
        return words.say("at most {most}", most=most)
    return str(least) if least == most else f"{least}–{most}"


def _clock(moment: datetime | None, zone: ZoneInfo, day: datetime | None) -> str:
    if moment is None:
        return "?"
    local = moment.astimezone(zone)
    same_day = day is not None and local.date() == day.astimezone(zone).date()
    return f"{local:%H:%M}" if same_day else f"{local:%d.%m %H:%M}"
