"""An event with its figures: what each source says of them, and what the desk holds to be right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.core import event_figures
from bot.core.event_figures import Figure
from storage import event_sources, events, people
from storage.accounts import Member
from storage.database import Tx
from storage.event_sources import SourceRow
from storage.events import EventRow


@dataclass(frozen=True, slots=True)
class Told:
    """A value and the codes of those who say so."""

    value: str
    codes: tuple[str, ...]
    source: UUID


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure: `stands` is what the desk chose; without a choice `spread` says in which range the sources are."""

    figure: Figure
    told: tuple[Told, ...]
    stands: str | None = None

    @property
    def spread(self) -> str | None:
        return event_figures.spread(self.figure, (one.value for one in self.told))

    @property
    def value(self) -> str | None:
        return self.stands or self.spread

    @property
    def differs(self) -> bool:
        return len(self.told) > 1


@dataclass(frozen=True, slots=True)
class EventView:
    event: EventRow
    sources: tuple[SourceRow, ...]
    figures: dict[Figure, Stated]

    @property
    def held_for(self) -> timedelta | None:
        return event_figures.lasted(self.figures[Figure.SINCE].value, self.figures[Figure.UNTIL].value)

    @property
    def tellers(self) -> int:
        """How many people tell of it."""
        return len({source.teller_id for source in self.sources})

    @property
    def happened_at(self) -> datetime | None:
        return min((source.happened_at for source in self.sources), default=None)

    @property
    def time_zone(self) -> str | None:
        return self.event.time_zone or next((one.time_zone for one in self.sources if one.time_zone), None)


def view(tx: Tx, event_id: int) -> EventView | None:
    event = events.get(tx, event_id)
    return _view(event, event_sources.sources(tx, [event_id])[event_id]) if event is not None else None


def views(tx: Tx, event_ids: list[int]) -> list[EventView]:
    told = event_sources.sources(tx, event_ids)
    found = ((event_id, events.get(tx, event_id)) for event_id in event_ids)
    return [_view(event, told[event_id]) for event_id, event in found if event is not None]


def choose(
    tx: Tx, event_id: int, figure: Figure, value: str | None, source: UUID | None, member: Member, now: datetime
) -> EventView | None:
    """The value that stands, from a source or typed; None takes the choice back. None for an event that was merged."""
    figures = events.take(tx, event_id, now)
    if figures is None:
        return None
    figures.pop(figure.value, None)
    if value is not None:
        chosen = {"value": value, "source": str(source) if source else None}
        figures[figure.value] = {**chosen, "by": member.person_id, "at": now.isoformat()}
    events.change(tx, event_id, figures=figures)
    event = events.get(tx, event_id)
    assert event is not None
    people.log(tx, now, member.person_id, "state", f"event:{event.code}", figure=figure.value, value=value)
    return view(tx, event_id)


def _view(event: EventRow, sources: list[SourceRow]) -> EventView:
    """What was withdrawn or rejected is shown among the sources, and its figures are not among the figures."""
    said: dict[Figure, dict[str, list[SourceRow]]] = {figure: {} for figure in Figure}
    for source in sources:
        if source.counts:
            for figure, value in _figures_of(source).items():
                said[figure].setdefault(value, []).append(source)
    return EventView(event, tuple(sources), {figure: _stated(event, figure, said[figure]) for figure in Figure})


def _stated(event: EventRow, figure: Figure, said: dict[str, list[SourceRow]]) -> Stated:
    told = (Told(value, tuple(one.code for one in by), by[0].id) for value, by in said.items())
    return Stated(figure, tuple(told), event.figures.get(figure.value, {}).get("value"))


def _figures_of(source: SourceRow) -> dict[Figure, str]:
    if source.is_call:
        return event_figures.of_call(source.kind, source.told, source.happened_at, source.outcome)
    return event_figures.of_report(source.told, source.kind, source.happened_at)
