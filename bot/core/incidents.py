"""What a report means: read from its answers by question name, so that any organisation's form can raise an alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.core.words import Basis, Phase, Severity

LATE_AFTER = timedelta(minutes=10)
ALERTING = (Severity.HIGH, Severity.CRITICAL)
MOST_CATEGORY = 64

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers that lists, alerts and digests need. A form without one of the questions leaves it empty."""

    category: str | None
    severity: Severity | None
    basis: Basis | None
    phase: Phase | None
    description: str | None
    occurred_at: datetime | None
    station: str | None


def facts_of(answers: Mapping[str, str]) -> Facts:
    return Facts(
        category=(answers.get("category") or "")[:MOST_CATEGORY] or None,
        severity=_word(Severity, answers.get("severity")),
        basis=_word(Basis, answers.get("basis")),
        phase=_word(Phase, answers.get("phase")),
        description=answers.get("description") or None,
        occurred_at=_instant(answers.get("occurred_at")),
        station=answers.get("station") or answers.get("other_station") or None,
    )


def alerts(facts: Facts) -> bool:
    """High and critical ring at once; the rest waits for the digest."""
    return facts.severity in ALERTING


def is_late(sent_at: datetime, received_at: datetime) -> bool:
    """A report that lay somewhere (a network shut down, our server away) must not ring as if it were live."""
    return received_at - sent_at > LATE_AFTER


def _word(kind: type[E], value: str | None) -> E | None:
    try:
        return kind(value) if value else None
    except ValueError:
        return None


def _instant(value: str | None) -> datetime | None:
    """An XForms dateTime (ISO 8601 with its offset) in UTC; one without an offset says too little."""
    try:
        instant = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant and instant.tzinfo else None
