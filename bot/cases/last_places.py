"""Where somebody is, as far as we know: their station, and the last place they sent themselves."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.forms import FormLibrary
from bot.core.faults import where
from bot.core.forms import Form, Kind, State
from storage import last_places, stations
from storage.database import Tx
from storage.stations import StationCard

log = logging.getLogger(__name__)

STILL_GOOD = timedelta(hours=12)
MOST_DRAFTS = 50


@dataclass(frozen=True, slots=True)
class Place:
    """WGS 84 degrees, accuracy in metres. It was sent at `at` or somewhat later."""

    latitude: float
    longitude: float
    accuracy: float | None
    at: datetime


def station_of(tx: Tx, person_id: int) -> StationCard | None:
    """Where the person arrived and has not left; else the station they are assigned to."""
    visited = last_places.station_of(tx, person_id)
    if visited is not None:
        return stations.by_id(tx, visited)
    assigned = stations.assigned_to(tx, person_id)
    return assigned[0] if assigned else None


def last_place(tx: Tx, library: FormLibrary, person_id: int, now: datetime) -> Place | None:
    """The newest place that the person sent with a report, a draft or an earlier call, if it is not too old to help."""
    since = now - STILL_GOOD
    called = last_places.of_calls(tx, person_id, since)
    found = [Place(*called)] if called else []
    for version_id, state, begun_at in last_places.drafts_since(tx, person_id, since, MOST_DRAFTS):
        form = library.get(tx, version_id)
        try:
            told = _told(form, State.from_json(state), begun_at)
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # no old draft may hold up a call for help
            log.error("a draft cannot be read: %s", where(error))
            continue
        if told is not None:
            found.append(told)
            break
    return max(found, key=lambda place: place.at, default=None)


def _told(form: Form, state: State, begun_at: datetime) -> Place | None:
    """The answer to a question about a place. When it was given is not kept: never before the draft was begun."""
    for question in form.questions:
        if question.kind is Kind.GEOPOINT and (said := state.answers.get(question.name)):
            place = _read(said, begun_at)
            if place is not None:
                return place
    return None


def _read(said: str, at: datetime) -> Place | None:
    """An XForms geopoint: latitude, longitude, altitude and accuracy with blanks between."""
    try:
        latitude, longitude, *more = (float(part) for part in said.split())
    except ValueError:
        return None
    return Place(latitude, longitude, more[1] if len(more) > 1 and more[1] else None, at)
