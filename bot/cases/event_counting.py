"""From reports to events: what the aggregates count of reports, less what several reports of one event add to it.

A report that nobody has put into an event is an event of its own. An event is new when its first report comes; it is
as grave as the gravest of its reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.words import Severity
from storage.digests import Group
from storage.event_counts import Part

_RANK = {severity.value: rank for rank, severity in enumerate(Severity)}


def by_event(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts of each event, the first received first."""
    found: dict[int, list[Part]] = {}
    for part in parts:
        found.setdefault(part.event_id, []).append(part)
    return list(found.values())


def group_of(part: Part, reports: int = 1) -> Group:
    return Group(part.form_version_id, part.category, part.severity, part.region_id, part.late, reports)


def whole(parts: Sequence[Part]) -> Part:
    """An event as one: its first report, with the gravest severity; late when none of its reports came in time."""
    gravest = max((part.severity for part in parts if part.severity), key=lambda one: _RANK.get(one, -1), default=None)
    return replace(parts[0], severity=gravest, late=all(part.late for part in parts))


def counted(groups: Iterable[Group], parts: Sequence[Part], since: datetime) -> list[Group]:
    """Events instead of reports in the groups of what came since then."""
    left: Counter[Group] = Counter()
    for group in groups:
        left[replace(group, reports=0)] += group.reports
    for part in parts:
        if part.received_at > since:
            left[group_of(part, 0)] -= 1
    for event in by_event(parts):
        if event[0].received_at > since:
            left[group_of(whole(event), 0)] += 1
    return [replace(group, reports=n) for group, n in left.items() if n > 0]


def fewer(parts: Sequence[Part], since: datetime) -> int:
    """By how many the events of what came since then are fewer than its reports."""
    reports = sum(part.received_at > since for part in parts)
    return reports - sum(event[0].received_at > since for event in by_event(parts))


def by_hour(
    hours: Sequence[datetime], counts: Iterable[tuple[int, str, int]], parts: Sequence[Part]
) -> list[tuple[int, str, int]]:
    """(number of the hour, severity, events): an event stands at the hour of its first report."""
    left: Counter[tuple[int, str]] = Counter()
    for number, severity, reports in counts:
        left[(number, severity)] += reports
    for part in parts:
        if part.severity is not None and part.received_at >= hours[0]:
            left[(_hour(hours, part), part.severity)] -= 1
    for event in map(whole, by_event(parts)):
        if event.severity is not None and event.received_at >= hours[0]:
            left[(_hour(hours, event), event.severity)] += 1
    return [(number, severity, n) for (number, severity), n in left.items() if n > 0]


def _hour(hours: Sequence[datetime], part: Part) -> int:
    return max(number for number, begin in enumerate(hours) if begin <= part.received_at)
