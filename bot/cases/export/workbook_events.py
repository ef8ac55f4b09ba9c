"""The sheets of events and of station records: what the desk made of the reports, for the desk alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases import event_view
from bot.cases.event_view import EventView
from bot.cases.export.job import Job
from bot.cases.export.labels import choice_label, form_title, question_label
from bot.cases.export.sheets import Cell
from bot.cases.station_records import StationView, view_of
from bot.core.event_figures import Figure, bounds_of, moment_of
from bot.core.station_records import Answered
from bot.text import Words
from storage import events as stored
from storage import station_records, stations

EVENTS = (
    "event", "category", "region", "station", "happened_at", "since", "until", "hours", "people_least", "people_most",
    "temperature", "injured", "in_hospital", "outcome", "chosen", "reports", "calls", "observers", "codes", "note",
    "time_zone",
)  # fmt: skip
RECORDS = (
    "station", "region", "form", "reports", "agreed", "decided", "open", "codes", "what_was_decided", "what_is_open",
)  # fmt: skip
PAGE = 200


def events(job: Job, codes: Iterable[str]) -> Iterator[list[Cell]]:
    """One row an event, of those that the reports in this export tell of; its figures from all that is known of it."""
    wanted = sorted(codes)
    for at in range(0, len(wanted), PAGE):
        with job.database.reading() as tx:
            numbers = [event.id for code in wanted[at : at + PAGE] if (event := stored.by_code(tx, code)) is not None]
            shown = event_view.views(tx, numbers)
        yield from (_event(one, job.terms.zone) for one in shown)


def _event(shown: EventView, default: ZoneInfo) -> list[Cell]:
    zone = ZoneInfo(shown.time_zone) if shown.time_zone else default
    value = {figure: stated.value for figure, stated in shown.figures.items()}
    least, most = bounds_of(value[Figure.PEOPLE] or "")
    held = shown.held_for
    calls = sum(source.is_call for source in shown.sources)
    return [
        shown.event.code,
        shown.event.category,
        shown.event.region,
        shown.event.station,
        *(_local(one, zone) for one in (shown.happened_at, *(moment_of(value[name]) for name in _SPAN))),
        round(held.total_seconds() / 3600, 2) if held else None,
        least,
        most,
        *(_number(value[name]) for name in (Figure.TEMPERATURE, Figure.INJURED, Figure.IN_HOSPITAL)),
        value[Figure.OUTCOME],
        " ".join(figure.value for figure, stated in shown.figures.items() if stated.stands),
        len(shown.sources) - calls,
        calls,
        shown.tellers,
        " ".join(source.code for source in shown.sources),
        shown.event.note,
        zone.key,
    ]


_SPAN = (Figure.SINCE, Figure.UNTIL)


def _number(value: str | None) -> Cell:
    """A number where it is one, else the range as it is kept: `0..2`."""
    least, most = bounds_of(value or "")
    return least if least is not None and least == most else value


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


def records(job: Job, words: Words) -> Iterator[list[Cell]]:
    """One row a station and checklist that several observers filed: what agrees, what was decided, what is open."""
    after = (0, 0)
    while True:
        with job.database.reading() as tx:
            region_id = stations.region_named(tx, job.plan.wanted.region) if job.plan.wanted.region else None
            pairs = station_records.pairs(tx, region_id, after, PAGE)
            told = [(pair, station_records.checklists(tx, pair.station_id, pair.form_number)) for pair in pairs]
            decided = [station_records.decided(tx, pair.station_id, pair.form_id) for pair in pairs]
        for (pair, checklists), chosen in zip(told, decided, strict=True):
            form = job.forms.get(max((version for version, _ in checklists), default=0))
            if form is not None:
                yield _record(view_of(pair, form, [one for _, one in checklists], chosen), words)
        if len(pairs) < PAGE:
            return
        after = (pairs[-1].station_id, pairs[-1].form_number)


def _record(shown: StationView, words: Words) -> list[Cell]:
    record = shown.record
    decided = [one for one in record.differing if one.stands is not None]
    still = [one for one in record.differing if one.stands is None]
    return [
        shown.pair.station,
        shown.pair.region,
        form_title(shown.form, words.language),
        len(record.checklists),
        len(record.agreed),
        len(decided),
        len(still),
        " ".join(one.code for one in record.checklists),
        "; ".join(_said(shown, one.name, (one.stands,), words) for one in decided if one.stands is not None),
        "; ".join(_said(shown, one.name, one.answers, words) for one in still),
    ]


def _said(shown: StationView, name: str, answers: Iterable[Answered], words: Words) -> str:
    """`Were the boxes shown empty? Yes (100-001) / No (100-002)`"""
    asked = question_label(shown.form, name, words.language)
    told = ((choice_label(shown.form, name, one.value, words.language) or one.value, one.by.code) for one in answers)
    return f"{asked} " + " / ".join(f"{value} ({code})" for value, code in told)
