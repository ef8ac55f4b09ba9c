"""What a digest says, as data: codes, counts and instants. The words and the picture are made of it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.core.words import Severity

SILENT_AFTER = timedelta(hours=3)  # an observed station without a word for so long is worth a call
MOST_WORST = 7
MOST_PHOTOS = 4


@dataclass(frozen=True, slots=True)
class Window:
    """What a digest covers: since < moment <= until is new, `until` is what it is as of.

    `day` is midnight of the reader's day. A closing one covers that day. `region_id` is None for the whole mission.
    """

    since: datetime
    until: datetime
    day: datetime
    region_id: int | None = None
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What events are about: a category of a form version, or the form itself where it asks for none."""

    form_version_id: int
    category: str | None
    events: int


@dataclass(frozen=True, slots=True)
class News:
    """Events since the last one; a report that is in none is an event of its own. `reports` tell of them, or of
    earlier ones. `regions` by name, None for those from nowhere in particular."""

    total: int
    late: int
    by_severity: Mapping[Severity, int]
    kinds: tuple[Kind, ...]
    regions: tuple[tuple[str | None, int], ...]
    reports: int = 0


@dataclass(frozen=True, slots=True)
class OpenReport:
    """An alert not resolved yet; `thumbnail` is the SHA-256 of the small picture of its first photo.

    `event`: the code of its event, of which `others` are open besides, and not named.
    """

    report_id: UUID
    code: str
    severity: Severity | None
    form_version_id: int
    category: str | None
    station: str | None
    region: str | None
    raised_at: datetime
    claimed: bool
    thumbnail: str | None = None
    event: str | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is open: how many events, told of by how many `reports`, the worst of them; and how many reports nobody has
    claimed, the oldest since when."""

    open: int = 0
    unclaimed: int = 0
    oldest_unclaimed: datetime | None = None
    worst: tuple[OpenReport, ...] = ()
    reports: int = 0


@dataclass(frozen=True, slots=True)
class OpenCall:
    """An SOS that is not closed."""

    code: str
    region: str | None
    raised_at: datetime
    claimed: bool


@dataclass(frozen=True, slots=True)
class Silent:
    """Stations with an observer assigned and no word: how many, and the first codes by region."""

    total: int = 0
    regions: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    there: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who and what is observed, of what was planned. `voters` are those registered at the stations."""

    observers: Share = Share()
    stations: Share = Share()
    voters: Share = Share()
    regions: tuple[tuple[str, Share], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of reports since the last one, in reports; `changed` are those corrected, added to, moved."""

    changed: int = 0
    withdrawn: int = 0
    claimed: int = 0
    resolved: int = 0

    @property
    def any(self) -> bool:
        return bool(self.changed or self.withdrawn or self.claimed or self.resolved)


@dataclass(frozen=True, slots=True)
class Hour:
    """Incidents received in an hour that begins at `begins`."""

    begins: datetime
    by_severity: Mapping[Severity, int]


@dataclass(frozen=True, slots=True)
class Digest:
    """`day_total` counts all events of the reader's day so far. `scope` is a region's name, None for the mission."""

    window: Window
    scope: str | None
    day_total: int
    news: News
    alerts: Alerts
    calls: tuple[OpenCall, ...]
    silent: Silent
    coverage: Coverage
    changes: Changes

    @property
    def eventless(self) -> bool:
        return not (self.news.total or self.news.reports) and not self.changes.any
