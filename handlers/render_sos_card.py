"""The words of a call's card at the desk: who, where, since when, how they are, what they said last."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases import sos as calls
from bot.core.distress import CallState, Distress
from bot.core.words import PersonState
from bot.text import Words
from handlers.hotline_words import called_by
from handlers.house import House
from handlers.maybe_same import call_lines
from handlers.messages import bold, italic, plain, shorten
from handlers.sos_words import CHOICES, IN_SHORT, KINDS, OUTCOMES, STANDING
from storage import people, sos
from storage.database import Tx
from storage.sos import CallRow

LAST_WORDS = 3
LONGEST_WORDS = 250
LONGEST_LINE = 240
HELD = (Distress.DETAINED, Distress.KETTLED)


def card_text(tx: Tx, house: House, call: CallRow, words: Words) -> str:
    """Telegram HTML; under 2,500 characters whatever was said."""
    zone = ZoneInfo(call.time_zone) if call.time_zone else house.time_zone
    now = house.clock()
    lines = [
        _headline(call, words),
        plain(_caller(call, words)),
        plain(called_by(tx, call, words)),
        plain("👤 " + words.say("For somebody else: {who}", who=call.for_whom)) if call.for_whom else "",
        plain(_station(call, words)),
        _place(call, now, words),
        plain(_late(call, zone, words)),
        plain(_since(call, now, zone, words)),
        *(plain(line) for line in _answers(call, words)),
        *(italic(words.quoted(shorten(text, LONGEST_WORDS))) for text in sos.last_told(tx, call.id, LAST_WORDS)),
        plain(words.say("✅ The caller says: safe / a mistake.")) if calls.SAFE in call.details else "",
        *call_lines(tx, call, words),
        plain(state(tx, call, zone, words)),
        plain(shorten(call.outcome_note or "", LONGEST_WORDS)),
    ]
    return "\n".join(line for line in lines if line)


def place_of(call: CallRow) -> tuple[float, float] | None:
    """Where the caller was last; else the station's own coordinates."""
    if call.latitude is not None and call.longitude is not None:
        return call.latitude, call.longitude
    if call.station_latitude is not None and call.station_longitude is not None:
        return call.station_latitude, call.station_longitude
    return None


def _headline(call: CallRow, words: Words) -> str:
    kind = words.named(KINDS[Distress(call.kind)]) if call.kind in tuple(Distress) else ""
    practice = words.say("🎓 Practice") if call.practice else ""
    return "🆘 " + bold(" · ".join(part for part in ("SOS", kind, practice) if part))


def _caller(call: CallRow, words: Words) -> str:
    standing = STANDING.get(PersonState(call.caller_state))
    parts = (call.pseudonym, words.named(standing) if standing else "", call.code)
    return " · ".join(part for part in parts if part)


def _station(call: CallRow, words: Words) -> str:
    said = ", ".join(part for part in (call.station, call.station_address, call.region) if part)
    return shorten(f"🏫 {said}", LONGEST_LINE) if said else ""


def _place(call: CallRow, now: datetime, words: Words) -> str:
    where = place_of(call)
    if where is None:
        return plain(words.say("📌 The place is not known."))
    pair = f"<code>{where[0]:.5f}, {where[1]:.5f}</code>"
    if call.latitude is None or call.placed_at is None:
        stations_own = plain(words.say("the station, not the person"))
        return f"📌 {pair} · {stations_own}"
    near = f"±{call.accuracy:.0f} m" if call.accuracy else ""
    whose = plain(words.say("the caller’s place")) if call.for_whom else ""
    parts = (f"📌 {pair}", near, plain(ago(now - call.placed_at, words)), whose)
    return " · ".join(part for part in parts if part)


def _late(call: CallRow, zone: ZoneInfo, words: Words) -> str:
    if not call.late:
        return ""
    sent, came = (clock(at, call.raised_at, zone) for at in (call.sent_at, call.raised_at))
    return "🕓 " + words.say("Late: sent {sent}, came {came}", sent=sent, came=came)


def _since(call: CallRow, now: datetime, zone: ZoneInfo, words: Words) -> str:
    """Since when; while the call is open how long that is and how old the last word is, then how long it lasted."""
    lasted = duration((call.closed_at or now) - call.sent_at, words)
    word = ago(now - call.last_word_at, words)
    if call.closed_at is not None:
        said = words.say("Lasted {time}", time=lasted)
    elif now - call.sent_at < timedelta(minutes=1):
        said = words.say("just now")
    elif call.kind in HELD:
        said = words.say("Held {time}, last word {word}", time=lasted, word=word)
    else:
        said = words.say("Called {time} ago, last word {word}", time=lasted, word=word)
    return f"⏱ {clock(call.sent_at, now, zone)} · {said}"


def _answers(call: CallRow, words: Words) -> list[str]:
    lines = []
    for question, name in IN_SHORT.items():
        chosen = call.details.get(question)
        if chosen:
            lines.append(f"▫ {words.named(name)}: {words.named(CHOICES[question].get(chosen, chosen))}")
    return lines


def state(tx: Tx, call: CallRow, zone: ZoneInfo, words: Words) -> str:
    match call.state, call.claimed_by, call.closed_by:
        case CallState.CLOSED, _, int(by):
            said = words.named(OUTCOMES[call.outcome])  # type: ignore[index]
            name, at = people.pseudonym_of(tx, by), call.closed_at
            head = words.say("Closed by {name}, {time}: {outcome}", name=name, time=_hour(at, zone), outcome=said)
            return f"☑ {head}"
        case CallState.CLAIMED, int(by), _:
            name, at = people.pseudonym_of(tx, by), call.claimed_at
            return "✋ " + words.say("Claimed by {name}, {time}", name=name, time=_hour(at, zone))
        case CallState.OPEN, _, _ if call.rung:
            return "⏫ " + words.count(
                "Nobody has taken it. It rang {n} more time.", "Nobody has taken it. It rang {n} more times.", call.rung
            )
    return ""


def ago(age: timedelta, words: Words) -> str:
    return words.say("just now") if age < timedelta(minutes=1) else words.say("{time} ago", time=duration(age, words))


def duration(age: timedelta, words: Words) -> str:
    """Hours and minutes, rounded down."""
    hours, minutes = divmod(max(int(age.total_seconds()) // 60, 0), 60)
    if not hours:
        return words.say("{minutes} min", minutes=minutes)
    return words.say("{hours} h {minutes} min", hours=hours, minutes=minutes)


def clock(moment: datetime, today: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    same_day = local.date() == today.astimezone(zone).date()
    return f"{local:%H:%M}" if same_day else f"{local:%d.%m %H:%M}"


def _hour(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}" if moment else ""
