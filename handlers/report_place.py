"""Where a report is from, as a point on the map."""

from __future__ import annotations

from uuid import UUID

from bot.cases.seeing import may_see
from bot.core.forms import Form, Kind
from bot.text import Words
from handlers.house import House
from handlers.messages import Message, PlaceMessage
from storage import reports
from storage.accounts import Chat
from storage.database import Tx
from storage.outbox import Letter
from storage.reports import ReportRow


def place_of(form: Form, report: ReportRow) -> tuple[float, float, float | None] | None:
    """Latitude, longitude (WGS 84) and accuracy in metres: as the observer sent it, else the station's own."""
    for question in form.questions:
        sent = _point(report.answers.get(question.name)) if question.kind is Kind.GEOPOINT else None
        if sent is not None:
            return sent
    if report.latitude is None or report.longitude is None:
        return None
    return report.latitude, report.longitude, None


def _point(answer: object) -> tuple[float, float, float | None] | None:
    """An XForms geopoint: latitude, longitude, altitude, accuracy, with spaces between."""
    try:
        numbers = [float(part) for part in str(answer or "").split()]
    except ValueError:
        return None
    if len(numbers) < 2 or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
        return None
    accuracy = numbers[3] if len(numbers) > 3 and 0 < numbers[3] <= 1500 else None  # sendLocation takes no more
    return numbers[0], numbers[1], accuracy


def report_map(tx: Tx, house: House, chat: Chat, letter: Letter, _words: Words) -> Message | None:
    """The point below the page."""
    report = reports.find(tx, UUID(letter.subject))
    if report is None or chat.member is None or not may_see(tx, chat, chat.member, report):
        return None
    found = place_of(house.library.get(tx, report.form_version_id), report)
    return PlaceMessage(*found) if found else None
