"""A digest put together from what is stored: counts by the database, the worst by name, nothing of practice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cases import event_counting
from bot.core.digests import (
    MOST_PHOTOS,
    MOST_WORST,
    SILENT_AFTER,
    Alerts,
    Changes,
    Coverage,
    Digest,
    Hour,
    Kind,
    News,
    OpenReport,
    Share,
    Silent,
    Window,
)
from bot.core.words import Severity
from storage import digests, event_counts, presence, stations
from storage.database import Tx
from storage.event_counts import Part
from storage.presence import Post

MOST_CODES = 3  # of silent stations by name, in each region
AMONG = 60  # open reports to look through: for photos, and since many may be of one event


def compose_digest(tx: Tx, window: Window) -> Digest:
    """What is to be told of this window; a handful of aggregates, whatever the number of reports."""
    region = stations.region_name(tx, window.region_id) if window.region_id is not None else None
    parts = event_counts.parts(tx, window, min(window.since, window.day))
    news = _news(tx, window, parts)
    return Digest(
        window=window,
        scope=region,
        day_total=news.total if window.since == window.day else _day_total(tx, window, parts),
        news=news,
        alerts=_alerts(tx, window),
        calls=tuple(digests.open_calls(tx, window)),
        silent=_silent(tx, window),
        coverage=_coverage(tx, window),
        changes=_changes(tx, window),
    )


@dataclass(frozen=True, slots=True)
class DayPicture:
    """What the picture of a day shows: incidents by hour, stations by region, the worst that have a photo."""

    scope: str | None
    hours: tuple[Hour, ...]
    coverage: Coverage
    worst: tuple[OpenReport, ...]


def compose_picture(tx: Tx, window: Window) -> DayPicture:
    region = stations.region_name(tx, window.region_id) if window.region_id is not None else None
    worst = _one_of_each_event(tx, window, [one for one in digests.worst_alerts(tx, window, AMONG) if one.thumbnail])
    return DayPicture(region, _hours(tx, window), _coverage(tx, window), tuple(worst[:MOST_PHOTOS]))


def _day_total(tx: Tx, window: Window, parts: list[Part]) -> int:
    return digests.count_since(tx, window, window.day) - event_counting.fewer(parts, window.day)


def _news(tx: Tx, window: Window, parts: list[Part]) -> News:
    received = digests.groups(tx, window)
    groups = event_counting.counted(received, parts, window.since)
    severities, kinds, regions = Counter[Severity](), Counter[tuple[int, str | None]](), Counter[int | None]()
    for group in groups:
        kinds[group.form_version_id, group.category] += group.reports
        regions[group.region_id] += group.reports
        if group.severity is not None:
            severities[Severity(group.severity)] += group.reports
    named = [(stations.region_name(tx, one) if one is not None else None, n) for one, n in regions.most_common()]
    return News(
        total=sum(group.reports for group in groups),
        late=sum(group.reports for group in groups if group.late),
        by_severity=dict(severities),
        kinds=tuple(Kind(version, category, n) for (version, category), n in _most_first(kinds)),
        regions=tuple(sorted(named, key=lambda one: (-one[1], one[0] or ""))),
        reports=sum(group.reports for group in received),
    )


def _most_first(kinds: Counter[tuple[int, str | None]]) -> list[tuple[tuple[int, str | None], int]]:
    return sorted(kinds.items(), key=lambda one: (-one[1], one[0][1] or "", one[0][0]))


def _alerts(tx: Tx, window: Window) -> Alerts:
    """The counts of events; what nobody has claimed is counted in reports, for each of them has to be."""
    unresolved, unclaimed, oldest = digests.open_alerts(tx, window)
    in_events = event_counts.open_in_events(tx, window)
    events = unresolved - len(in_events) + len(set(in_events))
    worst = _one_of_each_event(tx, window, digests.worst_alerts(tx, window, AMONG)) if unresolved else []
    return Alerts(events, unclaimed, oldest, tuple(worst[:MOST_WORST]), unresolved)


def _one_of_each_event(tx: Tx, window: Window, worst: Sequence[OpenReport]) -> list[OpenReport]:
    """The worst of each event, with how many more of it are among them."""
    codes = event_counts.codes_of(tx, window, [one.report_id for one in worst])
    many = Counter(codes.values())
    told: dict[str, OpenReport] = {}
    for one in worst:
        code = codes.get(one.report_id)
        told.setdefault(code or one.code, replace(one, event=code, others=many[code] - 1 if code else 0))
    return list(told.values())


def _silent(tx: Tx, window: Window) -> Silent:
    """Of an ordinary digest: nothing for some hours; of a closing one: nothing all day."""
    lately = window.until - SILENT_AFTER
    found = presence.silent(tx, window, window.day if window.closing else lately, lately)
    by_region: dict[str, list[str]] = {}
    for region, code in found:
        by_region.setdefault(region, []).append(code)
    most_first = sorted(by_region.items(), key=lambda one: -len(one[1]))
    return Silent(len(found), tuple((region, tuple(codes[:MOST_CODES])) for region, codes in most_first))


def _coverage(tx: Tx, window: Window) -> Coverage:
    """Who is there of who was to be; whoever came unplanned counts on both sides."""
    here = presence.present(tx, window, window.day if window.closing else window.until)
    planned = [*presence.assigned(tx, window), *here]
    there, of = _by_region(here), _by_region(planned)
    return Coverage(
        observers=Share(len({post.person_id for post in here}), len({post.person_id for post in planned})),
        stations=Share(len(_voters(here)), len(_voters(planned))),
        voters=Share(sum(_voters(here).values()), sum(_voters(planned).values())),
        regions=tuple((region, Share(len(there.get(region, ())), len(of[region]))) for region in sorted(of)),
    )


def _voters(posts: Iterable[Post]) -> dict[int, int]:
    return {post.station_id: post.voters for post in posts}


def _by_region(posts: Sequence[Post]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for post in posts:
        found.setdefault(post.region, set()).add(post.station_id)
    return found


def _changes(tx: Tx, window: Window) -> Changes:
    claimed, resolved = digests.moved_alerts(tx, window)
    return Changes(digests.changed(tx, window), digests.withdrawn(tx, window), claimed, resolved)


def _hours(tx: Tx, window: Window) -> tuple[Hour, ...]:
    """Every hour of the day so far; the empty ones before the first incident are left out, those between stay."""
    begins = _hours_between(window.day, window.until)
    counts: dict[int, Counter[Severity]] = {}
    counted = digests.by_hour(tx, window, begins)
    for number, severity, reports in event_counting.by_hour(begins, counted, event_counts.parts(tx, window, begins[0])):
        counts.setdefault(number, Counter())[Severity(severity)] += reports
    first = min(counts, default=len(begins))
    return tuple(Hour(begins[n], dict(counts.get(n, {}))) for n in range(first, len(begins)))


def _hours_between(begin: datetime, end: datetime) -> list[datetime]:
    hours = [begin]
    while hours[-1] + timedelta(hours=1) < end:
        hours.append(hours[-1] + timedelta(hours=1))
    return hours
