"""What stands on the picture of a day, in the reader's language and by the reader's clock."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cases.digests import DayPicture
from bot.cases.pictures.picture import Bar, Photo, Picture, Row
from bot.core.digests import Hour, OpenReport, Share, Window
from bot.core.words import Severity
from bot.text import Words
from handlers.messages import shorten
from handlers.vocabulary import SEVERITIES
from storage.media import MediaFolder

WEIGHTS = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
MOST_ROWS = 18
LONGEST_REGION = 21
LONGEST_TITLE = 40


def picture_of(day: DayPicture, window: Window, zone: ZoneInfo, words: Words, media: MediaFolder) -> Picture:
    until = window.until.astimezone(zone)
    scope = day.scope or words.say("the whole mission")
    critical, high, medium, low = (words.named(SEVERITIES[one][0]) for one in WEIGHTS)
    return Picture(
        title=shorten(f"{until:%d.%m.%Y} · {scope}", LONGEST_TITLE),
        subtitle=words.say("as of {time}", time=f"{until:%H:%M}"),
        bars_title=words.say("Incidents received, by hour"),
        no_bars=words.say("no incidents so far"),
        weights=(critical, high, medium, low),
        bars=tuple(_bar(hour, zone) for hour in day.hours),
        rows_title=words.say("Stations with an observer"),
        rows=_rows(day.coverage.regions, words),
        photos_title=words.say("The worst that are open"),
        photos=tuple(photo for photo in (_photo(report, media) for report in day.worst) if photo),
    )


def _bar(hour: Hour, zone: ZoneInfo) -> Bar:
    critical, high, medium, low = (hour.by_severity.get(one, 0) for one in WEIGHTS)
    return Bar(f"{hour.begins.astimezone(zone):%H}", (critical, high, medium, low))


def _rows(regions: tuple[tuple[str, Share], ...], words: Words) -> tuple[Row, ...]:
    """The least observed first; the rest of a long list in one row."""
    rows = [Row(shorten(region, LONGEST_REGION), share.there, share.of) for region, share in regions]
    rows.sort(key=lambda row: (row.there / row.of, row.label))
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    shown, rest = rows[: MOST_ROWS - 1], rows[MOST_ROWS - 1 :]
    return (*shown, Row(words.say("other"), sum(row.there for row in rest), sum(row.of for row in rest)))


def _photo(report: OpenReport, media: MediaFolder) -> Photo | None:
    """A thumbnail that is not on the disk (a folder restored in part) is left out."""
    try:
        with media.open(report.thumbnail or "") as file:
            jpeg = file.read()
    except (OSError, ValueError):
        return None
    return Photo(report.code, WEIGHTS.index(report.severity) if report.severity else len(WEIGHTS) - 1, jpeg)
