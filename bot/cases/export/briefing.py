"""The briefing's numbers, gathered in one pass over the reports; and from them the paper in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from bot.cases import event_view
from bot.cases.event_view import EventView
from bot.cases.export import calls
from bot.cases.export.answers import Answer
from bot.cases.export.job import Job
from bot.cases.export.labels import Labels
from bot.cases.export.paper import Paper
from bot.cases.export.paper_words import told
from bot.cases.export.record import Record
from bot.cases.export.visits import told_visits
from bot.cases.export.workbook_field import lines
from bot.core.briefing import MOST_CASES, Call, Findings, Presence
from bot.core.briefing_events import Case, Known
from bot.core.event_figures import Figure
from bot.core.forms.values import parse_moment
from bot.text import words_of
from storage import events, field_pages, proposals
from storage.database import Tx

MOST_WORDS = 1000  # characters quoted of a description
FIGURES = "_differs_shown"  # the calculation of a results protocol that sets differing figures side by side


def write_briefing(job: Job) -> Paper:
    words = words_of(job.terms.language)
    return told(gather(job), job, Labels(job.forms.values(), words), words)


def gather(job: Job) -> Findings:
    found = Findings(_presence(job), calls=_calls(job))
    for record in job.records():
        found.reports += 1
        found.late += record.report.late
        found.observers.add(record.report.reporter_id)
        if record.report.category:
            found.take(_case(record, job.terms.zone))
    with job.database.reading() as tx:
        found.withdrawn = field_pages.withdrawn_count(tx, job.plan.wanted, job.plan.high_water)
        found.apart = frozenset(map(frozenset, proposals.set_apart(tx)))
        found.known = _known(tx, {case.event for case in found.cases if case.event}, job.terms.is_public)
    found.settle()
    return found


def _known(tx: Tx, codes: set[str], is_public: bool) -> dict[str, Known]:
    """What the desk has of the events. The public gets the figures that the desk chose, and nothing of the calls."""
    numbers = [event.id for code in sorted(codes) if (event := events.by_code(tx, code)) is not None]
    return {shown.event.code: _known_of(shown, is_public) for shown in event_view.views(tx, numbers)}


def _known_of(shown: EventView, is_public: bool) -> Known:
    if not is_public:
        figures = {figure: one.value for figure, one in shown.figures.items() if one.value is not None}
        return Known(figures, tuple(source.code for source in shown.sources if source.is_call))
    chosen = {figure: one.stands for figure, one in shown.figures.items() if one.stands is not None}
    return Known({figure: value for figure, value in chosen.items() if figure is not Figure.OUTCOME})


def _presence(job: Job) -> Presence:
    presence = Presence(stations=sum(1 for _ in lines(job, field_pages.stations_page)))
    for visit in told_visits(job.database, job.plan):
        if visit.was_mistaken:
            continue
        presence.visits += 1
        presence.visited.add(visit.station)
        if visit.left_at is None:
            presence.open_visits += 1
        else:
            presence.hours += max(0.0, (visit.left_at - visit.arrived_at).total_seconds() / 3600)
    return presence


def _calls(job: Job) -> list[Call] | None:
    """The public learns of none, and what is chosen by form or category has none."""
    if job.terms.is_public or job.plan.is_of_reports_alone:
        return None
    every = (one.row for one in calls.calls(job.database, job.plan)) if job.plan.calls else ()
    return [
        Call(
            code=row.code,
            kind=row.kind,
            region=row.region,
            station=row.station,
            address=row.station_address,
            time_zone=row.time_zone,
            raised_at=row.raised_at,
            seen_at=row.claimed_at,
            outcome=row.outcome,
        )
        for row in islice(every, MOST_CASES)
    ]


def _case(record: Record, default: ZoneInfo) -> Case:
    report, answers = record.report, record.answers
    zone = ZoneInfo(report.time_zone) if report.time_zone else default
    figures = "; ".join(one.text for name, one in answers.items() if name.endswith(FIGURES))
    return Case(
        code=report.code,
        category=report.category or "",
        severity=report.severity,
        region=report.region,
        station=report.station,
        address=report.station_address,
        phase=report.phase,
        basis=report.basis,
        verification=report.verification,
        late=report.late,
        happened_at=report.occurred_at or report.received_at,
        time_zone=report.time_zone,
        held_least=_number(answers, "held_from"),
        held_most=_number(answers, "held_to"),
        held_since=_moment(answers, "held_since", zone),
        held_until=_moment(answers, "held_until", zone),
        temperature=_number(answers, "temperature"),
        injured=_number(answers, "injured"),
        in_hospital=_number(answers, "in_hospital"),
        reason=answers["denial_reason"].text if "denial_reason" in answers else None,
        words=report.description[:MOST_WORDS] if report.description else None,
        figures=figures or None,
        event=report.event,
    )


def _number(answers: Mapping[str, Answer], name: str) -> int | None:
    value = answers[name].value if name in answers else None
    return int(value) if isinstance(value, int | float) else None


def _moment(answers: Mapping[str, Answer], name: str, zone: ZoneInfo) -> datetime | None:
    moment = parse_moment(answers[name].text, zone) if name in answers else None
    return moment if isinstance(moment, datetime) else None
