"""What the files of a report say of themselves, for the desk: one message beside the albums. Facts, never a verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.cases.photos.inspection import Verdict
from bot.core.places import distance
from bot.core.taken import FAR, is_another_day, moment_of
from bot.core.words import CameAs, FetchState
from bot.text import Words
from handlers.house import House
from handlers.messages import Message, TextMessage, bold, plain, shorten, units
from handlers.vocabulary import later
from storage import attachments, likeness, reports
from storage.accounts import Chat
from storage.attachments import AttachmentRow
from storage.database import Tx
from storage.likeness import Placed
from storage.outbox import Letter
from storage.reports import ReportRow

MOST_TEXT = 3800  # UTF-16 units, so that the line about what is left out fits too
LONGEST_NAME = 60
HASH_SHOWN = 12  # hex digits: enough to find the file in an export

KINDS = {
    CameAs.PHOTO: later("photo, compressed by Telegram: no time and place in it"),
    CameAs.FILE: later("file, as it was made"),
    CameAs.VIDEO: later("video"),
    CameAs.VOICE: later("voice message"),
    CameAs.AUDIO: later("recording"),
}
STATES = {
    FetchState.PENDING: later("still loading"),
    FetchState.TOO_BIG: later("too big: Telegram does not give it to us"),
    FetchState.GONE: later("did not reach us"),
}
VERDICTS = {
    Verdict.BROKEN: later("damaged, part of it cannot be shown"),
    Verdict.FORMAT_NOT_ALLOWED: later("a kind of picture we do not open"),
    Verdict.TOO_MANY_PIXELS: later("too many pixels, not opened"),
    Verdict.TIMED_OUT: later("could not be opened"),
    Verdict.CRASHED: later("could not be opened"),
}
_WORD = re.compile(r"\b[^\W\d_]{4,}\b")  # a phone names the version of its system there, an editor names itself


@dataclass(frozen=True, slots=True)
class _File:
    """An attachment with what is needed to tell of it. `twin`: the file it looks the same as, if that counts."""

    row: AttachmentRow
    report: ReportRow
    zone: ZoneInfo
    twin: Placed | None

    @property
    def image(self) -> dict[str, Any]:
        return self.row.image or {}

    @property
    def metres(self) -> float | None:
        """From the station of the report; None where either place is not known."""
        place = (self.image.get("latitude"), self.image.get("longitude"))
        station = (self.report.latitude, self.report.longitude)
        if None in place or None in station:
            return None
        return distance(*map(float, (*place, *station)))  # type: ignore[arg-type]


def files(tx: Tx, house: House, chat: Chat, letter: Letter, words: Words) -> Message | None:
    """A number for each file, in the order of the album, and what it says; what cannot be shown any more is counted."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or not chat.is_desk:
        return None
    zone = ZoneInfo(report.time_zone) if report.time_zone else house.time_zone
    rows = attachments.of_report(tx, report.id)
    twins = likeness.places_of(tx, {row.resembles for row in rows if row.resembles})
    told = [_File(row, report, zone, twins.get(row.resembles) if row.resembles else None) for row in rows]
    text, left = bold(words.say("Files of {code}", code=report.code)), len(told)
    for number, one in enumerate(told, start=1):
        first, *rest = _lines(one, words)
        longer = "\n".join((text, f"{number}. {first}", *rest))
        if units(longer) > MOST_TEXT:
            break
        text, left = longer, left - 1
    if left:
        text += "\n" + plain(words.count("… and {n} more file", "… and {n} more files", left))
    return TextMessage(text, protect=True)


def _lines(one: _File, words: Words) -> list[str]:
    """What it is, when and where it says it was made, and what a person may want to look into; each on its own line."""
    row = one.row
    first = [plain(words.named(KINDS[CameAs(row.came_as)]))]
    if row.fetch_state != FetchState.KEPT:
        return [" · ".join((*first, plain(words.named(STATES[FetchState(row.fetch_state)]))))]
    first.append(_looked_at(one, words))
    first += [_as_is(one.image.get("camera")), f"sha256 {_as_is((row.sha256 or '')[:HASH_SHOWN])}…"]
    found = [" · ".join(part for part in first if part), _taken(one, words), _place(one, words)]
    return [line for line in found if line] + _remarks(one, words)


def _looked_at(one: _File, words: Words) -> str:
    row = one.row
    if row.verdict is None and row.came_as in (CameAs.PHOTO, CameAs.FILE):
        return plain(words.say("not looked at yet"))
    if row.verdict in VERDICTS:
        return plain(words.named(VERDICTS[Verdict(row.verdict)]))
    if row.verdict == Verdict.OK and row.came_as == CameAs.FILE and not {"taken_at", "latitude"} & one.image.keys():
        return plain(words.say("no time and place in it"))
    return ""


def _taken(one: _File, words: Words) -> str:
    taken = moment_of(one.image.get("taken_at"))
    if taken is None:
        return ""
    time = f"{taken:%d.%m.%Y %H:%M}"
    if taken.tzinfo is None:
        return "🕐 " + plain(words.say("{time} by the camera's clock", time=time))
    return f"🕐 {time} ({taken.isoformat()[-6:]})"


def _place(one: _File, words: Words) -> str:
    latitude, longitude = one.image.get("latitude"), one.image.get("longitude")
    if latitude is None or longitude is None:
        return ""
    place = f"📍 {latitude:.4f}, {longitude:.4f}"
    if one.metres is None:
        return place
    return f"{place} — {plain(_distance(one.metres, words))}"


def _distance(metres: float, words: Words) -> str:
    if metres >= 10_000:
        return words.say("{n} km from the station", n=round(metres / 1000))
    return words.say("{n} m from the station", n=int(round(metres, -1 if metres < 1000 else -2)))


def _remarks(one: _File, words: Words) -> list[str]:
    """What a person may want to look into, each on a line of its own."""
    said = []
    taken, happened = moment_of(one.image.get("taken_at")), one.report.occurred_at or one.report.sent_at
    if taken is not None and is_another_day(taken, happened, one.zone):
        said.append(words.say("Taken on another day than the report says."))
    if one.metres is not None and one.metres > FAR:
        said.append(words.say("Taken more than {n} km from the station.", n=FAR // 1000))
    lines = [f"▫ {plain(line)}" for line in said]
    software = one.image.get("software")
    if isinstance(software, str) and _WORD.search(software):
        lines.append("▫ " + plain(words.say("Program named in the file:")) + " " + _as_is(software))
    return lines + [f"▫ {plain(line)}" for line in _likeness(one, words)]


def _likeness(one: _File, words: Words) -> list[str]:
    twin = one.twin
    if one.row.resembles is None:
        return []
    if twin is None:
        return [words.say("Looks like a file that came with no report.")]
    if twin.sha256 == one.row.sha256:
        return [words.say("The same file as file {number} of {code}.", number=twin.number, code=twin.code)]
    return [words.say("Looks like file {number} of {code}.", number=twin.number, code=twin.code)]


def _as_is(text: object) -> str:
    """Words from a file, so set that Telegram makes no link of them."""
    return f"<code>{escape(shorten(text, LONGEST_NAME), quote=False)}</code>" if isinstance(text, str) and text else ""
