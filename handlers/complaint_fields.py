"""What a report says, for the fields of a template, in the template's language."""

from __future__ import annotations

from dataclasses import replace

from bot.core.words import Basis
from bot.text import Words
from handlers.house import House
from handlers.render_desk import Labels, zone_of
from handlers.vocabulary import BASES
from storage.complaints import ComplaintRow
from storage.database import Tx
from storage.reports import ReportRow

# Answers that are no facts to complain of: what may be done with a photo, what somebody needs of the desk.
FOR_THE_DESK = frozenset(
    {"photo_terms", "photo_use", "people_recognisable", "no_photo_reason", "medical_need", "lawyer", "place"}
)


def known_of(tx: Tx, house: House, report: ReportRow, row: ComplaintRow, words: Words) -> dict[str, str | None]:
    """None for what is not known. Nobody's name or pseudonym is among it."""
    told = Labels(house.library.get(tx, report.form_version_id), words)
    occurred = report.occurred_at.astimezone(zone_of(report, house)) if report.occurred_at else None
    number = f"№ {report.station_number}" if report.station_number else report.station
    return {
        "authority": row.authority,
        "station": number,
        "address": report.station_address or report.answers.get("other_station"),
        "region": report.region,
        "occurred": f"{occurred:%d.%m.%Y %H:%M}" if occurred else None,
        "date": f"{occurred:%d.%m.%Y}" if occurred else None,
        "time": f"{occurred:%H:%M}" if occurred else None,
        "category": told.of("category", report.category),
        "facts": report.description or told.of("category", report.category),
        "details": "\n".join(line.removeprefix("▫ ") for line in told.rest(_outward(report))),
        "basis": _basis(report, told, words),
        "code": report.code,
    }


def _outward(report: ReportRow) -> ReportRow:
    answers = {name: said for name, said in report.answers.items() if name not in FOR_THE_DESK}
    return replace(report, answers=answers)


def _basis(report: ReportRow, told: Labels, words: Words) -> str:
    said = told.of("basis", report.basis)
    return words.named(BASES[Basis(said)]) if said in tuple(Basis) else said
